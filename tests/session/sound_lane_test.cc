// The sound of an export, encoded on a thread of its own: the same as encoded here, stopped,
// failing, and found again. No GL.
#include "core/session/export/sound_lane.h"

#include <atomic>

#include <gtest/gtest.h>

#include "core/media/sound_file.h"
#include "core/session/export/export_sound.h"
#include "core/session/export/parts_folder.h"
#include "core/session/export/render_key.h"
#include "tests/session/studio.h"

namespace reprise::session {
namespace {

constexpr std::string_view kShow =
    R"({"scenes": [{"name": "a", "layers": [{"preset": "sweep"}]}]})";
constexpr std::chrono::milliseconds kLong{60'000};
constexpr std::chrono::milliseconds kNow{0};

// The machine's files, counted; writes fail when `room` bytes are used up, or wait at a gate.
class CountedFiles : public FileSystem {
 public:
  Result<std::unique_ptr<WritableFile>> create(const std::filesystem::path& path) override {
    ++created;
    TRY_ASSIGN(auto file, real_.create(path));
    return std::make_unique<File>(std::move(file), *this);
  }
  Result<std::unique_ptr<RandomAccessFile>> open(const std::filesystem::path& path) override {
    return real_.open(path);
  }
  Status rename(const std::filesystem::path& from, const std::filesystem::path& to) override {
    return real_.rename(from, to);
  }
  Status remove(const std::filesystem::path& path) override { return real_.remove(path); }
  bool exists(const std::filesystem::path& path) override { return real_.exists(path); }

  std::atomic<int> created = 0;
  std::atomic<std::int64_t> room = 1 << 30;
  std::atomic<bool> gate_is_open = true;
  std::atomic<bool> somebody_waits = false;

 private:
  class File : public WritableFile {
   public:
    File(std::unique_ptr<WritableFile> inner, CountedFiles& files)
        : inner_(std::move(inner)), files_(files) {}
    Status append(ByteSpan bytes) override {
      files_.somebody_waits = true;
      files_.somebody_waits.notify_all();
      files_.gate_is_open.wait(false);
      files_.room -= static_cast<std::int64_t>(bytes.size());
      return files_.room < 0 ? fail(ErrorCode::kNoSpace, "the test's disk is full")
                             : inner_->append(bytes);
    }
    Status write_at(std::uint64_t offset, ByteSpan bytes) override {
      return inner_->write_at(offset, bytes);
    }
    Status sync() override { return inner_->sync(); }
    Status close() override { return inner_->close(); }
    [[nodiscard]] std::uint64_t size() const override { return inner_->size(); }

   private:
    std::unique_ptr<WritableFile> inner_;
    CountedFiles& files_;
  };
  FileSystem& real_ = posix_file_system();
};

class Lane : public testing::Test {
 protected:
  Lane() { take("t.mcap", 1.5); }

  void take(std::string_view name, double seconds) {
    options_.take = studio_.record(name, studio_.show(kShow), music(seconds, {48000, 2, 24}));
    options_.parts = studio_.path("x.parts");
    std::filesystem::create_directory(options_.parts);
    options_.settings =
        small_export(studio_.open(options_.take).summary(), media::VideoCodecId::kFfv1);
    options_.key = "key";
  }
  Status run() {
    SoundLane lane(files_, options_);
    TRY_ASSIGN(const bool stored, lane.finish(kLong));
    EXPECT_TRUE(stored);
    return {};
  }
  [[nodiscard]] std::filesystem::path part() const { return sound_path(options_.parts); }
  [[nodiscard]] bool nothing_is_left() const { return std::filesystem::is_empty(options_.parts); }

  Studio studio_;
  CountedFiles files_;
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
  files_.gate_is_open = false;
  SoundLane lane(files_, options_);
  files_.somebody_waits.wait(false);
  const auto early = lane.finish(kNow);
  ASSERT_TRUE(early.has_value());
  EXPECT_FALSE(*early);
  EXPECT_FALSE(std::filesystem::exists(part()));
  files_.gate_is_open = true;
  files_.gate_is_open.notify_all();
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
    files_.somebody_waits.wait(false);  // it has written something
  }
  EXPECT_TRUE(nothing_is_left());
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
