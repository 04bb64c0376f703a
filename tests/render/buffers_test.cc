// Saving and restoring persistent buffers.
#include <gtest/gtest.h>

#include "tests/render/stage.h"

namespace reprise::render {
namespace {

constexpr std::string_view kTrail = R"(/*{"PASSES":[
  {"TARGET":"fine","PERSISTENT":true,"FLOAT":true},
  {"TARGET":"coarse","PERSISTENT":true,"WIDTH":"$WIDTH/3","HEIGHT":"$HEIGHT/3"},{}]}*/
void main() {
  vec2 uv = isf_FragNormCoord;
  vec4 old = IMG_NORM_PIXEL(fine, (uv - 0.5) * 0.97 + 0.5);
  if (PASSINDEX == 0) gl_FragColor = old * 0.93 + vec4(uv, sin(TIME * 9.0 + uv.x * 6.0), 1.0) * 0.1;
  if (PASSINDEX == 1) gl_FragColor = mix(IMG_THIS_NORM_PIXEL(coarse), old, 0.4);
  if (PASSINDEX == 2) gl_FragColor = vec4(abs(old.rgb - IMG_THIS_NORM_PIXEL(coarse).rgb * 0.5), 1.0);
})";

VisualState trail_state() {
  VisualState state = show({layer("trail"), layer("trail")});
  state.scene.layers[1].blend = BlendMode::kDifference;
  return state;
}

Hash128 step_and_draw(Stage& stage, std::int64_t index) {
  stage.step(trail_state(), index);
  stage.frame(trail_state(), index);
  return stage.hash();
}

class SavedBuffers : public testing::Test {
 protected:
  SavedBuffers() {
    stage_.add("trail", kTrail);
    for (int i = 0; i < 4; ++i) {
      step_and_draw(stage_, i);
    }
    blob_ = stage_.renderer().save_buffers().value();
  }
  Stage stage_;
  Blob blob_;
};

TEST_F(SavedBuffers, GiveTheSameFramesInAnotherRenderer) {
  Stage other;
  other.add("trail", kTrail);
  ASSERT_TRUE(other.renderer().restore_buffers(blob_));
  other.frame(trail_state(), 3);
  EXPECT_EQ(other.hash(), stage_.hash()) << "the kept picture";
  for (int i = 4; i < 9; ++i) {
    EXPECT_EQ(step_and_draw(other, i), step_and_draw(stage_, i)) << i;
  }
}

TEST_F(SavedBuffers, RewindTheirOwnRenderer) {
  const Hash128 first = step_and_draw(stage_, 4);
  step_and_draw(stage_, 5);
  ASSERT_TRUE(stage_.renderer().restore_buffers(blob_));
  EXPECT_EQ(step_and_draw(stage_, 4), first);
}

TEST_F(SavedBuffers, AreTheSameBytesForTheSameState) {
  EXPECT_EQ(stage_.renderer().save_buffers()->data, blob_.data);
  step_and_draw(stage_, 4);
  EXPECT_NE(stage_.renderer().save_buffers()->data, blob_.data);
}

TEST_F(SavedBuffers, AreRefusedWhenDamaged) {
  for (std::size_t at : {std::size_t{0}, std::size_t{9}, blob_.data.size() / 2,
                         blob_.data.size() - 17, blob_.data.size() - 1}) {
    Blob damaged = blob_;
    damaged.data[at] ^= std::byte{4};
    const Status restored = stage_.renderer().restore_buffers(damaged);
    ASSERT_FALSE(restored) << at;
    EXPECT_EQ(restored.error().code, ErrorCode::kCorrupt);
  }
  for (std::size_t size : {std::size_t{0}, std::size_t{15}, blob_.data.size() - 1}) {
    Blob cut = blob_;
    cut.data.resize(size);
    EXPECT_FALSE(stage_.renderer().restore_buffers(cut)) << size;
  }
}

TEST_F(SavedBuffers, AreRefusedWithBadContentUnderAGoodChecksum) {
  Blob lying = blob_;
  lying.data.resize(lying.data.size() - 16);
  ByteWriter writer(lying.data);
  lying.data[13] = std::byte{0xFF};  // the first texture's width
  lying.data[15] = std::byte{0xFF};
  const Hash128 hash = xxh3_128(lying.data);
  writer.put(hash.high);
  writer.put(hash.low);
  const Status restored = stage_.renderer().restore_buffers(lying);
  ASSERT_FALSE(restored);
  EXPECT_EQ(restored.error().code, ErrorCode::kCorrupt);
}

TEST_F(SavedBuffers, AFailedRestoreChangesNothing) {
  Stage other;
  other.add("trail", kTrail);
  ASSERT_TRUE(other.renderer().restore_buffers(blob_));
  Blob damaged = blob_;
  damaged.data[40] ^= std::byte{1};
  ASSERT_FALSE(other.renderer().restore_buffers(damaged));
  EXPECT_EQ(step_and_draw(other, 4), step_and_draw(stage_, 4));
}

TEST_F(SavedBuffers, OfAnotherSizeOrVersionAreUnsupported) {
  Stage other({.size = {32, 18}});
  EXPECT_EQ(other.renderer().restore_buffers(blob_).error().code, ErrorCode::kUnsupported);
  Blob later = blob_;
  ++later.version;
  EXPECT_EQ(stage_.renderer().restore_buffers(later).error().code, ErrorCode::kUnsupported);
}

TEST(NoBuffers, CanBeSavedAndRestored) {
  Stage stage;
  const Result<Blob> blob = stage.renderer().save_buffers();
  ASSERT_TRUE(blob);
  EXPECT_EQ(blob->kind, "render");
  EXPECT_TRUE(stage.renderer().restore_buffers(*blob));
}

}  // namespace
}  // namespace reprise::render
