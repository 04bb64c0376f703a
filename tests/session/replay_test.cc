// What a take shows when it is replayed: the rules of time and of decisions.
#include <set>

#include <gtest/gtest.h>

#include "core/session/export/take_player.h"
#include "tests/session/studio.h"

namespace reprise::session {
namespace {

constexpr std::string_view kSwitchingShow = R"({
  "policy": {"mode": "time", "interval": 0.7, "jitter": 0.3, "shuffle": true, "transition": 0.2},
  "scenes": [
    {"name": "a", "layers": [{"preset": "sweep", "mappings": [{"feature": "bass", "role": "bass"}]}]},
    {"name": "b", "layers": [{"preset": "flash", "mappings": [{"feature": "peak", "role": "peak"}]},
                             {"preset": "tinted", "blend": "add", "opacity": 0.5}]},
    {"name": "c", "layers": [{"preset": "tinted"}]}]})";
constexpr std::string_view kTrailShow = R"({
  "policy": {"mode": "time", "interval": 0.8, "transition": 0.3},
  "scenes": [
    {"name": "trail", "layers": [{"preset": "trail", "mappings": [{"feature": "peak", "role": "peak"}]}]},
    {"name": "both", "layers": [{"preset": "sweep"}, {"preset": "trail", "blend": "add"}]}]})";

FrameSettings at_rate(Rational fps, Timing timing = Timing::kExact) {
  FrameSettings settings;
  settings.size = {64, 36};
  settings.fps = fps;
  settings.timing = timing;
  return settings;
}

TEST(Replay, FramesAtCommonTimesAreEqualAtEveryRate) {
  Studio studio;
  const auto take = studio.record("t.mcap", studio.show(kSwitchingShow), music(2.5));
  const auto at_30 = studio.frames(take, at_rate({30, 1}));
  const auto at_60 = studio.frames(take, at_rate({60, 1}));
  const auto at_120 = studio.frames(take, at_rate({120, 1}));
  ASSERT_EQ(at_30.size(), 75U);
  ASSERT_EQ(at_120.size(), 300U);
  for (std::size_t n = 0; n < at_30.size(); ++n) {
    EXPECT_EQ(at_30[n], at_60[2 * n]) << n;
    EXPECT_EQ(at_30[n], at_120[4 * n]) << n;
  }
  EXPECT_GT(std::set(at_60.begin(), at_60.end()).size(), 100U);
}

TEST(Replay, FeedbackLooksAlikeAtEveryExportRate) {
  Studio studio;
  const auto take = studio.record("t.mcap", studio.show(kTrailShow), music(2));
  const auto at_30 = studio.frames(take, at_rate({30, 1}));
  const auto at_15 = studio.frames(take, at_rate({15, 1}));
  for (std::size_t n = 0; n < at_15.size(); ++n) {
    EXPECT_EQ(at_15[n], at_30[2 * n]) << n;
  }
}

TEST(Replay, ExactAndPerformedAgreeAtTheTakesOwnRate) {
  Studio studio;
  for (const std::string_view show : {kSwitchingShow, kTrailShow}) {
    const auto take = studio.record("t.mcap", studio.show(show), music(2));
    EXPECT_EQ(studio.frames(take, at_rate({30, 1})),
              studio.frames(take, at_rate({30, 1}, Timing::kPerformed)));
    std::filesystem::remove(take);
  }
}

TEST(Replay, PerformedHoldsRecordedFrames) {
  Studio studio;
  const auto take = studio.record("t.mcap", studio.show(kSwitchingShow), music(1));
  const auto performed = studio.frames(take, at_rate({60, 1}, Timing::kPerformed));
  const auto recorded = studio.frames(take, at_rate({30, 1}));
  for (std::size_t n = 0; n < performed.size(); ++n) {
    EXPECT_EQ(performed[n], recorded[n / 2]) << n;
  }
}

TEST(Replay, ARangeHoldsTheFramesOfTheWhole) {
  Studio studio;
  for (const std::string_view show : {kSwitchingShow, kTrailShow}) {
    const auto take = studio.record("t.mcap", studio.show(show), music(2.5));
    const auto all = studio.frames(take, at_rate({30, 1}));
    for (const std::int64_t first : {1, 17, 40, 70}) {
      FrameSettings settings = at_rate({30, 1});
      settings.first = FrameIndex{first};
      settings.count = 5;
      const auto part = studio.frames(take, settings);
      for (std::size_t i = 0; i < part.size(); ++i) {
        EXPECT_EQ(part[i], all[static_cast<std::size_t>(first) + i]) << first << "+" << i;
      }
    }
    std::filesystem::remove(take);
  }
}

