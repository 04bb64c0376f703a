#include <set>

#include <gtest/gtest.h>

#include "tests/engine/engine_fixture.h"

namespace reprise::engine::test {
namespace {

std::vector<NamedPreset> presets() {
  return {preset_of("p", {float_input("x"), input_of(InputType::kEvent, "hit"),
                          float_input("s", 10, 20, 15, "seed")}),
          preset_of("wipe", {}, PresetKind::kTransition)};
}

Show timed_show(std::size_t scenes) {
  Show show;
  for (std::size_t i = 0; i < scenes; ++i) {
    Mapping slow = map_to_input(FeatureId::kBass, "x");
    slow.attack = 0.05;
    slow.release = 0.3;
    show.scenes.push_back(scene_of(std::string(1, static_cast<char>('a' + i)), "p",
                                   {slow, map_to_input(FeatureId::kOnset, "hit")}));
  }
  show.policy.mode = SwitchMode::kTime;
  show.policy.interval = 0.25;
  show.policy.transition = 0.1;
  show.policy.transition_preset = "wipe";
  return show;
}

std::vector<Cue> only(CueType type, const std::vector<Cue>& cues) {
  std::vector<Cue> found;
  for (const Cue& cue : cues) {
    if (cue.type == type) {
      found.push_back(cue);
    }
  }
  return found;
}

std::vector<Cue> decisions_of(const Show& show, std::uint64_t seed, std::int64_t hops) {
  EngineOptions options;
  options.seed = seed;
  const Engine engine = make_engine(show, presets(), options);
  Script script;
  script.analysis = lively;
  return Playthrough(engine, script).to(hops).decisions();
}

TEST(Decisions, SwitchesByTimeAtTheFirstHopAtOrAfterTheInterval) {
  const auto switches = only(CueType::kSwitch, decisions_of(timed_show(3), 1, 200));
  // 0.25 s are 12'000 samples: hop 47 (12'032) is the first at or after, then 94, 141, 188.
  ASSERT_EQ(switches.size(), 4U);
  EXPECT_EQ(switches[0].sample.value, 47 * kHop);
  EXPECT_EQ(switches[1].sample.value, 94 * kHop);
  EXPECT_EQ(switches[0].text, "b");
  EXPECT_EQ(switches[1].text, "c");
  EXPECT_EQ(switches[2].text, "a");
  EXPECT_EQ(switches[0].origin, CueOrigin::kEngine);
  EXPECT_EQ(switches[0].target, "wipe");
  EXPECT_EQ(switches[0].duration.value, 4800);
}

TEST(Decisions, AnOnsetIsRecordedWithItsStrength) {
  const auto onsets = only(CueType::kOnset, decisions_of(timed_show(1), 1, 50));
  ASSERT_EQ(onsets.size(), 2U);
  EXPECT_EQ(onsets[0].sample.value, 5 * kHop);
  EXPECT_EQ(onsets[0].origin, CueOrigin::kAnalysis);
  ASSERT_EQ(onsets[0].values.size(), 1U);
  EXPECT_EQ(static_cast<float>(onsets[0].values[0]), lively(5).features.unit(FeatureId::kOnset));
}

TEST(Decisions, OneSceneNeverSwitchesAndManualNeverDoes) {
  EXPECT_TRUE(only(CueType::kSwitch, decisions_of(timed_show(1), 1, 300)).empty());
  Show manual = timed_show(3);
  manual.policy.mode = SwitchMode::kManual;
  EXPECT_TRUE(only(CueType::kSwitch, decisions_of(manual, 1, 300)).empty());
}

TEST(Decisions, TheSameSeedDecidesTheSameAndAnotherDiffers) {
  Show show = timed_show(5);
  show.policy.shuffle = true;
  show.policy.jitter = 0.1;
  EXPECT_EQ(decisions_of(show, 7, 1000), decisions_of(show, 7, 1000));
  EXPECT_NE(decisions_of(show, 7, 1000), decisions_of(show, 8, 1000));
}

TEST(Decisions, ShuffleReachesEverySceneAndNeverRepeatsAtOnce) {
  Show show = timed_show(4);
  show.policy.shuffle = true;
  std::set<std::string> seen;
  std::string last = "a";
  for (const Cue& cue : only(CueType::kSwitch, decisions_of(show, 3, 3000))) {
    EXPECT_NE(cue.text, last);
    last = cue.text;
    seen.insert(last);
  }
  EXPECT_EQ(seen.size(), 4U);
}

TEST(Decisions, JitterStaysWithinItsBounds) {
  Show show = timed_show(2);
  show.policy.jitter = 0.1;
  std::set<std::int64_t> lengths;
  std::int64_t entered = 0;
  for (const Cue& cue : only(CueType::kSwitch, decisions_of(show, 5, 5000))) {
    const std::int64_t length = cue.sample.value - entered;
    EXPECT_GE(length, 7200);          // 0.15 s
    EXPECT_LT(length, 16800 + kHop);  // 0.35 s, and up to the next hop
    lengths.insert(length);
    entered = cue.sample.value;
  }
  EXPECT_GT(lengths.size(), 10U);
}

TEST(Decisions, APerformersSwitchStartsTheIntervalAgain) {
  const Engine engine = make_engine(timed_show(3), presets());
  Script script;
  script.cues = {switch_at(30, "c")};
  Playthrough run(engine, script);
  run.to(100);
  const auto switches = only(CueType::kSwitch, run.decisions());
  ASSERT_EQ(switches.size(), 1U);
  EXPECT_EQ(switches[0].sample.value, 77 * kHop);
  EXPECT_EQ(switches[0].text, "a");
}

TEST(Decisions, ObeyingTheRecordedCuesGivesTheSameStates) {
  Show show = timed_show(4);
  show.policy.shuffle = true;
  show.policy.jitter = 0.05;
  Script script;
  script.analysis = lively;
  script.cues = {cue_at(20, CueType::kParameter, "b/0/x", {0.5}),
                 switch_at(61, "d", 9000),
                 number_at(70, CueType::kFreeze, 1),
                 number_at(90, CueType::kFreeze, 0),
                 cue_at(95, CueType::kTransition),
                 cue_at(130, CueType::kOpacity, "a/0", {0.25})};
  script.cues[0].sample.value -= 100;  // between hops: acts at the next

  EngineOptions options;
  options.seed = 99;
  const Engine recorder = make_engine(show, presets(), options);
  Playthrough recording(recorder, script);
  std::vector<VisualState> recorded;
  for (std::int64_t hop = 0; hop <= 600; ++hop) {
    recorded.push_back(recording.to(hop).now());
  }

  options.decisions = Decisions::kObey;
  const Engine player = make_engine(show, presets(), options);
  Script replay = script;
  replay.cues.insert(replay.cues.end(), recording.decisions().begin(), recording.decisions().end());
  replay.analysis = [](std::int64_t hop) {
    HopAnalysis analysis = lively(hop);
    analysis.onset = !analysis.onset;  // what analysis decides now does not matter
    return analysis;
  };
  EXPECT_EQ(states_of(player, replay, 600), recorded);
}

TEST(Decisions, RecordedDecisionsDoNothingWhileDeciding) {
  const Engine engine = make_engine(timed_show(3), presets());
  Cue recorded = switch_at(3, "c");
  recorded.origin = CueOrigin::kEngine;
  Script script;
  script.cues = {recorded};
  EXPECT_EQ(Playthrough(engine, script).to(3).now().scene.name, "a");
}

TEST(Decisions, ObeyingWithoutCuesNeverSwitches) {
  EngineOptions options;
  options.decisions = Decisions::kObey;
  const Engine engine = make_engine(timed_show(3), presets(), options);
  Playthrough run(engine, {});
  EXPECT_EQ(run.to(300).now().scene.entry, 0);
  EXPECT_TRUE(run.decisions().empty());
}

TEST(Decisions, SeededInputsAreDrawnOncePerEntryWithinTheirRange) {
  const Engine engine = make_engine(timed_show(2), presets());
  Playthrough run(engine, {});
  std::set<float> drawn;
  std::int64_t entry = -1;
  float value = 0;
  for (std::int64_t hop = 0; hop < 1000; ++hop) {
    run.to(hop);
    const VisualState state = run.now();
    const float now = state.scene.layers[0].inputs[2].value[0];
    if (state.scene.entry == entry) {
      EXPECT_EQ(now, value);
    }
    entry = state.scene.entry;
    value = now;
    EXPECT_GE(value, 10);
    EXPECT_LE(value, 20);
    drawn.insert(value);
  }
  EXPECT_EQ(drawn.size(), static_cast<std::size_t>(entry + 1));
}

TEST(Decisions, AFixedValueBeatsTheSeed) {
  Show show = timed_show(1);
  show.scenes[0].layers[0].inputs = {{"s", {12}, ""}};
  const Engine engine = make_engine(std::move(show), presets());
  EXPECT_EQ(Playthrough(engine, {}).to(0).input(2), 12);
}

}  // namespace
}  // namespace reprise::engine::test
