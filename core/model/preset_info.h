// What a preset (an ISF shader) declares about itself, and the text that goes with it. Made by
// core/isf; read by engine (inputs, roles) and render (passes). Values; any thread.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace reprise {

enum class PresetKind : std::uint8_t { kGenerator, kFilter, kTransition };

enum class InputType : std::uint8_t {
  kEvent,
  kBool,
  kLong,
  kFloat,
  kPoint2D,
  kColor,
  kImage,
  kAudio,
  kAudioFft,
  kCube,
};
std::string_view input_type_name(InputType type);  // as ISF spells it: "point2D"
// Components of a plain value: 1, 2 or 4; 0 for textures.
int component_count(InputType type);
// Whether it is a texture of the sound.
constexpr bool is_audio(InputType type) {
  return type == InputType::kAudio || type == InputType::kAudioFft;
}

struct PresetInput {
  std::string name;
  std::string label;  // the name when the file has none
  InputType type = InputType::kFloat;
  // Components beyond component_count are 0. Defaults are resolved and clamped by ISF's rules.
  std::array<double, 4> default_value{};
  std::array<double, 4> min{};
  std::array<double, 4> max{1, 1, 1, 1};
  std::vector<std::int64_t> values;  // of a long with a list, else empty
  std::vector<std::string> labels;   // one per entry of values
  std::int32_t max_samples = 0;      // audio types: MAX, 0 = the host's choice
  // What the input means to a show ("bass", "energy", "hue", "seed" …); empty if not declared.
  std::string role;
};

struct PresetPass {
  std::string target;            // empty: the layer's picture
  std::string width = "$WIDTH";  // size expressions over $WIDTH, $HEIGHT and inputs
  std::string height = "$HEIGHT";
  bool persistent = false;
  bool float32 = false;
};

struct PresetImport {
  std::string name;
  std::vector<std::string> paths;  // relative to the preset's folder: 1, or 6 for a cube
  bool cube = false;
};

struct PresetInfo {
  int isf_version = 2;
  PresetKind kind = PresetKind::kGenerator;
  std::string description;
  std::string credit;
  std::vector<std::string> categories;
  std::vector<PresetInput> inputs;
  std::vector<PresetPass> passes;  // at least one
  // Buffers of version 1 that no pass draws: shaders may read them, they stay black.
  std::vector<PresetPass> undrawn;
  std::vector<PresetImport> imports;
  bool reads_frame_index = false;  // FRAMEINDEX stands in the code
  bool reads_time_delta = false;   // TIMEDELTA stands in the code

  [[nodiscard]] bool has_persistent_passes() const {
    for (const PresetPass& pass : passes) {
      if (pass.persistent) {
        return true;
      }
    }
    return false;
  }
  // Whether states that show it need the audio textures.
  [[nodiscard]] bool listens() const {
    for (const PresetInput& input : inputs) {
      if (is_audio(input.type)) {
        return true;
      }
    }
    return false;
  }
};

// A preset as it is stored in a take: self-contained, text and images.
struct PresetSource {
  std::string name;      // how shows and states call it: the file's base name, unique in a take
  std::string fragment;  // the .fs file
  std::string vertex;    // the .vs file, empty when there is none
  struct Asset {
    std::string path;             // as its PresetImport names it
    std::vector<std::byte> file;  // the image file's bytes
    friend bool operator==(const Asset&, const Asset&) = default;
  };
  std::vector<Asset> assets;
  friend bool operator==(const PresetSource&, const PresetSource&) = default;
};

}  // namespace reprise
