// What presets sample: sound, pictures, imports, cubes.
#include <gtest/gtest.h>

#include "core/render/audio_textures.h"
#include "tests/render/stage.h"

namespace reprise::render {
namespace {

AudioSnapshot snapshot() {
  AudioSnapshot audio;
  audio.channels = 2;
  audio.waveform_length = 8;
  audio.spectrum_bins = 6;
  audio.waveform = {-32768, 0, 32767, 1, -1, 16384, -16384, 100, 0, 0, 0, 0, 0, 0, 0, 32767};
  audio.spectrum = {0, 255, 10, 20, 30, 51};
  return audio;
}

TEST(AudioImages, WaveformsAreCentredOnOneHalf) {
  const AudioImage image = audio_image(snapshot(), InputType::kAudio, 0);
  EXPECT_EQ(image.size, (ImageSize{8, 2}));
  EXPECT_EQ(image.texels[0], 0.0F);
  EXPECT_EQ(image.texels[1], 0.5F);
  EXPECT_EQ(image.texels[2], 65535.0F / 65536.0F);
  EXPECT_EQ(image.texels[5], 0.75F);
  EXPECT_EQ(image.texels[8], 0.5F);
  EXPECT_EQ(image.texels[15], 65535.0F / 65536.0F);
}

TEST(AudioImages, SpectraAreBytesOver255) {
  const AudioImage image = audio_image(snapshot(), InputType::kAudioFft, 0);
  EXPECT_EQ(image.size, (ImageSize{6, 1}));
  EXPECT_EQ(image.texels, (std::vector<float>{0, 1, 10 / 255.0F, 20 / 255.0F, 30 / 255.0F, 0.2F}));
}

TEST(AudioImages, MaxLimitsTheColumns) {
  const AudioImage wave = audio_image(snapshot(), InputType::kAudio, 3);
  EXPECT_EQ(wave.size, (ImageSize{3, 2}));  // columns start at 0, 2, 5
  EXPECT_EQ(wave.texels[0], 0.0F);
  EXPECT_EQ(wave.texels[1], 65535.0F / 65536.0F);
  EXPECT_EQ(wave.texels[2], 0.75F);
  const AudioImage bins = audio_image(snapshot(), InputType::kAudioFft, 4);  // 0 | 1 2 | 3 | 4 5
  EXPECT_EQ(bins.texels, (std::vector<float>{0, 265 / 510.0F, 20 / 255.0F, 81 / 510.0F}));
  EXPECT_EQ(audio_image(snapshot(), InputType::kAudioFft, 100).size, (ImageSize{6, 1}));
}

TEST(AudioImages, NoSoundIsSilence) {
  EXPECT_EQ(audio_image({}, InputType::kAudio, 0).texels, (std::vector<float>{0.5F}));
  EXPECT_EQ(audio_image({}, InputType::kAudioFft, 64).texels, (std::vector<float>{0}));
}

TEST(Audio, TexturesArriveAndFollowTheState) {
  Stage stage;
  stage.add("listens", R"(/*{"INPUTS":[
  {"NAME":"wave","TYPE":"audio"},{"NAME":"bins","TYPE":"audioFFT","MAX":4}]}*/
void main() {
  vec2 wave_size = IMG_SIZE(wave);
  vec4 left = texelFetch(wave, ivec2(5, 0), 0);
  vec4 right = texelFetch(wave, ivec2(7, 1), 0);
  vec4 bin = texelFetch(bins, ivec2(1, 0), 0);
  int x = int(gl_FragCoord.x);
  gl_FragColor = x == 0 ? vec4(wave_size, IMG_SIZE(bins).x, 0.0) / 255.0
               : x == 1 ? vec4(left.rgb, 1.0)
               : x == 2 ? vec4(right.r, right.a, 0.0, 1.0) : bin;
})");
  VisualState state = show({layer("listens")});
  state.audio = snapshot();
  stage.frame(state);
  EXPECT_EQ(stage.at(0, 0), (Rgba{8, 2, 4, 255}));
  EXPECT_EQ(stage.at(1, 0), (Rgba{191, 191, 191, 255}));
  EXPECT_EQ(stage.at(2, 0), (Rgba{255, 255, 0, 255}));
  EXPECT_EQ(stage.at(3, 0), (Rgba{132, 132, 132, 255})) << "132.5, to even";
  state.audio.waveform[5] = -32768;
  stage.frame(state, 1);
  EXPECT_EQ(stage.at(1, 0), (Rgba{0, 0, 0, 255}));
  state.audio = {};
  stage.frame(state, 2);
  EXPECT_EQ(stage.at(0, 0), (Rgba{1, 1, 1, 255}));
}

const std::vector<Rgba> kCorners{
    {255, 0, 0, 255}, {0, 255, 0, 255}, {0, 0, 255, 255}, {9, 99, 199, 128}};

constexpr std::string_view kShowsImage = R"(/*{"INPUTS":[{"NAME":"photo","TYPE":"image"}]}*/
void main() {
  gl_FragColor = vec4(IMG_PIXEL(photo, floor(isf_FragNormCoord * IMG_SIZE(photo)) + 0.5).rgb, 1.0);
})";

