// The sound of an export, encoded on a thread of its own: the same as encoded here, stopped,
// failing, found again, and from another take than the pictures. No GL.
#include "core/session/export/sound_lane.h"

#include <thread>

#include <gtest/gtest.h>

#include "core/media/sound_file.h"
#include "core/session/export/export_sound.h"
#include "core/session/export/parts_folder.h"
#include "core/session/export/render_key.h"
#include "tests/session/gated_files.h"
#include "tests/session/studio.h"

namespace reprise::session {
namespace {

constexpr std::string_view kShow =
    R"({"scenes": [{"name": "a", "layers": [{"preset": "sweep"}]}]})";
constexpr std::chrono::milliseconds kLong{60'000};
constexpr std::chrono::milliseconds kNow{0};
constexpr std::chrono::milliseconds kUntilStopped{20};

class Lane : public testing::Test {
 protected:
  Lane() { take("t.mcap", 1.5); }

  void take(std::string_view name, double seconds, const AudioFormat& format = {48000, 2, 24}) {
    options_.take = studio_.record(name, studio_.show(kShow), music(seconds, format));
    options_.parts = studio_.path("x.parts");
    std::filesystem::create_directory(options_.parts);
    options_.settings =
        small_export(studio_.open(options_.take).summary(), media::VideoCodecId::kFfv1);
    options_.key = "key";
    stamp();
  }
  void stamp() { options_.stamp = take_stamp(studio_.open(options_.take).summary()); }
  Status run() {
    SoundLane lane(files_, options_);
    TRY_ASSIGN(const bool stored, lane.finish(kLong));
    EXPECT_TRUE(stored);
    return {};
  }
  // Stops a lane that waits in its first read, and lets it read on. With luck: nothing tells when
  // the lane has been asked to stop.
  void stop_while_it_reads() {
    files_.reading.close();
    auto lane = std::make_unique<SoundLane>(files_, options_);
    files_.reading.await_visitor();
    std::thread opener([this] {
      std::this_thread::sleep_for(kUntilStopped);
      files_.reading.open();
    });
    lane.reset();
    opener.join();
  }
  [[nodiscard]] std::filesystem::path part() const { return sound_path(options_.parts); }
  [[nodiscard]] bool nothing_is_left() const { return std::filesystem::is_empty(options_.parts); }

  Studio studio_;
  GatedFiles files_;
  SoundLaneOptions options_;
};

struct Encoded {
  media::AudioStreamParameters parameters;
  std::vector<media::SoundPacket> packets;
};

Encoded encode_here(timeline::TakeReader take, const ExportSettings& settings) {
  ExportSound sound = ExportSound::create(take, settings).value();
  Encoded out{sound.parameters(), {}};
  bool more = true;
  while (more) {
    const std::int64_t due = sound.encoded();
    more = sound
               .step([&](media::AudioOutPacket packet) -> Status {
                 out.packets.push_back({due, std::move(packet)});
                 return {};
               })
               .value();
  }
  return out;
}

void expect_stored(const std::filesystem::path& path, const Encoded& expected) {
  auto file = media::SoundFileReader::open(posix_file_system(), path);
  ASSERT_TRUE(file.has_value()) << file.error().message;
  EXPECT_EQ(file->parameters().extradata, expected.parameters.extradata);
  EXPECT_EQ(file->parameters().priming, expected.parameters.priming);
  EXPECT_EQ(file->parameters().format, expected.parameters.format);
  for (const media::SoundPacket& packet : expected.packets) {
    const auto stored = file->next();
    ASSERT_TRUE(stored.has_value() && stored->has_value());
    EXPECT_EQ((*stored)->due, packet.due);
    EXPECT_EQ((*stored)->packet.pts, packet.packet.pts);
    EXPECT_EQ((*stored)->packet.duration, packet.packet.duration);
    EXPECT_EQ((*stored)->packet.data, packet.packet.data);
    EXPECT_EQ((*stored)->packet.new_extradata, packet.packet.new_extradata);
  }
  const auto end = file->next();
  EXPECT_TRUE(end.has_value() && !end->has_value());
}

TEST_F(Lane, StoresWhatTheEncoderGives) {
  for (const auto codec : {media::AudioCodecId::kAac, media::AudioCodecId::kFlac}) {
    for (const auto& [first, count] : {std::pair{0, 45}, std::pair{7, 11}, std::pair{40, 30}}) {
      options_.settings.audio.codec = codec;
      options_.settings.frames.first = FrameIndex{first};
      options_.settings.frames.count = count;
      options_.key += "+";
      ASSERT_TRUE(run().has_value());
      const Encoded expected = encode_here(studio_.open(options_.take), options_.settings);
      EXPECT_GT(expected.packets.size(), 3U);
      expect_stored(part(), expected);
    }
  }
}

TEST_F(Lane, UsesWhatIsStoredUnderItsKey) {
  ASSERT_TRUE(run().has_value());
  EXPECT_EQ(files_.created, 1);
  ASSERT_TRUE(run().has_value());
  EXPECT_EQ(files_.created, 1);
  options_.key = "another";
  ASSERT_TRUE(run().has_value());
  EXPECT_EQ(files_.created, 2);
}

TEST_F(Lane, MakesADamagedPartAgain) {
  ASSERT_TRUE(run().has_value());
  const Bytes whole = content(part());
  for (const std::size_t at : {whole.size() / 2, whole.size() - 1}) {
    Bytes broken = whole;
    broken[at] ^= std::byte{1};
    ASSERT_TRUE(write_file(posix_file_system(), part(), broken).has_value());
    ASSERT_TRUE(run().has_value());
    EXPECT_EQ(content(part()), whole);
  }
  EXPECT_EQ(files_.created, 3);
}

TEST_F(Lane, SaysWhatFailed) {
  files_.room = 50'000;
  Status full = run();
  ASSERT_FALSE(full);
  EXPECT_EQ(full.error().code, ErrorCode::kNoSpace);
  EXPECT_TRUE(nothing_is_left());

  options_.take = studio_.path("absent.mcap");
  const Status absent = run();
  ASSERT_FALSE(absent);
  EXPECT_EQ(absent.error().code, ErrorCode::kNotFound);
  EXPECT_NE(absent.error().message.find("absent.mcap"), std::string::npos);
}

TEST_F(Lane, DoesNotKeepItsCallerWaiting) {
  files_.writing.close();
  SoundLane lane(files_, options_);
  files_.writing.await_visitor();
  const auto early = lane.finish(kNow);
  ASSERT_TRUE(early.has_value());
  EXPECT_FALSE(*early);
  EXPECT_FALSE(std::filesystem::exists(part()));
  files_.writing.open();
  const auto late = lane.finish(kLong);
  EXPECT_TRUE(late.has_value() && *late);
  EXPECT_TRUE(std::filesystem::exists(part()));
}

TEST_F(Lane, LeavesNothingWhenItIsStopped) {
  take("long.mcap", 20);
  { const SoundLane stopped(files_, options_); }
  EXPECT_TRUE(nothing_is_left());
  {
    const SoundLane stopped(files_, options_);
    files_.writing.await_visitor();  // it has written something
  }
  EXPECT_TRUE(nothing_is_left());
}

TEST_F(Lane, OpensNothingWhenItIsStoppedWhileItReadsWhatIsStored) {
  ASSERT_TRUE(run().has_value());
  const int created = files_.created;
  const int opened = files_.opened;
  stop_while_it_reads();
  EXPECT_EQ(files_.created, created);
  EXPECT_EQ(files_.opened, opened + 1) << "what is stored, and not the take";
}

TEST_F(Lane, CreatesNothingWhenItIsStoppedWhileItOpensTheTake) {
  // A try in which the lane was stopped too late tells nothing.
  bool created = true;
  for (int i = 0; i < 20 && created; ++i) {
    files_.created = 0;
    stop_while_it_reads();
    created = files_.created > 0;
  }
  EXPECT_FALSE(created);
  EXPECT_TRUE(nothing_is_left());
}

TEST_F(Lane, MakesSoundOfAnotherFormatAgain) {
  ASSERT_TRUE(run().has_value());
  take("other.mcap", 1.5, {44100, 2, 16});
  ASSERT_TRUE(run().has_value());
  EXPECT_EQ(files_.created, 2);
  expect_stored(part(), encode_here(studio_.open(options_.take), options_.settings));
}

TEST_F(Lane, RefusesATakeThatWasReplaced) {
  const TakeStamp first = options_.stamp;
  const auto expect_refused = [&] {
    const Status replaced = run();
    ASSERT_FALSE(replaced);
    EXPECT_EQ(replaced.error().code, ErrorCode::kCorrupt);
    EXPECT_EQ(replaced.error().message,
              "'" + options_.take.string() + "' was replaced during the export");
    EXPECT_EQ(replaced.error().hint, "run the export again");
    EXPECT_TRUE(nothing_is_left());
  };
  take("longer.mcap", 2);
  options_.stamp = first;
  expect_refused();
  take("coarser.mcap", 1.5, {48000, 2, 16});
  options_.stamp.audio = first.audio;
  expect_refused();
  stamp();
  options_.stamp.digest.reset();  // as of an unsealed one that was sealed meanwhile
  expect_refused();
}

TEST_F(Lane, TakesOneUnsealedTakeForAnother) {
  take("cut.mcap", 20);
  std::filesystem::resize_file(options_.take, std::filesystem::file_size(options_.take) * 3 / 4);
  stamp();
  ASSERT_FALSE(options_.stamp.digest.has_value());
  ASSERT_TRUE(run().has_value());
  EXPECT_TRUE(std::filesystem::exists(part()));
}

TEST(SoundKey, ChangesWithTheExportAndWithTheSoundsSettings) {
  const media::AudioSettings aac;
  const media::AudioSettings flac{media::AudioCodecId::kFlac, aac.bitrate};
  const media::AudioSettings small{media::AudioCodecId::kAac, 96'000};
  EXPECT_EQ(sound_key("a", aac), sound_key("a", aac));
  EXPECT_NE(sound_key("a", aac), sound_key("b", aac));
  EXPECT_NE(sound_key("a", aac), sound_key("a", flac));
  EXPECT_NE(sound_key("a", aac), sound_key("a", small));
}

}  // namespace
}  // namespace reprise::session
