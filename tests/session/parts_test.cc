// What an export leaves behind: when it is stopped, when it fails at any step, when two want the
// same file. A film under its final name is whole, and a manifest beside it is its own.
#include <atomic>

#include <gtest/gtest.h>

#include "core/base/file_digest.h"
#include "tests/session/studio.h"

namespace reprise::session {
namespace {

constexpr std::string_view kShow =
    R"({"scenes": [{"name": "a", "layers": [{"preset": "sweep"}]}]})";

// The machine's files, until the `allowed` first calls that change a folder are used up.
class FailingFileSystem : public FileSystem {
 public:
  explicit FailingFileSystem(int allowed) : left_(allowed) {}

  Result<std::unique_ptr<WritableFile>> create(const std::filesystem::path& path) override {
    TRY(use_one());
    return real_.create(path);
  }
  Result<std::unique_ptr<RandomAccessFile>> open(const std::filesystem::path& path) override {
    return real_.open(path);
  }
  Status rename(const std::filesystem::path& from, const std::filesystem::path& to) override {
    TRY(use_one());
    return real_.rename(from, to);
  }
  Status remove(const std::filesystem::path& path) override {
    TRY(use_one());
    return real_.remove(path);
  }
  bool exists(const std::filesystem::path& path) override { return real_.exists(path); }

 private:
  Status use_one() {
    return left_-- > 0 ? Status() : Status(fail(ErrorCode::kIo, "the disk is gone"));
  }
  FileSystem& real_ = posix_file_system();
  std::atomic<int> left_;  // the export's threads meet here
};

class Parts : public testing::Test {
 protected:
  Parts() {
    take_ = studio_.record("t.mcap", studio_.show(kShow), music(0.5));
    settings_ = small_export(studio_.open(take_).summary(), media::VideoCodecId::kFfv1);
    target_ = studio_.path("x.mkv");
  }

  // Runs an export; the error if it fails.
  Status run(FileSystem& fs, bool manifest = true) {
    timeline::TakeReader take = studio_.open(take_);
    const ReplayShow show = *replay_show(take, settings_.show, studio_.library());
    TRY_ASSIGN(Exporter exporter, start(fs, take, show, manifest));
    ExportProgress progress;
    while (progress.phase != ExportPhase::kDone) {
      TRY_ASSIGN(progress, exporter.step());
    }
    return {};
  }
  Result<Exporter> start(FileSystem& fs, timeline::TakeReader& take, const ReplayShow& show,
                         bool manifest = true) {
    return Exporter::create(
        fs, take, show, settings_,
        {.take = take_, .target = target_, .queue = 2, .write_manifest = manifest});
  }
  // Goes on with `exporter` until its parts are complete.
  static Status draw_all(Exporter& exporter) {
    ExportProgress progress;
    while (progress.phase == ExportPhase::kRender) {
      TRY_ASSIGN(progress, exporter.step());
    }
    return {};
  }
  static Status merge_all(Exporter& exporter) {
    ExportProgress progress{.phase = ExportPhase::kMerge};
    while (progress.phase == ExportPhase::kMerge) {
      TRY_ASSIGN(progress, exporter.step());
    }
    return {};
  }
  // The SHA-256 that the manifest beside the film names; empty without one.
  [[nodiscard]] std::string named_by_manifest() const {
    if (!std::filesystem::exists(manifest_path(target_))) {
      return {};
    }
    const Json manifest = *parse_json(as_text(content(manifest_path(target_))));
    return manifest["files"][0]["sha256"];
  }
  void put(const std::filesystem::path& path) {
    ASSERT_TRUE(write_file(posix_file_system(), path, as_byte_span("x")).has_value());
  }

