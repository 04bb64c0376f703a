// ISF files as they are found in the wild: every file in foreign/ compiles and draws the same
// frames twice. One whose CATEGORIES say "self-check" is green where the host kept ISF's rules; the
// others are not black.
#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "core/base/file.h"
#include "tests/render/stage.h"

namespace reprise::render {
namespace {

constexpr int kFrames = 4;
constexpr Rgba kGreen{0, 255, 0, 255};

std::string text_of(const std::filesystem::path& path) {
  Result<std::string> text = read_text_file(posix_file_system(), path);
  EXPECT_TRUE(text) << path;
  return text.value_or(std::string());
}

PresetSource source_of(const std::filesystem::path& fragment) {
  PresetSource source;
  source.name = fragment.stem().string();
  source.fragment = text_of(fragment);
  std::filesystem::path vertex = fragment;
  vertex.replace_extension(".vs");
  if (std::filesystem::exists(vertex)) {
    source.vertex = text_of(vertex);
  }
  return source;
}

std::vector<PresetSource> foreign_presets() {
  std::vector<std::filesystem::path> paths;
  for (const auto& entry : std::filesystem::directory_iterator(FOREIGN_PRESETS)) {
    if (entry.path().extension() == ".fs") {
      paths.push_back(entry.path());
    }
  }
  std::ranges::sort(paths);
  std::vector<PresetSource> sources;
  std::ranges::transform(paths, std::back_inserter(sources), source_of);
  return sources;
}

ImageBuffer photo() {
  return picture({2, 2}, {{200, 60, 90, 255}, {90, 200, 60, 255}, {60, 90, 200, 255}, kGreen});
}

AudioSnapshot sound() {
  AudioSnapshot audio;
  audio.channels = 2;
  audio.waveform_length = 2048;
  audio.spectrum_bins = 1024;
  audio.waveform.assign(4096, 9000);
  audio.spectrum.assign(1024, 128);
  return audio;
}

std::size_t import_count(const PresetInfo& info) {
  std::size_t count = 0;
  for (const PresetImport& import : info.imports) {
    count += import.paths.size();
  }
  return count;
}

// Every image input but a filter's shows the photo.
LayerState layer_of(const isf::Preset& preset) {
  LayerState state = layer(preset.name);
  for (const PresetInput& input : preset.info.inputs) {
    if (input.type == InputType::kImage && input.name != "inputImage") {
      state.inputs.push_back({input.name, input.type, {}, -1, {"photo", {}}});
    }
  }
  return state;
}

// Over a backdrop that is not black anywhere; transitions lead from it to itself.
VisualState state_of(const isf::Preset& preset, std::int64_t entry) {
  VisualState state = show({layer("backdrop")});
  state.audio = sound();
  if (preset.info.kind == PresetKind::kTransition) {
    state.outgoing = state.scene;
    state.transition = {preset.name, 0.5F};
  } else {
    state.scene.layers.push_back(layer_of(preset));
  }
  state.scene.entry = 2 * entry + 1;
  return state;
}

class Theatre {
 public:
  Theatre() {
    stage_.add("backdrop", "/*{}*/ void main() { gl_FragColor = vec4(0.7, 0.4, 0.2, 1.0); }");
  }

  // False, with a failure, when it does not compile.
  bool add(const isf::Preset& preset) {
    const std::vector<ImageView> imports(import_count(preset.info), photo_.view());
    const Status added = stage_.renderer().add_preset({preset, imports});
    EXPECT_TRUE(added) << added.error().message;
    return added.has_value();
  }

  std::vector<Hash128> perform(const isf::Preset& preset, std::int64_t entry) {
    const VisualState state = state_of(preset, entry);
    const std::vector<PictureView> pictures{{{"photo", {}}, photo_.view()}};
    std::vector<Hash128> hashes;
    for (int i = 0; i < kFrames; ++i) {
      const Status stepped =
          stage_.renderer().step(state, clock_at(i), pictures, Renderer::StepDepth::kComplete);
      EXPECT_TRUE(stepped) << stepped.error().message;
      stage_.frame(state, i, pictures);
      hashes.push_back(stage_.hash());
    }
    return hashes;
  }

  [[nodiscard]] const Stage& stage() const { return stage_; }

 private:
  Stage stage_;
  ImageBuffer photo_ = photo();
};

template <typename Good>
int count_pixels(const Stage& stage, Good good) {
  int count = 0;
  for (int y = 0; y < stage.view().size.height; ++y) {
    for (int x = 0; x < stage.view().size.width; ++x) {
      count += good(stage.at(x, y)) ? 1 : 0;
    }
  }
  return count;
}

void expect_right_picture(const PresetInfo& info, const Stage& stage) {
  if (std::ranges::find(info.categories, "self-check") != info.categories.end()) {
    const int wrong = count_pixels(stage, [](const Rgba& p) { return p != kGreen; });
    EXPECT_EQ(wrong, 0) << "for example " << testing::PrintToString(stage.at(0, 0));
  } else {
    EXPECT_GT(count_pixels(stage, [](const Rgba& p) { return p[0] + p[1] + p[2] > 15; }), 60);
  }
}

TEST(Foreign, EveryPresetDraws) {
  Theatre theatre;
  const std::vector<PresetSource> sources = foreign_presets();
  EXPECT_GE(sources.size(), 40U);
  for (const PresetSource& source : sources) {
    SCOPED_TRACE(source.name);
    const Result<isf::Preset> preset = isf::parse_preset(source);
    EXPECT_TRUE(preset) << preset.error().message;
    if (!preset || !theatre.add(*preset)) {
      continue;
    }
    const std::vector<Hash128> first = theatre.perform(*preset, 0);
    expect_right_picture(preset->info, theatre.stage());
    EXPECT_EQ(theatre.perform(*preset, 1), first);
  }
}

}  // namespace
}  // namespace reprise::render
