// What a take may weigh: an hour of a performance without sound 25 MB (ten minutes of it here), and
// sound what FLAC weighs. bench/timeline/take_size.cc prints the whole table.
#include <gtest/gtest.h>

#include "core/media/audio_file_reader.h"
#include "core/media/flac.h"
#include "core/timeline/take_writer.h"
#include "tests/support/performed_hour.h"

namespace reprise::timeline {
namespace {

constexpr std::int64_t kSeconds = 600;
constexpr double kLimit = 25e6 * kSeconds / 3600;  // bytes

const AnalysedSong& song() {
  static const AnalysedSong analysed = [] {
    auto result = analyse_song(DEMO_TRACK);
    return result ? std::move(*result) : AnalysedSong();
  }();
  return analysed;
}

std::size_t size_of(const std::vector<Record>& records, const TakeHeader& header) {
  MemoryFileSystem fs;
  auto writer = TakeWriter::create(fs, "take.mcap", header, {}, {});
  EXPECT_TRUE(writer.has_value());
  for (const Record& record : records) {
    EXPECT_TRUE(writer->append(record).has_value());
  }
  EXPECT_TRUE(writer->seal({}).has_value());
  return fs.content("take.mcap")->size();
}

std::size_t performance_bytes(const PerformanceOptions& options) {
  const PerformedHour hour(song(), options);
  std::vector<Record> records;
  for (std::int64_t frame = 0; frame < PerformedHour::frames_in(kSeconds); ++frame) {
    for (Record& record : hour.records_of(frame)) {
      records.push_back(std::move(record));
    }
  }
  return size_of(records, hour.header());
}

class StoredInputs : public testing::TestWithParam<Stored> {};

TEST_P(StoredInputs, APerformanceWithoutSoundIsSmall) {
  ASSERT_FALSE(song().hops.empty());
  const std::size_t bytes = performance_bytes({.stored = GetParam()});
  RecordProperty("bytes", static_cast<int>(bytes));
  EXPECT_LE(static_cast<double>(bytes), kLimit);
}
INSTANTIATE_TEST_SUITE_P(Everywhere, StoredInputs,
                         testing::Values(Stored::kByHand, Stored::kAsCues, Stored::kBoth));

TEST(TakeSize, MappedInputsWouldCostHalfAsMuchAgain) {
  EXPECT_GT(static_cast<double>(performance_bytes({.stored = Stored::kEveryInput})),
            1.4 * static_cast<double>(performance_bytes({})));
}

TEST(TakeSize, SoundWeighsWhatFlacDoes) {
  auto reader = media::AudioFileReader::open(posix_file_system(), DEMO_TRACK);
  ASSERT_TRUE(reader.has_value());
  auto encoder = media::FlacEncoder::create(reader->format());
  ASSERT_TRUE(encoder.has_value());
  std::vector<Record> packets;
  std::size_t flac_bytes = 0;
  const auto keep = [&](const media::FlacPacket& packet) -> Status {
    packets.emplace_back(
        AudioPacket{0, packet.first, packet.frames, {packet.data.begin(), packet.data.end()}});
    flac_bytes += packet.data.size();
    return {};
  };
  for (auto pcm = reader->read(); pcm && !pcm->samples.empty(); pcm = reader->read()) {
    ASSERT_TRUE(encoder->push(*pcm, keep).has_value());
  }
  ASSERT_TRUE(encoder->finish(keep).has_value());
  TakeHeader header;
  header.audio = reader->format();
  header.lanes.emplace_back();
  const std::size_t sound = size_of(packets, header) - size_of({}, header);
  EXPECT_LE(static_cast<double>(sound), 1.025 * static_cast<double>(flac_bytes));
}

}  // namespace
}  // namespace reprise::timeline