TEST(Replay, AnotherSeedShowsOtherFrames) {
  Studio studio;
  const ShowFiles show = studio.show(kSwitchingShow);
  const auto take = studio.record("t.mcap", show, music(2));
  const auto recorded = studio.frames(take, at_rate({30, 1}));
  ShowOverrides same;
  same.seed = 1;
  ShowOverrides other;
  other.seed = 2;
  EXPECT_EQ(studio.frames(take, at_rate({30, 1}), same), recorded);
  EXPECT_NE(studio.frames(take, at_rate({30, 1}), other), recorded);
}

TEST(Replay, APresetReplacesTheShow) {
  Studio studio;
  const auto take = studio.record("t.mcap", studio.show(kSwitchingShow), music(1));
  ShowOverrides overrides;
  overrides.preset = "flash";
  const auto frames = studio.frames(take, at_rate({30, 1}), overrides);
  const auto alone = studio.record(
      "alone.mcap",
      studio.show(R"({"policy": {"mode": "manual"}, "scenes": [{"name": "flash", "layers": [
        {"preset": "flash", "mappings": [{"feature": "peak", "role": "peak"}]}]}]})"),
      music(1));
  EXPECT_EQ(frames, studio.frames(alone, at_rate({30, 1})));
}

TEST(Replay, TwoPresetsOfOneNameAreRefused) {
  Studio studio;
  const auto take = studio.record("t.mcap", studio.show(kTrailShow), music(0.2));
  const auto own = studio.path("own");
  std::filesystem::create_directory(own);
  ASSERT_TRUE(write_file(posix_file_system(), own / "sweep.fs", as_byte_span(preset_text("flash")))
                  .has_value());
  ShowOverrides by_path;
  by_path.preset = (own / "sweep.fs").string();
  by_path.replaced = {{"sweep", studio.path("sweep.fs").string()}};
  timeline::TakeReader reader = studio.open(take);
  const auto two = replay_show(reader, by_path, studio.library());
  ASSERT_FALSE(two.has_value());
  EXPECT_EQ(two.error().code, ErrorCode::kUsage);
}

TEST(Replay, AMappedPresetTakesThePlaceOfAnother) {
  Studio studio;
  const auto take = studio.record("t.mcap", studio.show(kTrailShow), music(1));
  ShowOverrides overrides;
  overrides.replaced = {{"trail", "flash"}};
  EXPECT_NE(studio.frames(take, at_rate({30, 1}), overrides),
            studio.frames(take, at_rate({30, 1})));
  overrides.replaced = {{"nothing", "flash"}};
  timeline::TakeReader reader = studio.open(take);
  const auto show = replay_show(reader, overrides, studio.library());
  ASSERT_FALSE(show.has_value());
  EXPECT_EQ(show.error().code, ErrorCode::kUsage);
  EXPECT_NE(show.error().message.find("nothing"), std::string::npos);
}

TEST(Replay, APresetGivenByPathWinsOverTheTakesOwn) {
  Studio studio;
  const auto take = studio.record("t.mcap", studio.show(kTrailShow), music(1));
  const auto edited = studio.path("trail.fs");
  ASSERT_TRUE(write_file(posix_file_system(), edited, as_byte_span(preset_text("flash"))));
  const auto with_preset = [&](const std::string& name) {
    ShowOverrides overrides;
    overrides.preset = name;
    return studio.frames(take, at_rate({30, 1}), overrides);
  };
  EXPECT_NE(with_preset("trail"), with_preset("flash"));
  EXPECT_EQ(with_preset(edited.string()), with_preset("flash"));
  ShowOverrides mapped;
  mapped.replaced = {{"trail", edited.string()}};
  EXPECT_NE(studio.frames(take, at_rate({30, 1}), mapped), studio.frames(take, at_rate({30, 1})));
}

TEST(Replay, AudioTexturesFollowTheSound) {
  Studio studio;
  const auto show =
      studio.show(R"({"scenes": [{"name": "s", "layers": [{"preset": "listener"}]}]})");
  const auto take = studio.record("t.mcap", show, music(1));
  const auto frames = studio.frames(take, at_rate({30, 1}));
  EXPECT_GT(std::set(frames.begin(), frames.end()).size(), frames.size() / 2);
}

Cue cue_at(std::int64_t sample, CueType type, std::int64_t number) {
  Cue cue;
  cue.sample = SampleIndex{sample};
  cue.type = type;
  cue.number = number;
  return cue;
}

