// What the analysis says about one hop: 16-bit fixed point values, exactly those that the engine
// sees and a take stores. Not the spectrum itself (see AudioSnapshot). Values; any thread.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "core/base/time.h"

namespace reprise {

// Append only: the number is the place in a take's feature vector. At most 24.
enum class FeatureId : std::uint8_t {
  kRms,       // of the mid channel over the window
  kPeak,      // largest |sample| of any channel; instant attack, 100 ms fall
  kRmsLeft,   // of the first channel
  kRmsRight,  // of the second channel (the first when mono)
  kSide,      // RMS of (left − right) / 2
  kCentroid,  // spectral centroid on a log-frequency scale: 0 = 40 Hz, 1 = 16 kHz
  kFlux,      // positive spectral change of this hop, compressed
  kOnset,     // onset strength; instant attack, 100 ms fall
  kEnergy,    // loudness over about 3 s, for slow decisions
  kSub,       // bands, mean smoothed dB level of their bins: 20 .. 60 Hz
  kBass,      // 60 .. 160 Hz
  kLowMid,    // 160 .. 400 Hz
  kMid,       // 400 .. 1'200 Hz
  kHighMid,   // 1'200 .. 3'500 Hz
  kPresence,  // 3'500 .. 8'000 Hz
  kTreble,    // 8'000 .. 18'000 Hz
};
inline constexpr std::size_t kFeatureCount = 16;

struct FeatureInfo {
  FeatureId id;
  std::string_view name;         // as in show files and CSV columns: "rms", "low_mid"
  std::string_view description;  // one line
};
// Indexed by FeatureId.
std::span<const FeatureInfo, kFeatureCount> feature_table();
std::optional<FeatureId> feature_by_name(std::string_view name);

struct Features {
  std::array<std::uint16_t, kFeatureCount> values{};  // 0 .. 65535 is 0 .. 1

  [[nodiscard]] std::uint16_t raw(FeatureId id) const {
    return values[static_cast<std::size_t>(id)];
  }
  // In [0, 1]; an exact division, the same on every CPU.
  [[nodiscard]] float unit(FeatureId id) const { return static_cast<float>(raw(id)) / 65535.0F; }
  friend bool operator==(const Features&, const Features&) = default;
};

// The analysis of hop k: has seen exactly the samples before k · hop_size.
struct HopAnalysis {
  HopIndex hop;
  SampleIndex sample;
  Features features;
  bool onset = false;               // an onset was decided at this hop
  std::uint16_t spectrum_hash = 0;  // of the spectrum bytes, to notice drift
};

// The audio textures of one hop, for presets with inputs of type audio and audioFFT.
struct AudioSnapshot {
  std::int32_t channels = 0;
  std::int32_t waveform_length = 0;    // columns of one waveform row: the analysis window
  std::int32_t spectrum_bins = 0;      // columns of the one spectrum row (mid channel): window / 2
  std::vector<std::int16_t> waveform;  // [channel][column], oldest first, top 16 bits of a sample
  std::vector<std::uint8_t> spectrum;  // smoothed dB bytes as Web Audio's getByteFrequencyData
  friend bool operator==(const AudioSnapshot&, const AudioSnapshot&) = default;
};

}  // namespace reprise
