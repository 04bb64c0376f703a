// Persistent buffers, saved and taken up again: at once, or a piece at a time while the show runs.
#include <functional>
#include <random>

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
  state.scene.layers[1].blend = BlendMode::kScreen;
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
    state_ = stage_.buffers();
    state_.frame = {3};
    state_.sample = clock_at(3).sample;
    blob_ = pack(state_).value();
  }

  // `blob_` with other content under a good checksum.
  [[nodiscard]] Blob lying(const std::function<void(Bytes&)>& change) const {
    Blob blob = blob_;
    blob.data.resize(blob.data.size() - 16);
    change(blob.data);
    const Hash128 hash = xxh3_128(blob.data);
    ByteWriter writer(blob.data);
    writer.put(hash.high);
    writer.put(hash.low);
    return blob;
  }

  Stage stage_;
  RenderState state_;
  Blob blob_;
};

TEST_F(SavedBuffers, GiveTheSameFramesInAnotherRenderer) {
  Stage other;
  other.add("trail", kTrail);
  ASSERT_TRUE(other.renderer().restore(*unpack(blob_)));
  other.frame(trail_state(), 3);
  EXPECT_EQ(other.hash(), stage_.hash()) << "the kept picture";
  for (int i = 4; i < 9; ++i) {
    EXPECT_EQ(step_and_draw(other, i), step_and_draw(stage_, i)) << i;
  }
}

TEST_F(SavedBuffers, SurviveTheBlobBitForBit) {
  const RenderState read = unpack(blob_).value();
  EXPECT_EQ(read.frame, state_.frame);
  EXPECT_EQ(read.sample, state_.sample);
  EXPECT_EQ(read.size, state_.size);
  EXPECT_EQ(read.texels, state_.texels);
  ASSERT_EQ(read.layers.size(), 2U);
  EXPECT_EQ(read.layers[0].code, state_.layers[0].code);
  EXPECT_EQ(read.layers[1].targets, state_.layers[1].targets);
  EXPECT_LT(blob_.data.size(), read.texels.size());
}

TEST_F(SavedBuffers, RewindTheirOwnRenderer) {
  const Hash128 first = step_and_draw(stage_, 4);
  step_and_draw(stage_, 5);
  ASSERT_TRUE(stage_.renderer().restore(state_));
  EXPECT_EQ(step_and_draw(stage_, 4), first);
}

TEST_F(SavedBuffers, AreTheSameBytesForTheSameState) {
  EXPECT_EQ(stage_.buffers().texels, state_.texels);
  step_and_draw(stage_, 4);
  EXPECT_NE(stage_.buffers().texels, state_.texels);
}

TEST_F(SavedBuffers, AreOfOneMomentHoweverLongTheyAreRead) {
  for (const std::size_t piece : {std::size_t{4000}, std::size_t{1} << 20}) {
    ASSERT_TRUE(stage_.renderer().restore(state_));
    BufferSnapshot snapshot = stage_.renderer().snapshot();
    EXPECT_EQ(snapshot.bytes(), state_.texels.size());
    int frames = 0;
    for (bool complete = false; !complete; ++frames) {
      step_and_draw(stage_, 4 + frames % 7);
      complete = snapshot.read(piece).value();
    }
    const RenderState read = snapshot.take();
    EXPECT_EQ(read.texels, state_.texels) << piece;
    EXPECT_EQ(frames > 10, piece < 10000) << frames;
  }
}

TEST_F(SavedBuffers, AreRefusedWhenDamaged) {
  for (std::size_t at = 0; at < blob_.data.size(); at += 7) {
    Blob damaged = blob_;
    damaged.data[at] ^= std::byte{4};
    const auto restored = unpack(damaged);
    ASSERT_FALSE(restored) << at;
    EXPECT_EQ(restored.error().code, ErrorCode::kCorrupt);
  }
  for (std::size_t size : {std::size_t{0}, std::size_t{15}, blob_.data.size() - 1}) {
    Blob cut = blob_;
    cut.data.resize(size);
    EXPECT_FALSE(unpack(cut)) << size;
  }
}

