// The loops over samples and bins, in a file that is compiled for speed: no operation here may be
// reordered or contracted, sums run in lanes that the source spells out. Pure; any thread.
#pragma once

#include <complex>
#include <cstddef>
#include <span>

namespace reprise::analysis {

// out[n] = samples[n] · window[n]
void apply_window(std::span<const float> samples, std::span<const float> window,
                  std::span<float> out);

// now[k] = |bins[k]| · scale;
// smoothed[k] = keep · smoothed[k] + (1 − keep) · now[k], and 0 once it is below −200 dB.
void magnitudes(std::span<const std::complex<float>> bins, float scale, float keep,
                std::span<float> now, std::span<float> smoothed);

// Σ values, and Σ values · weights, each in eight lanes. The size is a multiple of 8.
struct WeightedSums {
  double plain = 0;
  double weighted = 0;
};
WeightedSums weighted_sums(std::span<const float> values, std::span<const float> weights);

}  // namespace reprise::analysis
