// The visual state: all that the renderer needs to draw one frame, apart from persistent buffers.
// A function of (take, sample), made by the engine, read by render, recorded in `/frame`.
// Values; any thread.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/time.h"
#include "core/model/features.h"
#include "core/model/picture_request.h"
#include "core/model/preset_info.h"

namespace reprise {

// CSS's sixteen (W3C Compositing and Blending Level 1) and add. Append only: stored in takes.
enum class BlendMode : std::uint8_t {
  kNormal,
  kMultiply,
  kScreen,
  kOverlay,
  kDarken,
  kLighten,
  kColorDodge,
  kColorBurn,
  kHardLight,
  kSoftLight,
  kDifference,
  kExclusion,
  kHue,
  kSaturation,
  kColor,
  kLuminosity,
  kAdd,
};
std::span<const std::string_view> blend_mode_names();  // indexed by BlendMode: "color-dodge"
std::optional<BlendMode> blend_mode_by_name(std::string_view name);

// Whether a layer's alpha counts when it is composited.
enum class AlphaPolicy : std::uint8_t {
  kOpaque,    // ignored: many shaders leave it 0
  kStraight,  // counts, colours not multiplied by it
};

// The renderer's effort. Append only.
enum class Quality : std::uint8_t { kFast, kBalanced, kHigh, kUltra };
std::span<const std::string_view> quality_names();  // indexed by Quality
std::optional<Quality> quality_by_name(std::string_view name);

// The value of one input of a layer's preset. Which member counts follows from `type`.
struct InputValue {
  std::string name;
  InputType type = InputType::kFloat;
  std::array<float, 4> value{};  // bool: 0 or 1; long: the value as a float (exact below 2^24)
  std::int64_t last_event = -1;  // event: sample of the last one, −1 = never
  PictureRequest picture;        // image: what to show; empty asset = black
  friend bool operator==(const InputValue&, const InputValue&) = default;
};

struct LayerState {
  std::string preset;              // name of a PresetSource
  std::vector<InputValue> inputs;  // every non-audio input of the preset, in its order
  float opacity = 1;               // 0 .. 1
  BlendMode blend = BlendMode::kNormal;
  AlphaPolicy alpha = AlphaPolicy::kOpaque;
  friend bool operator==(const LayerState&, const LayerState&) = default;
};

// A scene on show. Persistent buffers belong to (entry, index of the layer): a scene that is
// entered again has a new entry number and starts black.
struct SceneState {
  std::string name;
  std::int64_t entry = 0;                       // counts scene entries of the take, from 0
  SampleIndex entered;                          // sample of the entry
  std::array<float, 4> background{0, 0, 0, 1};  // encoded sRGB, straight alpha
  std::vector<LayerState> layers;               // bottom first
  friend bool operator==(const SceneState&, const SceneState&) = default;
};

struct TransitionState {
  std::string preset;  // an ISF transition; empty = crossfade
  float progress = 0;  // 0 .. 1: how much of the incoming scene is seen
  friend bool operator==(const TransitionState&, const TransitionState&) = default;
};

struct VisualState {
  SampleIndex sample;                  // of the hop that this is the state of
  SceneState scene;                    // on show, or coming in
  std::optional<SceneState> outgoing;  // while a transition runs
  TransitionState transition;          // counts only with `outgoing`
  float master = 1;                    // 0 = blackout
  bool frozen = false;                 // the performer holds the picture
  Quality quality = Quality::kHigh;
  Features features;
  AudioSnapshot audio;  // filled by session when a preset on show listens
  friend bool operator==(const VisualState&, const VisualState&) = default;
};

// The pictures that `state` needs, each once.
std::vector<PictureRequest> picture_requests(const VisualState& state);

// The frame (or step) that a state is drawn as: what shaders get as TIME, TIMEDELTA, FRAMEINDEX,
// DATE. An event input is true when previous < last_event ≤ sample.
struct FrameClock {
  SampleIndex sample;
  SampleIndex previous{-1};  // sample of the frame or step before; −1 for the first
  std::int64_t frame_index = 0;
  double time = 0;           // s
  double time_delta = 0;     // s, 0 for the first
  std::int64_t unix_ns = 0;  // the take's epoch + the sample's time
};

}  // namespace reprise
