// Exports: the same bytes however the work was done.
#include <set>

#include <gtest/gtest.h>

#include "core/base/text.h"
#include "core/media/media_reader.h"
#include "core/session/export/render_key.h"
#include "core/timeline/take_identity.h"
#include "tests/session/studio.h"

namespace reprise::session {
namespace {

constexpr std::string_view kShow = R"({
  "policy": {"mode": "time", "interval": 0.6, "transition": 0.2},
  "scenes": [
    {"name": "a", "layers": [{"preset": "sweep", "mappings": [{"feature": "bass", "role": "bass"}]}]},
    {"name": "b", "layers": [{"preset": "trail", "mappings": [{"feature": "peak", "role": "peak"}]}]}]})";

class Export : public testing::TestWithParam<media::VideoCodecId> {
 protected:
  Export() {
    take_ = studio_.record("t.mcap", studio_.show(kShow), music(2.2));
    settings_ = small_export(studio_.open(take_).summary(), GetParam());
  }
  [[nodiscard]] std::filesystem::path target(std::string_view stem) const {
    return studio_.path(std::string(stem) + "." +
                        std::string(media::container(settings_.container).name));
  }
  std::filesystem::path export_as(std::string_view stem, std::size_t queue = 4) {
    return studio_.export_take(take_, target(stem), settings_, queue).file;
  }

  Studio studio_;
  std::filesystem::path take_;
  ExportSettings settings_;
};

TEST_P(Export, TwiceAndWithAnyQueueGivesTheSameBytes) {
  const Bytes first = content(export_as("a"));
  EXPECT_EQ(content(export_as("b")), first);
  EXPECT_EQ(content(export_as("c", 1)), first);
  EXPECT_EQ(content(export_as("d", 8)), first);
}

TEST_P(Export, GoesOnWhereItWasStopped) {
  const Bytes whole = content(export_as("whole"));
  for (const std::int64_t stop : {1, 20, 50, 66}) {
    const auto file = target("resumed");
    const ExportResult stopped =
        studio_.export_take(take_, file, settings_, 2, [&](const ExportProgress& progress) {
          return progress.phase == ExportPhase::kRender && progress.frames_done < stop;
        });
    EXPECT_TRUE(stopped.file.empty());
    EXPECT_FALSE(std::filesystem::exists(file));
    const ExportResult resumed = studio_.export_take(take_, file, settings_);
    EXPECT_EQ(content(resumed.file), whole) << "stopped at " << stop;
    EXPECT_GE(resumed.reused_segments, (stop - 3) / 16) << stop;
    EXPECT_FALSE(std::filesystem::exists(parts_path(file)));
    std::filesystem::remove(file);
  }
}

TEST_P(Export, DamagedAndForeignPartsAreMadeAgain) {
  const Bytes whole = content(export_as("whole"));
  const auto file = target("repaired");
  const auto stop_late = [](const ExportProgress& progress) {
    return progress.phase == ExportPhase::kRender;
  };
  studio_.export_take(take_, file, settings_, 4, stop_late);
  const auto part = parts_path(file) / "segment-000001";
  Bytes bytes = content(part);
  bytes[bytes.size() / 2] ^= std::byte{1};
  ASSERT_TRUE(write_file(posix_file_system(), part, bytes).has_value());
  const ExportResult repaired = studio_.export_take(take_, file, settings_);
  EXPECT_EQ(content(repaired.file), whole);
  EXPECT_EQ(repaired.reused_segments, segment_count(settings_) - 1);

  // Parts of another seed do not count.
  studio_.export_take(take_, file, settings_, 4, stop_late);
  ExportSettings other = settings_;
  other.show.seed = 99;
  EXPECT_EQ(studio_.export_take(take_, file, other).reused_segments, 0);
}

TEST_P(Export, ARangeHoldsItsFramesFromTimeZero) {
  settings_.frames.first = FrameIndex{21};
  settings_.frames.count = 20;
  const auto file = export_as("range");
  auto reader = media::MediaReader::open(posix_file_system(), file);
  ASSERT_TRUE(reader.has_value());
  std::int64_t frames = 0;
  std::int64_t first_pts = -1;
  ASSERT_TRUE(reader
                  ->read_video_frames(media::MediaReader::Convert::kAlways,
                                      [&](const media::VideoFrameInfo& frame) -> Status {
                                        first_pts = frames++ == 0 ? frame.pts : first_pts;
                                        return {};
                                      })
                  .has_value());
  EXPECT_EQ(frames, 20);
  EXPECT_EQ(first_pts, 0);
}

TEST_P(Export, TheFileTellsHowItWasMade) {
  const auto file = export_as("told");
  auto reader = media::MediaReader::open(posix_file_system(), file);
  ASSERT_TRUE(reader.has_value());
  bool found = false;
  for (const auto& [key, value] : reader->info().tags) {
    const auto tag = parse_comment_tag(value);
    if (to_lower_ascii(key) == "comment" && tag) {
      found = true;
      EXPECT_EQ(settings_to_json(tag->settings), settings_to_json(settings_));
      timeline::TakeReader take = studio_.open(take_);
      EXPECT_EQ(tag->take_identity, *timeline::take_identity(posix_file_system(), take_, take));
      EXPECT_TRUE(tag->presets.contains("sweep"));
    }
  }
  EXPECT_TRUE(found);
}

