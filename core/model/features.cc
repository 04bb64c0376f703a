#include "core/model/features.h"

namespace reprise {
namespace {

constexpr std::array<FeatureInfo, kFeatureCount> kFeatures{{
    {FeatureId::kRms, "rms", "RMS level of the mid channel over the window"},
    {FeatureId::kPeak, "peak", "largest absolute sample; attacks at once, falls in 100 ms"},
    {FeatureId::kRmsLeft, "rms_left", "RMS level of the first channel"},
    {FeatureId::kRmsRight, "rms_right", "RMS level of the second channel"},
    {FeatureId::kSide, "side", "RMS level of the difference between left and right"},
    {FeatureId::kCentroid, "centroid", "spectral centroid, 40 Hz to 16 kHz on a log scale"},
    {FeatureId::kFlux, "flux", "positive spectral change of this hop"},
    {FeatureId::kOnset, "onset", "onset strength; attacks at once, falls in 100 ms"},
    {FeatureId::kEnergy, "energy", "loudness over about three seconds"},
    {FeatureId::kSub, "sub", "level of 20 to 60 Hz"},
    {FeatureId::kBass, "bass", "level of 60 to 160 Hz"},
    {FeatureId::kLowMid, "low_mid", "level of 160 to 400 Hz"},
    {FeatureId::kMid, "mid", "level of 400 to 1200 Hz"},
    {FeatureId::kHighMid, "high_mid", "level of 1200 to 3500 Hz"},
    {FeatureId::kPresence, "presence", "level of 3500 to 8000 Hz"},
    {FeatureId::kTreble, "treble", "level of 8000 to 18000 Hz"},
}};

}  // namespace

std::span<const FeatureInfo, kFeatureCount> feature_table() {
  return kFeatures;
}

std::optional<FeatureId> feature_by_name(std::string_view name) {
  for (const FeatureInfo& info : kFeatures) {
    if (info.name == name) {
      return info.id;
    }
  }
  return std::nullopt;
}

}  // namespace reprise
