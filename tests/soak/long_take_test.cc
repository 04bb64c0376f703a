// A take of many hours: `info`, a window in the middle, all of it in little memory, JSONL and back.
// REPRISE_SOAK_HOURS sets its length (./dev soak long: 10) and makes the limits of time count;
// without it a sample of two minutes is written and nothing is timed.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>
#include <unistd.h>

#include "core/base/hash.h"
#include "core/base/rng.h"
#include "core/media/flac.h"
#include "core/session/library/pcm_digest.h"
#include "core/timeline/take_reader.h"
#include "core/timeline/take_writer.h"
#include "tests/acceptance/programs.h"
#include "tests/support/performed_hour.h"

namespace reprise::timeline {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::int64_t kRate = 48000;
constexpr std::uint32_t kStream = 77;
constexpr double kMostOfAll = 96;  // MiB, for what compares everything with everything

std::optional<double> asked_hours() {
  const char* hours = std::getenv("REPRISE_SOAK_HOURS");
  return hours == nullptr ? std::nullopt : std::optional(std::atof(hours));
}

std::int64_t take_seconds() {
  return static_cast<std::int64_t>(asked_hours().value_or(1.0 / 30) * 3600);
}

double milliseconds_since(Clock::time_point start) {
  return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

void report(const std::string& what, double value, const std::string& unit) {
  std::printf("%-44s %12.2f %s\n", what.c_str(), value, unit.c_str());
  std::fflush(stdout);
}

// Features that wander, for ten minutes: what they are does not matter here.
AnalysedSong wandering_song() {
  AnalysedSong song;
  HopAnalysis hop;
  for (std::int64_t k = 0; k < 600 * kRate / hop_size(kRate); ++k) {
    for (std::size_t i = 0; i < kFeatureCount; ++i) {
      const auto step = random_below(kStream, static_cast<std::uint32_t>(i), {k}, 512);
      hop.features.values.at(i) =
          static_cast<std::uint16_t>(hop.features.values.at(i) + step - 255);
    }
    hop.onset = k % 60 == 0;
    song.hops.push_back(hop);
  }
  return song;
}

// Noise of one bit a sample, the same in all channels: little work to encode, much in number.
class QuietSound {
 public:
  explicit QuietSound(const AudioFormat& format)
      : format_(format), encoder_(*media::FlacEncoder::create(format)) {}

  [[nodiscard]] ByteSpan codec_header() const { return encoder_.codec_header(); }
  [[nodiscard]] std::int64_t frames() const { return frames_; }
  [[nodiscard]] Sha256 digest() const { return digest_.digest(); }

  // `take` gets the packets that begin at `last` or before.
  template <typename Take>
  Status play_until(SampleIndex last, Take take) {
    while (waiting_.empty() || waiting_.back().first <= last) {
      TRY(play_block());
    }
    for (; waiting_.front().first <= last; waiting_.pop_front()) {
      TRY(take(std::move(waiting_.front())));
    }
    return {};
  }
  template <typename Take>
  Status finish(Take take) {
    TRY(encoder_.finish(keep()));
    for (; !waiting_.empty(); waiting_.pop_front()) {
      TRY(take(std::move(waiting_.front())));
    }
    return {};
  }

 private:
  Status play_block() {
    constexpr std::int64_t kBlock = 4096;
    samples_.clear();
    for (std::int64_t i = 0; i < kBlock; ++i) {
      const std::uint64_t bits = random_bits(kStream, 0, {(frames_ + i) / 64});
      samples_.insert(samples_.end(), static_cast<std::size_t>(format_.channels),
                      -static_cast<std::int32_t>(bits >> (i % 64) & 1U));
    }
    const PcmView block{format_, {frames_}, samples_};
    digest_.update(block);
    frames_ += kBlock;
    return encoder_.push(block, keep());
  }
  media::FlacEncoder::Sink keep() {
    return [this](const media::FlacPacket& packet) -> Status {
      waiting_.push_back(
          {0, packet.first, packet.frames, Bytes(packet.data.begin(), packet.data.end())});
      return {};
    };
  }

  AudioFormat format_;
  media::FlacEncoder encoder_;
  session::PcmDigest digest_;
  std::vector<std::int32_t> samples_;
  std::deque<AudioPacket> waiting_;
  std::int64_t frames_ = 0;
};

void write_take(const std::filesystem::path& path, std::int64_t seconds) {
  const AnalysedSong song = wandering_song();
  const PerformedHour hour(song, {.stored = Stored::kBoth});
  TakeHeader header = hour.header();
  QuietSound sound(header.audio);
  header.lanes[0].codec_header.assign(sound.codec_header().begin(), sound.codec_header().end());
  auto writer = TakeWriter::create(posix_file_system(), path, header, {}, {});
  ASSERT_TRUE(writer.has_value()) << writer.error().message;
  const auto append = [&](AudioPacket packet) { return writer->append(std::move(packet)); };
  for (std::int64_t frame = 0; frame < PerformedHour::frames_in(seconds); ++frame) {
    ASSERT_TRUE(sound.play_until(hour.sample_of(frame), append).has_value());
    for (Record& record : hour.records_of(frame)) {
      ASSERT_TRUE(writer->append(std::move(record)).has_value());
    }
  }
  ASSERT_TRUE(sound.finish(append).has_value());
  Seal seal;
  seal.samples = {sound.frames()};
  seal.pcm_sha256 = sound.digest();
  ASSERT_TRUE(writer->seal(seal).has_value());
}

// Peak resident memory so far, in MiB; 0 of a process that is not there any more.
double peak_memory(pid_t process) {
  std::ifstream status("/proc/" + std::to_string(process) + "/status");
  std::string line;
  while (std::getline(status, line)) {
    if (line.starts_with("VmHWM:")) {
      return std::atof(line.c_str() + 6) / 1024;
    }
  }
  return 0;
}

// A program with what it cost.
struct Cost {
  acceptance::Outcome outcome;
  double seconds = 0;
  double peak = 0;  // MiB
};
Cost run_watched(const acceptance::Arguments& arguments, const std::filesystem::path& folder) {
  Cost cost;
  const auto start = Clock::now();
  acceptance::Process process(arguments, {folder});
  while (process.running()) {
    cost.peak = std::max(cost.peak, peak_memory(process.pid()));
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  cost.outcome = process.wait();
  cost.seconds = milliseconds_since(start) / 1000;
  return cost;
}

class LongTake : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder_ = new acceptance::Folder;
    const auto start = Clock::now();
    ASSERT_NO_FATAL_FAILURE(write_take(take(), take_seconds()));
    report("writing it", milliseconds_since(start) / 1000, "s");
    report("length", static_cast<double>(take_seconds()) / 3600, "hours");
    report("size", static_cast<double>(std::filesystem::file_size(take())) / 1e6, "MB");
  }
  static void TearDownTestSuite() { delete folder_; }

  static std::filesystem::path in_folder(const std::string& name) { return folder_->path() / name; }
  static std::filesystem::path take() { return in_folder("long.mcap"); }
  // reprise-inspect, in the folder of the take: in little memory, MiB.
  static acceptance::Outcome inspect(acceptance::Arguments arguments, double limit = 64) {
    arguments.insert(arguments.begin(), "reprise-inspect");
    const Cost cost = run_watched(arguments, folder_->path());
    const std::string what = "inspect " + arguments[1] + " " + arguments[2];
    report(what, cost.seconds, "s");
    report(what + ", memory", cost.peak, "MiB");
    if (asked_hours()) {
      EXPECT_LT(cost.peak, limit) << what;
    }
    return cost.outcome;
  }
  static TakeReader reader() {
    auto opened = TakeReader::open(posix_file_system(), take());
    EXPECT_TRUE(opened.has_value()) << opened.error().message;
    return std::move(*opened);
  }

  // Half of the measurements are faster than what is reported as the median.
  static void judge(const std::string& what, std::vector<double> samples, double limit) {
    std::ranges::sort(samples);
    const double median = samples[samples.size() / 2];
    report(what + ", median", median, "ms");
    report(what + ", worst", samples.back(), "ms");
    if (asked_hours()) {
      EXPECT_LT(median, limit) << what;
    }
  }

 private:
  static inline acceptance::Folder* folder_ = nullptr;
};

std::uint64_t records_in(TakeReader& reader, const ReadRange& range) {
  auto cursor = reader.read(range);
  std::uint64_t count = 0;
  auto record = cursor.next();
  for (; record && *record; record = cursor.next()) {
    ++count;
  }
  EXPECT_TRUE(record.has_value());
  return count;
}

ReadRange random_window(std::int64_t number) {
  const auto last = static_cast<std::uint32_t>(take_seconds() - 10);
  const std::int64_t start = random_below(kStream, 1, {number}, last);
  return {Topics::kAll, {start * kRate}, {(start + 10) * kRate}};
}

TEST_F(LongTake, InfoReadsTheIndexAlone) {
  std::vector<double> samples;
  for (int i = 0; i < 21; ++i) {
    const auto start = Clock::now();
    const acceptance::Outcome outcome =
        acceptance::run({"reprise-inspect", "info", "long.mcap"}, {in_folder("")});
    samples.push_back(milliseconds_since(start));
    ASSERT_EQ(outcome.code, 0) << outcome;
  }
  judge("reprise-inspect info", samples, 50);
}

TEST_F(LongTake, AWindowCostsWhatItHolds) {
  std::vector<double> open_samples;
  std::vector<double> samples;
  std::vector<double> cold_samples;
  TakeReader opened = reader();
  for (int i = 0; i < 50; ++i) {
    auto start = Clock::now();
    EXPECT_GE(records_in(opened, random_window(i)), 600U);
    samples.push_back(milliseconds_since(start));
    start = Clock::now();
    TakeReader other = reader();
    open_samples.push_back(milliseconds_since(start));
    EXPECT_GE(records_in(other, random_window(1000 + i)), 600U);
    cold_samples.push_back(milliseconds_since(start));
  }
  EXPECT_TRUE(opened.damage().empty());
  judge("opening", open_samples, 50);
  judge("a random window of 10 s", samples, 10);
  judge("opening and such a window", cold_samples, 60);
}

TEST_F(LongTake, ReadingGivesEveryRecord) {
  const auto start = Clock::now();
  TakeReader opened = reader();
  const std::uint64_t records = records_in(opened, {});
  report("reading all", milliseconds_since(start) / 1000, "s");
  report("records", static_cast<double>(records), "");
  EXPECT_TRUE(opened.damage().empty());
}

TEST_F(LongTake, ReadingAndCheckingNeedLittleMemory) {
  EXPECT_EQ(inspect({"stats", "long.mcap"}).code, 0);
  EXPECT_EQ(inspect({"info", "long.mcap", "--check"}).code, 0);
}

bool same_bytes(const std::filesystem::path& a, const std::filesystem::path& b) {
  std::ifstream left(a, std::ios::binary);
  std::ifstream right(b, std::ios::binary);
  std::vector<char> left_part(1 << 20);
  std::vector<char> right_part(1 << 20);
  while (left && right) {
    left.read(left_part.data(), std::ssize(left_part));
    right.read(right_part.data(), std::ssize(right_part));
    if (left.gcount() != right.gcount() ||
        !std::equal(left_part.begin(), left_part.begin() + left.gcount(), right_part.begin())) {
      return false;
    }
  }
  return left.eof() && right.eof();
}

TEST_F(LongTake, TextAndBackIsTheSameFile) {
  ASSERT_EQ(inspect({"convert", "long.mcap", "-o", "long.jsonl.zst"}).code, 0);
  report("size as JSONL, compressed",
         static_cast<double>(std::filesystem::file_size(in_folder("long.jsonl.zst"))) / 1e6, "MB");
  ASSERT_EQ(inspect({"convert", "long.jsonl.zst", "-o", "back.mcap"}).code, 0);
  EXPECT_TRUE(same_bytes(take(), in_folder("back.mcap")));
}

TEST_F(LongTake, TheDoctorFindsItSound) {
  const acceptance::Outcome outcome = inspect({"doctor", "long.mcap"}, kMostOfAll);
  EXPECT_EQ(outcome.code, 0) << outcome;
}

TEST_F(LongTake, ATornOneIsRecovered) {
  std::filesystem::copy_file(take(), in_folder("torn.mcap"));
  std::filesystem::resize_file(in_folder("torn.mcap"), std::filesystem::file_size(take()) / 2);
  const acceptance::Outcome outcome =
      inspect({"recover", "torn.mcap", "-o", "whole.mcap"}, kMostOfAll);
  EXPECT_EQ(outcome.code, 3) << outcome;
  auto recovered = TakeReader::open(posix_file_system(), in_folder("whole.mcap"));
  ASSERT_TRUE(recovered.has_value()) << recovered.error().message;
  EXPECT_TRUE(recovered->summary().seal.has_value());
  EXPECT_GT(recovered->summary().end.value, take_seconds() * kRate * 2 / 5);
}

}  // namespace
}  // namespace reprise::timeline
