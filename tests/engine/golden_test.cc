// One run written down as a number: it must be the same on every CPU, compiler and day. When it
// changes on purpose, takes of the version before no longer replay the same: raise kEngineVersion.
#include <gtest/gtest.h>

#include "core/base/hash.h"
#include "tests/engine/engine_fixture.h"

namespace reprise::engine::test {
namespace {

TEST(Golden, AThousandHops) {
  Mapping slow = map_to_input(FeatureId::kBass, "x");
  slow.curve = Curve::kSquareRoot;
  slow.attack = 0.013;
  slow.release = 0.31;
  Mapping smooth = map_to_input(FeatureId::kTreble, "y");
  smooth.curve = Curve::kSmoothstep;
  smooth.low = 0.1;
  smooth.high = 0.7;
  smooth.attack = 1.7;
  Show show = show_of({scene_of("a", "p", {slow, smooth}), scene_of("b", "p", {smooth}),
                       scene_of("c", "p", {slow})},
                      SwitchMode::kTime);
  show.policy.interval = 0.7;
  show.policy.jitter = 0.3;
  show.policy.shuffle = true;
  show.policy.transition = 0.21;
  const Engine engine =
      make_engine(std::move(show), {preset_of("p", {float_input("x", -1, 3), float_input("y", 0, 7),
                                                    float_input("s", 0, 1, 0, "seed")})});
  Script script;
  script.analysis = lively;
  Bytes bytes;
  ByteWriter out(bytes);
  for (const VisualState& state : states_of(engine, script, 1000)) {
    out.put_string(state.scene.name);
    out.put(state.scene.entered.value);
    out.put_f32(state.transition.progress);
    for (const InputValue& input : state.scene.layers[0].inputs) {
      out.put_f32(input.value[0]);
    }
  }
  EXPECT_EQ(to_hex(xxh3_128(bytes)), "fb5452b79c9e82e3d8ac7a277fecfdcf");
}

}  // namespace
}  // namespace reprise::engine::test