TEST(Replay, AFreezeHoldsThePictureAtAnyRate) {
  Studio studio;
  RecordSpec spec;
  spec.cues = {cue_at(16000, CueType::kFreeze, 1), cue_at(32000, CueType::kFreeze, 0)};
  const auto take = studio.record("t.mcap", studio.show(kSwitchingShow), music(1), spec);
  const auto frames = studio.frames(take, at_rate({30, 1}));
  const auto fast = studio.frames(take, at_rate({60, 1}));
  for (std::size_t n = 12; n < 20; ++n) {
    EXPECT_EQ(frames[n], frames[11]) << n;
    EXPECT_EQ(fast[2 * n + 1], frames[11]) << n;
  }
  EXPECT_NE(frames[21], frames[11]);
}

TEST(Replay, ABlackoutIsBlack) {
  Studio studio;
  RecordSpec spec;
  spec.cues = {cue_at(0, CueType::kBlackout, 1)};
  const auto take = studio.record("t.mcap", studio.show(kSwitchingShow), music(0.5), spec);
  ImageBuffer black({64, 36}, PixelFormat::kRgba8);
  for (std::size_t i = 0; i < black.size_bytes(); ++i) {
    black.data()[i] = i % 4 == 3 ? std::byte{255} : std::byte{0};
  }
  for (const Hash128& hash : studio.frames(take, at_rate({30, 1}))) {
    EXPECT_EQ(hash, frame_hash(black.view()));
  }
}

TEST(Replay, StoredFeaturesAreThoseOfTheReplay) {
  Studio studio;
  const auto path = studio.record("t.mcap", studio.show(kSwitchingShow), music(2));
  timeline::TakeReader take = studio.open(path);
  const auto show = replay_show(take, {}, studio.library());
  ASSERT_TRUE(show.has_value());
  auto player = TakePlayer::create(take, *show);
  ASSERT_TRUE(player.has_value());
  timeline::ReadRange range;
  range.topics = timeline::Topics::kFrame;
  auto cursor = take.read(range);
  std::int64_t frames = 0;
  VisualState state;
  for (auto record = cursor.next(); record && *record; record = cursor.next(), ++frames) {
    const auto& frame = std::get<timeline::FrameRecord>(**record);
    ASSERT_TRUE(player->advance_to(frame.sample).has_value());
    player->visual_state(state, false);
    const auto& values = player->hop().features.values;
    EXPECT_TRUE(std::ranges::equal(frame.features, values)) << frame.index.value;
    EXPECT_EQ(frame.scene, state.scene.name);
    EXPECT_EQ(frame.entry, state.scene.entry);
    EXPECT_EQ(frame.spectrum_hash, player->hop().spectrum_hash);
  }
  EXPECT_EQ(frames, 60);
}

// The same take with one stored feature changed.
std::filesystem::path with_other_feature(Studio& studio, const std::filesystem::path& take,
                                         std::int64_t frame, FeatureId feature) {
  timeline::TakeReader reader = studio.open(take);
  const auto target = studio.path("altered.mcap");
  auto writer = timeline::TakeWriter::create(posix_file_system(), target, reader.summary().header,
                                             *reader.attachments(), {});
  EXPECT_TRUE(writer.has_value());
  auto cursor = reader.read({});
  for (auto record = cursor.next(); record && *record; record = cursor.next()) {
    if (std::holds_alternative<timeline::TakeHeader>(**record)) {
      continue;
    }
    auto* shown = std::get_if<timeline::FrameRecord>(&**record);
    if (shown != nullptr && shown->index.value == frame) {
      ++shown->features[static_cast<std::size_t>(feature)];
    }
    EXPECT_TRUE(writer->append(std::move(**record)).has_value());
  }
  EXPECT_TRUE(writer->seal(*reader.summary().seal).has_value());
  return target;
}

TEST(Replay, PerformedTellsWhereStoredFeaturesDiffer) {
  Studio studio;
  const auto take = studio.record("t.mcap", studio.show(kSwitchingShow), music(1));
  const auto altered = with_other_feature(studio, take, 12, FeatureId::kBass);
  const auto drift_of = [&](const std::filesystem::path& path, Timing timing) {
    timeline::TakeReader reader = studio.open(path);
    FrameSettings settings = at_rate({30, 1}, timing);
    settings.count = 30;
    auto producer =
        FrameProducer::create(reader, *replay_show(reader, {}, studio.library()), settings);
    EXPECT_TRUE(producer->frame(29).has_value());
    return producer->drift();
  };
  EXPECT_FALSE(drift_of(take, Timing::kPerformed).has_value());
  EXPECT_FALSE(drift_of(altered, Timing::kExact).has_value());
  const auto drift = drift_of(altered, Timing::kPerformed);
  ASSERT_TRUE(drift.has_value());
  EXPECT_EQ(drift->frame.value, 12);
  EXPECT_EQ(drift->feature, FeatureId::kBass);
  EXPECT_EQ(drift->stored, drift->computed + 1);
}

}  // namespace
}  // namespace reprise::session
