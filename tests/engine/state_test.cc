#include <gtest/gtest.h>

#include "core/base/hash.h"
#include "tests/engine/engine_fixture.h"

namespace reprise::engine::test {
namespace {

std::vector<NamedPreset> lively_presets() {
  return {preset_of("p", {float_input("x"), input_of(InputType::kEvent, "hit"),
                          float_input("s", 0, 9, 0, "seed")}),
          preset_of("q", {float_input("x", 0, 5), input_of(InputType::kColor, "c")})};
}

Show lively_show() {
  Mapping slow = map_to_input(FeatureId::kBass, "x");
  slow.attack = 0.2;
  slow.release = 0.7;
  Mapping rise = map_to_input(FeatureId::kMid, "hit");
  rise.low = 0.5;
  Show show = show_of(
      {scene_of("a", "p", {slow, rise}), scene_of("b", "q", {slow}), scene_of("c", "p", {slow})},
      SwitchMode::kTime);
  show.policy.interval = 0.2;
  show.policy.transition = 0.15;
  show.policy.shuffle = true;
  return show;
}

Script lively_script() {
  Script script;
  script.analysis = lively;
  Cue preset = cue_at(33, CueType::kPreset, "a/0");
  preset.text = "q";
  Cue transition = cue_at(60, CueType::kTransition);
  transition.text = "zip";
  script.cues = {cue_at(10, CueType::kParameter, "b/0/c", {0.1, 0.2, 0.3}),
                 cue_at(12, CueType::kOpacity, "c/0", {0.5}),
                 preset,
                 number_at(50, CueType::kFreeze, 1),
                 transition,
                 number_at(80, CueType::kFreeze, 0),
                 number_at(90, CueType::kBlackout, 1)};
  return script;
}

TEST(State, RestoredMidwayGoesOnTheSame) {
  const Engine engine = make_engine(lively_show(), lively_presets());
  const auto whole = states_of(engine, lively_script(), 150);
  for (std::int64_t cut = 0; cut < 150; cut += 7) {
    Playthrough first(engine, lively_script());
    first.to(cut);
    auto restored = engine.restore_state(engine.save_state(first.state()));
    ASSERT_TRUE(restored) << restored.error().message;
    Playthrough second(engine, lively_script());
    second.replace_state(std::move(*restored));
    second.set_next_hop(cut + 1);
    EXPECT_EQ(second.now(), whole[static_cast<std::size_t>(cut)]) << cut;
    for (std::int64_t hop = cut + 1; hop <= 150; ++hop) {
      ASSERT_EQ(second.to(hop).now(), whole[static_cast<std::size_t>(hop)]) << cut << " " << hop;
    }
  }
}

TEST(State, SavingARestoredStateGivesTheSameBytes) {
  const Engine engine = make_engine(lively_show(), lively_presets());
  for (std::int64_t cut : {0, 40, 55, 100}) {
    const Blob blob = engine.save_state(Playthrough(engine, lively_script()).to(cut).state());
    EXPECT_EQ(blob.kind, "engine");
    EXPECT_EQ(engine.save_state(**engine.restore_state(blob)).data, blob.data);
  }
}

TEST(State, AnyFlippedBitAndAnyCutIsNoticed) {
  const Engine engine = make_engine(lively_show(), lively_presets());
  const Blob good = engine.save_state(Playthrough(engine, lively_script()).to(60).state());
  for (std::size_t i = 0; i < good.data.size(); ++i) {
    Blob bad = good;
    bad.data[i] ^= std::byte{0x10};
    const auto restored = engine.restore_state(bad);
    ASSERT_FALSE(restored);
    EXPECT_EQ(restored.error().code, ErrorCode::kCorrupt);
    bad.data.resize(i);
    EXPECT_FALSE(engine.restore_state(bad));
  }
}

// With a valid checksum nothing but the reader's own checks stands between it and the memory.
TEST(State, ForgedContentIsRefusedOrHarmless) {
  const Engine engine = make_engine(lively_show(), lively_presets());
  const Blob good = engine.save_state(Playthrough(engine, lively_script()).to(60).state());
  for (std::size_t i = 16; i + 4 < good.data.size(); ++i) {
    Blob forged = good;
    forged.data[i] = std::byte{0xFF};
    forged.data.resize(good.data.size() - 4);
    ByteWriter(forged.data).put(crc32(forged.data));
    if (const auto state = engine.restore_state(forged)) {
      VisualState out;
      engine.visual_state(**state, out);
    }
  }
}

TEST(State, AnotherVersionShowSeedOrRateIsRefused) {
  const Engine engine = make_engine(lively_show(), lively_presets());
  const Blob blob = engine.save_state(*engine.initial_state());
  Blob newer = blob;
  newer.version = 2;
  EXPECT_EQ(engine.restore_state(newer).error().code, ErrorCode::kUnsupported);

  Show other = lively_show();
  other.scenes[0].layers[0].opacity = 0.5;
  EXPECT_EQ(make_engine(other, lively_presets()).restore_state(blob).error().code,
            ErrorCode::kCorrupt);
  EngineOptions options;
  options.seed = 2;
  EXPECT_FALSE(make_engine(lively_show(), lively_presets(), options).restore_state(blob));
  options = {};
  options.sample_rate = 44100;
  EXPECT_FALSE(make_engine(lively_show(), lively_presets(), options).restore_state(blob));
}

TEST(State, ReusingAVisualStateLeavesNothingBehind) {
  const Engine engine = make_engine(lively_show(), lively_presets());
  Playthrough run(engine, lively_script());
  VisualState reused;
  for (std::int64_t hop = 0; hop < 150; ++hop) {
    run.to(hop);
    engine.visual_state(run.state(), reused);
    ASSERT_EQ(reused, run.now()) << hop;
  }
}

TEST(State, TheHopFollowsTheRate) {
  EngineOptions options;
  options.sample_rate = 96000;
  const Engine engine = make_engine(lively_show(), lively_presets(), options);
  EngineStatePtr state = engine.initial_state();
  HopAnalysis analysis;
  engine.step(*state, analysis, {});
  analysis.hop = HopIndex{1};
  engine.step(*state, analysis, {});
  VisualState out;
  engine.visual_state(*state, out);
  EXPECT_EQ(out.sample.value, 512);
}

TEST(State, RatesOutsideTheRangeAreRefused) {
  for (std::int64_t rate : {0, 7999, 192001}) {
    EngineOptions options;
    options.sample_rate = rate;
    const auto engine = Engine::create(lively_show(), lively_presets(), options);
    ASSERT_FALSE(engine);
    EXPECT_EQ(engine.error().code, ErrorCode::kUnsupported);
  }
}

}  // namespace
}  // namespace reprise::engine::test