  Studio studio_;
  std::filesystem::path take_;
  ExportSettings settings_;
  std::filesystem::path target_;
};

TEST_F(Parts, AFailureAtAnyStepLeavesAWholeFilmWithItsOwnManifestOrNone) {
  ASSERT_TRUE(run(posix_file_system()).has_value());
  const Bytes old_film = content(target_);
  settings_.show.preset = "flash";
  ASSERT_TRUE(std::filesystem::exists(target_));
  int failures = 0;
  for (;; ++failures) {
    FailingFileSystem failing(failures);
    const Status done = run(failing);
    const Bytes film = content(target_);
    const std::string named = named_by_manifest();
    EXPECT_TRUE(named.empty() || named == to_hex(sha256(film))) << failures;
    if (done) {
      EXPECT_FALSE(named.empty());
      EXPECT_NE(film, old_film);
      break;
    }
    ASSERT_LT(failures, 20);
    EXPECT_EQ(done.error().code, ErrorCode::kIo);
  }
  EXPECT_GE(failures, 4);
  EXPECT_FALSE(std::filesystem::exists(parts_path(target_)));
}

TEST_F(Parts, WithoutAManifestTheOldOneGoes) {
  ASSERT_TRUE(run(posix_file_system()).has_value());
  settings_.show.preset = "flash";
  ASSERT_TRUE(run(posix_file_system(), false).has_value());
  EXPECT_FALSE(std::filesystem::exists(manifest_path(target_)));
}

TEST_F(Parts, TwoExportsToOneFileDoNotMeet) {
  timeline::TakeReader take = studio_.open(take_);
  const ReplayShow show = *replay_show(take, {}, studio_.library());
  {
    const auto first = start(posix_file_system(), take, show);
    ASSERT_TRUE(first.has_value());
    const auto second = start(posix_file_system(), take, show);
    ASSERT_FALSE(second.has_value());
    EXPECT_EQ(second.error().code, ErrorCode::kTryAgain);
    EXPECT_NE(second.error().message.find("x.mkv"), std::string::npos);
  }
  EXPECT_FALSE(std::filesystem::exists(parts_path(target_))) << "nothing was worth keeping";
  EXPECT_TRUE(start(posix_file_system(), take, show).has_value());
}

TEST_F(Parts, WhatAKilledRunLeftGoesAndWhatIsNotOursStays) {
  const auto parts = parts_path(target_);
  std::filesystem::create_directory(parts);
  put(parts / "film.tmp-1");
  put(parts / "segment-000007.tmp-1");
  put(parts / "segment-000099");
  put(parts / "sound");
  put(parts / "notes.txt");
  put(parts / "sound.wav");
  put(parts / "take.mcap");
  ASSERT_TRUE(run(posix_file_system()).has_value());
  ASSERT_TRUE(std::filesystem::exists(parts / "notes.txt"));
  ASSERT_TRUE(std::filesystem::exists(parts / "sound.wav"));
  ASSERT_TRUE(std::filesystem::exists(parts / "take.mcap"));
  const std::filesystem::directory_iterator all(parts);
  EXPECT_EQ(std::distance(begin(all), end(all)), 3);
}

TEST_F(Parts, ADamagedPartIsMadeAgainByTheNextRun) {
  for (const auto& part : {sound_path(parts_path(target_)), segment_path(parts_path(target_), 0)}) {
    for (const double place : {0.0, 0.5}) {  // the head, a packet
      timeline::TakeReader take = studio_.open(take_);
      const ReplayShow show = *replay_show(take, {}, studio_.library());
      auto exporter = start(posix_file_system(), take, show);
      ASSERT_TRUE(exporter.has_value());
      ASSERT_TRUE(draw_all(*exporter).has_value());
      Bytes broken = content(part);
      broken[static_cast<std::size_t>(place * static_cast<double>(broken.size()))] ^= std::byte{1};
      ASSERT_TRUE(write_file(posix_file_system(), part, broken).has_value());
      const Status merged = merge_all(*exporter);
      ASSERT_FALSE(merged);
      EXPECT_EQ(merged.error().code, ErrorCode::kCorrupt);
      EXPECT_NE(merged.error().message.find(part.string()), std::string::npos)
          << merged.error().message;
      EXPECT_EQ(merged.error().hint, "run the export again");
    }
  }
  EXPECT_TRUE(run(posix_file_system()).has_value());
}

TEST_F(Parts, ATakeThatIsReplacedMeanwhileEndsTheExport) {
  for (const AudioFormat& format : {AudioFormat{}, AudioFormat{48000, 2, 24}}) {
    timeline::TakeReader take = studio_.open(take_);
    const ReplayShow show = *replay_show(take, {}, studio_.library());
    auto exporter = start(posix_file_system(), take, show);
    ASSERT_TRUE(exporter.has_value());
    const auto other = studio_.record("other.mcap", studio_.show(kShow), music(0.6, format));
    std::filesystem::rename(other, take_);
    Status done = draw_all(*exporter);
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().code, ErrorCode::kCorrupt);
    EXPECT_NE(done.error().message.find("was replaced"), std::string::npos) << done.error().message;
    exporter = fail(ErrorCode::kCancelled, "");  // gives the folder back
    EXPECT_TRUE(run(posix_file_system()).has_value()) << "the other take's export";
  }
}

TEST_F(Parts, DiscardingLeavesNothing) {
  timeline::TakeReader take = studio_.open(take_);
  const ReplayShow show = *replay_show(take, {}, studio_.library());
  auto exporter = start(posix_file_system(), take, show);
  ASSERT_TRUE(exporter.has_value());
  ASSERT_TRUE(exporter->step().has_value());
  exporter->discard();
  EXPECT_FALSE(std::filesystem::exists(parts_path(target_)));
}

TEST_F(Parts, WhatNoEncoderTakesIsSaidBeforeAnyFrame) {
  take_ = studio_.record("high.mcap", studio_.show(kShow), music(0.1, {192000, 2, 16}));
  settings_ = small_export(studio_.open(take_).summary(), media::VideoCodecId::kH264);
  target_ = studio_.path("x.mp4");
  timeline::TakeReader take = studio_.open(take_);
  const auto exporter = start(posix_file_system(), take, *replay_show(take, {}, studio_.library()));
  ASSERT_FALSE(exporter.has_value());
  EXPECT_EQ(exporter.error().code, ErrorCode::kUnsupported);
  EXPECT_FALSE(std::filesystem::exists(parts_path(target_)));
}

TEST_F(Parts, AMissingFolderIsNotMade) {
  target_ = studio_.path("nowhere") / "x.mkv";
  const Status done = run(posix_file_system());
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, ErrorCode::kNotFound);
  EXPECT_FALSE(std::filesystem::exists(studio_.path("nowhere")));
}

}  // namespace
}  // namespace reprise::session
