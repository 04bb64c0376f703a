// The spectrum of one hop as a Web Audio AnalyserNode gives it (Hann instead of Blackman window):
// magnitudes, smoothed over time, as levels and bytes; and what features are read from it.
// One object belongs to one thread.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/analysis/bins.h"
#include "core/analysis/fft.h"
#include "core/analysis/level_scale.h"
#include "core/base/error.h"
#include "core/model/features.h"

namespace reprise::analysis {

// Time constant of the smoothing: Web Audio's default factor 0.8 at 60 analyses a second,
// −1/(60 · ln 0.8).
inline constexpr double kSmoothingSeconds = 0.0746903;

class Spectrum {
 public:
  static Result<Spectrum> create(std::int64_t sample_rate);

  // `samples` is the window in [−1, 1), oldest first.
  void step(std::span<const float> samples);

  // All of window/2 bins; bin k lies at k · rate / window.
  [[nodiscard]] std::span<const float> magnitudes() const { return now_; }  // of this hop alone
  [[nodiscard]] std::span<const float> smoothed() const { return smoothed_; }
  [[nodiscard]] std::span<const std::uint8_t> bytes() const { return bytes_; }
  [[nodiscard]] const LevelScale& scale() const { return scale_; }

  // Writes centroid and bands, from the smoothed magnitudes.
  void describe(Features& features) const;

  // Continues from another object's smoothed(), of the same size.
  void restore(std::span<const float> smoothed);

 private:
  Spectrum(Fft fft, std::int64_t sample_rate, std::int64_t window);
  void quantise();
  [[nodiscard]] std::uint16_t band_value(std::size_t band) const;
  [[nodiscard]] std::uint16_t centroid_value() const;

  Fft fft_;
  LevelScale scale_;
  float keep_;       // factor of the smoothing at this hop duration
  float normalise_;  // 1/window
  std::vector<float> hann_;
  std::vector<float> centroid_weights_;
  std::vector<BinRange> bands_;
  std::vector<float> now_;
  std::vector<float> smoothed_;
  std::vector<std::uint16_t> levels_;
  std::vector<std::uint8_t> bytes_;
};

}  // namespace reprise::analysis
