#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/engine/engine_fixture.h"

namespace reprise::engine::test {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

std::vector<NamedPreset> artists_presets() {
  return {
      preset_of("aurora", {float_input("speed", 0, 2, 1), input_of(InputType::kColor, "tint"),
                           input_of(InputType::kImage, "logo"), input_of(InputType::kAudio, "wave"),
                           float_input("kick", 0, 1, 0, "bass")}),
      preset_of("wipe", {}, PresetKind::kTransition)};
}

std::string problem(const std::function<void(Show&)>& change) {
  Show show = show_of({scene_of("s", "aurora")});
  change(show);
  const Status status = validate_show(show, artists_presets());
  EXPECT_FALSE(status);
  return status ? std::string() : status.error().message;
}

std::string problem_of_input(LayerInput input) {
  return problem([&](Show& show) { show.scenes[0].layers[0].inputs = {std::move(input)}; });
}

std::string problem_of_mapping(Mapping mapping) {
  return problem([&](Show& show) { show.scenes[0].layers[0].mappings = {std::move(mapping)}; });
}

TEST(ValidateShow, AcceptsWhatFits) {
  Show show = show_of({scene_of("s", "aurora", {map_to_input(FeatureId::kBass, "speed")})});
  show.scenes[0].layers[0].inputs = {
      {"speed", {2}, ""}, {"tint", {1, 2, 3, 4}, ""}, {"logo", {}, "x.png"}};
  show.policy.transition_preset = "wipe";
  Mapping role;
  role.role = "bass";
  show.scenes[0].layers[0].mappings.push_back(role);
  EXPECT_TRUE(validate_show(show, artists_presets()));
}

TEST(ValidateShow, NamesThePresetThatIsMissing) {
  EXPECT_THAT(problem([](Show& show) { show.scenes[0].layers[0].preset = "auror"; }),
              HasSubstr("scenes[0].layers[0].preset: there is no preset 'auror' (did you mean "
                        "'aurora'?)"));
  EXPECT_THAT(problem([](Show& show) { show.policy.transition_preset = "wip"; }),
              HasSubstr("policy.transition_preset: there is no preset 'wip'"));
  EXPECT_THAT(problem([](Show& show) { show.policy.transition_preset = "aurora"; }),
              HasSubstr("is not a transition"));
}

TEST(ValidateShow, ChecksFixedValues) {
  EXPECT_THAT(problem_of_input({"sped", {}, ""}),
              HasSubstr("scenes[0].layers[0].inputs.sped: preset 'aurora' has no input 'sped' (did "
                        "you mean 'speed'?)"));
  EXPECT_THAT(problem_of_input({"speed", {3}, ""}), HasSubstr("3 is outside 0 to 2"));
  EXPECT_THAT(problem_of_input({"speed", {1, 1}, ""}), HasSubstr("takes 1 number"));
  EXPECT_THAT(problem_of_input({"speed", {}, "x.png"}), HasSubstr("takes 1 number"));
  EXPECT_THAT(problem_of_input({"logo", {1}, ""}), HasSubstr("is an image"));
  EXPECT_THAT(problem_of_input({"wave", {1}, ""}), HasSubstr("takes no value"));
}

TEST(ValidateShow, ChecksMappings) {
  Mapping mapping = map_to_input(FeatureId::kBass, "kik");
  EXPECT_THAT(problem_of_mapping(mapping),
              HasSubstr("scenes[0].layers[0].mappings[0]: preset 'aurora' has no input 'kik'"));
  mapping.input.clear();
  mapping.role = "bas";
  EXPECT_THAT(problem_of_mapping(mapping),
              HasSubstr("no input of role 'bas' (did you mean 'bass'?)"));
  mapping = map_to_input(FeatureId::kBass, "speed");
  mapping.component = 1;
  EXPECT_THAT(problem_of_mapping(mapping), HasSubstr("mappings[0].component: 'speed' is of type"));
  mapping = map_to_input(FeatureId::kBass, "speed");
  mapping.max = 3;
  EXPECT_THAT(problem_of_mapping(mapping), HasSubstr("mappings[0].max: 3 is outside 0 to 2"));
  EXPECT_THAT(problem_of_mapping(map_to_input(FeatureId::kBass, "wave")),
              HasSubstr("takes no value"));
}

TEST(ValidateShow, ListsAllProblemsInOneLine) {
  const std::string message = problem([](Show& show) {
    show.policy.transition_preset = "nope";
    show.scenes[0].layers[0].inputs = {{"a", {}, ""}, {"b", {}, ""}};
  });
  EXPECT_THAT(message, AllOf(StartsWith("the show does not fit its presets: 3 problems: "),
                             HasSubstr("inputs.a"), HasSubstr("inputs.b"), HasSubstr("nope")));
  EXPECT_EQ(message.find('\n'), std::string::npos);
}

TEST(ValidateShow, AShowWithoutScenesOrLayersIsRefused) {
  EXPECT_THAT(problem([](Show& show) { show.scenes.clear(); }), HasSubstr("no scenes"));
  EXPECT_THAT(problem([](Show& show) { show.scenes[0].layers.clear(); }), HasSubstr("no layers"));
}

TEST(EngineCreate, RefusesAShowThatDoesNotFit) {
  const auto engine = Engine::create(show_of({scene_of("s", "nope")}), artists_presets(), {});
  ASSERT_FALSE(engine);
  EXPECT_EQ(engine.error().code, ErrorCode::kInvalid);
  EXPECT_FALSE(engine.error().hint.empty());
}

}  // namespace
}  // namespace reprise::engine::test
