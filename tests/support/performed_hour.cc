#include "tests/support/performed_hour.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>

#include "core/base/rng.h"

namespace reprise::timeline {
namespace {

constexpr std::int64_t kFps = 60;
constexpr std::uint32_t kLayers = 4;
constexpr std::uint32_t kInputs = 8;  // of a layer; the first half by hand, the others mapped
constexpr std::uint32_t kByHand = 4;
constexpr std::uint32_t kHandStream = 1;

constexpr std::array<std::string_view, kLayers> kPresets{"aurora", "embers", "pulse", "spectrum"};
constexpr std::array<std::string_view, kInputs> kNames{"tint",  "center", "zoom", "speed",
                                                       "level", "width",  "glow", "hue"};

InputType type_of(std::uint32_t place) {
  return place == 0 ? InputType::kColor : place == 1 ? InputType::kPoint2D : InputType::kFloat;
}

std::size_t components_of(InputType type) {
  return type == InputType::kColor ? 4 : type == InputType::kPoint2D ? 2 : 1;
}

// Where a knob of 128 steps stands at `frame`. Time is cut into rounds of 64 s; in each the knob
// turns once, for 1 to 4 s, at a moment of its own: with sixteen knobs half a hand is busy.
float turned(std::uint32_t knob, std::int64_t frame) {
  constexpr std::int64_t kRound = 64 * kFps;
  const std::int64_t round = frame / kRound;
  const auto place = [&](std::int64_t at) {
    return at < 0 ? 0.0F : random_unit(kHandStream, knob, {at});
  };
  const auto draw = [&](std::uint32_t what, std::int64_t bound) {
    return static_cast<std::int64_t>(random_below(kHandStream, 1000 + knob * 8 + what, {round},
                                                  static_cast<std::uint32_t>(bound)));
  };
  const std::int64_t length = kFps + draw(0, 3 * kFps);
  const std::int64_t start = draw(1, kRound - length);
  const float progress = std::clamp(
      static_cast<float>(frame % kRound - start) / static_cast<float>(length), 0.0F, 1.0F);
  const float from = place(round - 1);
  return std::round((from + (place(round) - from) * progress) * 127) / 127;
}

// A slow swing of its own frequency, in full precision: what OSC from a tablet or an LFO sends.
float glided(std::uint32_t knob, std::int64_t frame) {
  const double frequency = 0.05 + 0.013 * knob;
  const double phase = std::fmod(static_cast<double>(frame) / kFps * frequency + 0.07 * knob, 1.0);
  return static_cast<float>(0.5 + 0.5 * std::sin(2 * 3.14159265358979 * phase));
}

}  // namespace

TakeHeader PerformedHour::header() const {
  TakeHeader header;
  header.audio = song_.format;
  header.lanes.emplace_back();
  header.show = R"({"scenes":[]})";
  return header;
}

SampleIndex PerformedHour::sample_of(std::int64_t frame) const {
  return FrameGrid{{kFps, 1}, song_.format.sample_rate}.sample_of({frame});
}

const HopAnalysis& PerformedHour::hop_of(SampleIndex sample) const {
  const HopIndex hop = hop_at_or_before(sample, hop_size(song_.format.sample_rate));
  return song_.hops[static_cast<std::size_t>(hop.value) % song_.hops.size()];
}

float PerformedHour::hand(std::uint32_t knob, std::int64_t frame) const {
  return options_.hands == Hands::kAll ? glided(knob, frame) : turned(knob, frame);
}

InputValue PerformedHour::input_at(std::uint32_t layer, std::uint32_t place,
                                   std::int64_t frame) const {
  InputValue input;
  input.name = kNames[place];
  input.type = type_of(place);
  if (place >= kByHand) {
    const auto feature = static_cast<FeatureId>((layer * kByHand + place) % kFeatureCount);
    input.value[0] = hop_of(sample_of(frame)).features.unit(feature);
    return input;
  }
  for (std::size_t i = 0; i < components_of(input.type); ++i) {
    // A knob turns one component of a colour or a point; the others stay.
    const std::uint32_t knob = layer * kByHand + place + static_cast<std::uint32_t>(i) * 16;
    input.value.at(i) = i == 0 || options_.hands == Hands::kAll ? hand(knob, frame) : 0.25F;
  }
  return input;
}

FrameRecord PerformedHour::frame_at(std::int64_t frame) const {
  FrameRecord record;
  record.index = {frame};
  record.sample = sample_of(frame);
  record.size = {1920, 1080};
  record.scene = "verse";
  const std::uint32_t stored = options_.stored == Stored::kEveryInput ? kInputs
                               : options_.stored == Stored::kAsCues   ? 0
                                                                      : kByHand;
  for (std::uint32_t layer = 0; layer < kLayers; ++layer) {
    auto& added = record.layers.emplace_back();
    added.preset = kPresets[layer];
    for (std::uint32_t place = 0; place < stored; ++place) {
      added.inputs.push_back(input_at(layer, place, frame));
    }
  }
  const HopAnalysis& hop = hop_of(record.sample);
  const HopAnalysis& later = hop_of({record.sample.value + 7 * song_.format.sample_rate});
  for (std::size_t i = 0; i < options_.features; ++i) {
    const HopAnalysis& from = i < kFeatureCount ? hop : later;
    record.features.push_back(from.features.values.at(i % kFeatureCount));
  }
  record.spectrum_hash = options_.features == 0 ? std::uint16_t{0} : hop.spectrum_hash;
  return record;
}

// A controller speaks when its knob has moved.
void PerformedHour::add_turns(std::vector<Record>& out, std::int64_t frame) const {
  for (std::uint32_t layer = 0; layer < kLayers; ++layer) {
    for (std::uint32_t place = 0; place < kByHand; ++place) {
      const std::uint32_t knob = layer * kByHand + place;
      const float now = hand(knob, frame);
      if (now != hand(knob, frame - 1)) {
        Cue cue{sample_of(frame), CueType::kParameter, CueOrigin::kPerformer, {}, {}, {now}, 0, {}};
        cue.target = "verse/" + std::string(kPresets[layer]) + "/" + std::string(kNames[place]);
        out.emplace_back(std::move(cue));
      }
    }
  }
}

// What the analysis decided: the song's onsets, and a beat every half second.
void PerformedHour::add_music(std::vector<Record>& out, std::int64_t frame) const {
  const SampleIndex sample = sample_of(frame);
  if (const HopAnalysis& hop = hop_of(sample); hop.onset) {
    const double strength = hop.features.unit(FeatureId::kOnset);
    out.emplace_back(Cue{sample, CueType::kOnset, CueOrigin::kAnalysis, {}, {}, {strength}, 0, {}});
  }
  if (frame % (kFps / 2) == 0) {
    const std::int64_t bar = frame / (kFps / 2) % 4;
    out.emplace_back(
        Cue{sample, CueType::kBeat, CueOrigin::kAnalysis, {}, {}, {120, 0.9}, bar, {}});
  }
}

std::vector<Record> PerformedHour::records_of(std::int64_t frame) const {
  std::vector<Record> out;
  out.emplace_back(frame_at(frame));
  if (options_.stored == Stored::kAsCues || options_.stored == Stored::kBoth) {
    add_turns(out, frame);
  }
  add_music(out, frame);
  return out;
}

}  // namespace reprise::timeline