// Whatever stands under a good checksum is a state that could be restored, or an error.
TEST_F(SavedBuffers, AreRefusedOrWholeWithAnyContentUnderAGoodChecksum) {
  int refused = 0;
  std::mt19937 dice(5);
  const std::size_t shape = 300;  // bytes, about: then the texels begin
  for (int i = 0; i < 4000; ++i) {
    const auto read = unpack(lying([&](Bytes& data) {
      for (auto changes = 1 + dice() % 3; changes > 0; --changes) {
        data[dice() % shape] = static_cast<std::byte>(dice());
      }
      data.resize(data.size() - (dice() % 4 == 0 ? dice() % data.size() : 0));
    }));
    if (!read) {
      ++refused;
      EXPECT_TRUE(read.error().code == ErrorCode::kCorrupt) << read.error().message;
      continue;
    }
    EXPECT_EQ(read->texels.size(), read->texel_bytes());
  }
  EXPECT_GT(refused, 1000);
}

TEST_F(SavedBuffers, AskForNoMoreMemoryThanTheFileJustifies) {
  const auto read = unpack(lying([](Bytes& data) {
    for (const std::size_t side : {std::size_t{29}, std::size_t{33}}) {  // of the first texture
      data[side] = std::byte{0xFF};
      data[side + 1] = std::byte{0x1F};
    }
  }));
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code, ErrorCode::kCorrupt);
}

TEST_F(SavedBuffers, AFailedRestoreChangesNothing) {
  Stage other;
  other.add("trail", kTrail);
  ASSERT_TRUE(other.renderer().restore(state_));
  RenderState strange = state_;
  strange.layers[1].code.low ^= 1;
  const Status restored = other.renderer().restore(strange);
  ASSERT_FALSE(restored);
  EXPECT_EQ(restored.error().code, ErrorCode::kUnsupported);
  EXPECT_NE(restored.error().message.find("'trail'"), std::string::npos);
  EXPECT_EQ(step_and_draw(other, 4), step_and_draw(stage_, 4));
}

TEST_F(SavedBuffers, OfAnotherPresetOrVersionAreUnsupported) {
  Stage other;
  EXPECT_EQ(other.renderer().restore(state_).error().code, ErrorCode::kUnsupported);
  other.add("trail", std::string(kTrail) + "// another one");
  EXPECT_EQ(other.renderer().restore(state_).error().code, ErrorCode::kUnsupported);
  Blob later = blob_;
  ++later.version;
  EXPECT_EQ(unpack(later).error().code, ErrorCode::kUnsupported);
  Blob strange = blob_;
  strange.kind = "engine";
  EXPECT_EQ(unpack(strange).error().code, ErrorCode::kUnsupported);
}

// Not black, and as large as the new frames ask for from the next step on.
TEST_F(SavedBuffers, AreScaledToFramesOfAnotherSize) {
  Stage large({.size = {128, 72}});
  large.add("trail", kTrail);
  ASSERT_TRUE(large.renderer().restore(state_));
  step_and_draw(large, 4);
  Stage black({.size = {128, 72}});
  black.add("trail", kTrail);
  step_and_draw(black, 4);
  EXPECT_NE(large.hash(), black.hash());
  EXPECT_EQ(large.buffers().textures[0].size, black.buffers().textures[0].size);
}

TEST(NoBuffers, CanBeSavedAndRestored) {
  Stage stage;
  const RenderState state = stage.buffers();
  EXPECT_TRUE(state.empty());
  const auto blob = pack(state);
  ASSERT_TRUE(blob);
  EXPECT_EQ(blob->kind, "render");
  EXPECT_TRUE(stage.renderer().restore(*unpack(*blob)));
}

}  // namespace
}  // namespace reprise::render