VisualState photo_state(std::string_view asset) {
  return show({layer("photo", {{"photo", InputType::kImage, {}, -1, {std::string(asset), {}}}})});
}

TEST(Pictures, AreUpright) {
  Stage stage;
  stage.add("photo", kShowsImage);
  const ImageBuffer image = picture({2, 2}, kCorners);
  const PictureView view{{"p.png", {}}, image.view()};
  stage.frame(photo_state("p.png"), 0, {&view, 1});
  EXPECT_EQ(stage.at(0, 0), (Rgba{255, 0, 0, 255}));
  EXPECT_EQ(stage.at(63, 0), (Rgba{0, 255, 0, 255}));
  EXPECT_EQ(stage.at(0, 35), (Rgba{0, 0, 255, 255}));
  EXPECT_EQ(stage.at(63, 35), (Rgba{9, 99, 199, 255}));
}

TEST(Pictures, StayWhileAskedForAndAreBlackWhenMissing) {
  Stage stage;
  stage.add("photo", kShowsImage);
  const ImageBuffer image = picture({2, 2}, kCorners);
  const PictureView view{{"p.png", {}}, image.view()};
  stage.frame(photo_state("p.png"), 0);
  EXPECT_EQ(stage.at(0, 0), (Rgba{0, 0, 0, 255})) << "never given";
  stage.frame(photo_state("p.png"), 1, {&view, 1});
  stage.frame(photo_state("p.png"), 2);
  EXPECT_EQ(stage.at(0, 0), (Rgba{255, 0, 0, 255})) << "kept";
  stage.frame(photo_state(""), 3);
  EXPECT_EQ(stage.at(0, 0), (Rgba{0, 0, 0, 255}));
  stage.frame(photo_state("p.png"), 4);
  EXPECT_EQ(stage.at(0, 0), (Rgba{0, 0, 0, 255})) << "forgotten";
}

TEST(Pictures, MayHavePaddedRowsAndSixteenBits) {
  Stage stage;
  stage.add("photo", kShowsImage);
  std::vector<std::byte> rows(64, std::byte{0x11});
  ImageView view{rows.data(), {1, 2}, 32, PixelFormat::kRgba16};
  for (std::size_t i = 0; i < 8; ++i) {
    rows[i] = std::byte{0xFF};
    rows[32 + i] = std::byte{0x80};
  }
  const PictureView given{{"deep", {}}, view};
  stage.frame(photo_state("deep"), 0, {&given, 1});
  EXPECT_EQ(stage.at(0, 0)[0], 255);
  EXPECT_EQ(stage.at(0, 35)[0], 128);
}

TEST(Imports, AreUprightAndNeedTheirPicture) {
  PresetBundle preset = bundle("import", R"(/*{"IMPORTED":{"photo":{"PATH":"p.png"}}}*/
void main() {
  gl_FragColor = vec4(IMG_PIXEL(photo, floor(isf_FragNormCoord * IMG_SIZE(photo)) + 0.5).rgb, 1.0);
})");
  Stage stage;
  const Status missing = stage.renderer().add_preset(preset);
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, ErrorCode::kNotFound);
  const ImageBuffer image = picture({2, 2}, kCorners);
  preset.imports.push_back(image.view());
  ASSERT_TRUE(stage.renderer().add_preset(preset));
  stage.frame(show({layer("import")}));
  EXPECT_EQ(stage.at(0, 0), (Rgba{255, 0, 0, 255}));
  EXPECT_EQ(stage.at(0, 35), (Rgba{0, 0, 255, 255}));
}

TEST(Imports, CubesHaveSixFaces) {
  PresetBundle preset = bundle("cube", R"(/*{"IMPORTED":{"sky":{"TYPE":"cube",
  "PATH":["0","1","2","3","4","5"]}}}*/
void main() {
  int x = int(gl_FragCoord.x);
  vec3 axis = x / 2 == 0 ? vec3(1, 0, 0) : x / 2 == 1 ? vec3(0, 1, 0) : vec3(0, 0, 1);
  gl_FragColor = texture(sky, x % 2 == 0 ? axis : -axis);
})");
  ASSERT_EQ(preset.preset.info.imports.size(), 1U);
  std::vector<ImageBuffer> faces;
  for (int i = 0; i < 6; ++i) {
    faces.push_back(picture({1, 1}, {{40 * i, 0, 0, 255}}));
  }
  for (const ImageBuffer& face : faces) {
    preset.imports.push_back(face.view());
  }
  Stage stage;
  const Status added = stage.renderer().add_preset(preset);
  ASSERT_TRUE(added) << added.error().message;
  stage.frame(show({layer("cube")}));
  for (int i = 0; i < 6; ++i) {
    EXPECT_EQ(stage.at(i, 0)[0], 40 * i);
  }
  preset.imports.back() = picture({2, 2}, kCorners).view();
  EXPECT_FALSE(stage.renderer().add_preset(preset)) << "faces of different sizes";
}

}  // namespace
}  // namespace reprise::render