TEST_P(Export, APresetsPathIsNotTold) {
  settings_.show.preset = studio_.path("flash.fs").string();
  const auto by_path = export_as("path");
  settings_.show.preset = "flash";
  EXPECT_EQ(content(by_path), content(export_as("name")));
}

TEST_P(Export, TheManifestIsDeterministicApartFromTiming) {
  const auto read = [&](const std::filesystem::path& file) {
    Json json = *parse_json(as_text(content(manifest_path(file))));
    json.erase("timing");
    json.erase("files");
    return dump_json(json);
  };
  const std::string first = read(export_as("a"));
  EXPECT_EQ(read(export_as("b", 1)), first);
  EXPECT_NE(first.find("packet_sha256"), std::string::npos);
  EXPECT_EQ(first.find(studio_.path("").string()), std::string::npos);
}

TEST(ExportSound, OfOtherSettingsIsMadeAgain) {
  Studio studio;
  const auto take = studio.record("t.mcap", studio.show(kShow), music(1.2));
  ExportSettings settings = small_export(studio.open(take).summary(), media::VideoCodecId::kH264);
  const auto file = studio.path("x.mp4");
  studio.export_take(take, file, settings, 4, [](const ExportProgress& progress) {
    return progress.phase == ExportPhase::kRender;
  });
  const Bytes stored = content(sound_path(parts_path(file)));
  EXPECT_FALSE(stored.empty());
  settings.audio.bitrate = 64'000;
  const ExportResult changed = studio.export_take(take, file, settings);
  EXPECT_EQ(changed.reused_segments, segment_count(settings)) << "pictures are the same";
  const Bytes fresh = content(studio.export_take(take, studio.path("y.mp4"), settings).file);
  EXPECT_EQ(content(file), fresh);
}

TEST(TakeIdentity, IsLostWithAnyRecordOrPreset) {
  Studio studio;
  const auto path = studio.record("t.mcap", studio.show(kShow), music(2));
  const auto identity = [&] {
    timeline::TakeReader take = studio.open(path);
    return *timeline::take_identity(posix_file_system(), path, take);
  };
  const std::string whole = identity();
  EXPECT_EQ(whole, identity());
  const Bytes honest = content(path);
  for (const std::size_t place : {honest.size() / 2, honest.size() / 10}) {
    Bytes bytes = honest;
    bytes[place] ^= std::byte{1};
    ASSERT_TRUE(write_file(posix_file_system(), path, bytes).has_value());
    EXPECT_TRUE(identity().starts_with("unsealed-")) << place;
  }
  // The same records with another preset of the same name.
  ASSERT_TRUE(write_file(posix_file_system(), path, honest).has_value());
  timeline::TakeReader take = studio.open(path);
  auto attachments = *take.attachments();
  attachments[0].data.push_back(std::byte{' '});
  const auto other = studio.path("other.mcap");
  auto writer = timeline::TakeWriter::create(posix_file_system(), other, take.summary().header,
                                             attachments, {});
  auto cursor = take.read({});
  for (auto record = cursor.next(); record && *record; record = cursor.next()) {
    if (!std::holds_alternative<timeline::TakeHeader>(**record)) {
      EXPECT_TRUE(writer->append(std::move(**record)).has_value());
    }
  }
  const auto seal = writer->seal(*take.summary().seal);
  ASSERT_TRUE(seal.has_value());
  EXPECT_EQ(seal->take_digest, take.summary().seal->take_digest);
  timeline::TakeReader forged = studio.open(other);
  EXPECT_NE(*timeline::take_identity(posix_file_system(), other, forged), whole);
}

INSTANTIATE_TEST_SUITE_P(Codecs, Export,
                         testing::Values(media::VideoCodecId::kH264, media::VideoCodecId::kFfv1),
                         [](const auto& codec) {
                           return std::string(media::video_codec(codec.param).name);
                         });

TEST(ExportSettingsJson, ReadsBackWhatItWrites) {
  ExportSettings settings;
  settings.frames.count = 77;
  settings.frames.fps = {30000, 1001};
  settings.frames.timing = Timing::kPerformed;
  settings.show.seed = 0xFFFF'FFFF'FFFF'FFFF;
  settings.show.replaced = {{"a", "b"}, {"c", "d"}};
  settings.show.preset = "p";
  settings.show.switch_mode = engine::SwitchMode::kManual;
  settings.show.quality = Quality::kUltra;
  const Json json = settings_to_json(settings);
  const auto back = settings_from_json(json);
  ASSERT_TRUE(back.has_value()) << back.error().message;
  EXPECT_EQ(settings_to_json(*back), json);
  Json broken = json;
  broken["codec"] = "h265";
  const auto error = settings_from_json(broken);
  ASSERT_FALSE(error.has_value());
  EXPECT_NE(error.error().message.find("codec"), std::string::npos);
}

}  // namespace
}  // namespace reprise::session
