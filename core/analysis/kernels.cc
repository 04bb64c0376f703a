#include "core/analysis/kernels.h"

#include <array>
#include <cmath>

namespace reprise::analysis {
namespace {

constexpr std::size_t kLanes = 8;
constexpr float kInaudible = 1e-10F;  // −200 dB: ends the tail long before it becomes denormal

double sum_of_lanes(const std::array<float, kLanes>& lanes) {
  double sum = 0;
  for (const float lane : lanes) {
    sum += static_cast<double>(lane);
  }
  return sum;
}

}  // namespace

void apply_window(std::span<const float> samples, std::span<const float> window,
                  std::span<float> out) {
  const float* __restrict x = samples.data();
  const float* __restrict w = window.data();
  float* __restrict y = out.data();
  for (std::size_t n = 0; n < out.size(); ++n) {
    y[n] = x[n] * w[n];
  }
}

void magnitudes(std::span<const std::complex<float>> bins, float scale, float keep,
                std::span<float> now, std::span<float> smoothed) {
  // The array form of std::complex, which the standard guarantees.
  const float* __restrict pairs = reinterpret_cast<const float*>(bins.data());
  float* __restrict raw = now.data();
  float* __restrict smooth = smoothed.data();
  const float take = 1.0F - keep;
  for (std::size_t k = 0; k < now.size(); ++k) {
    const float re = pairs[2 * k];
    const float im = pairs[2 * k + 1];
    raw[k] = std::sqrt(re * re + im * im) * scale;
    const float next = keep * smooth[k] + take * raw[k];
    smooth[k] = next < kInaudible ? 0.0F : next;
  }
}

WeightedSums weighted_sums(std::span<const float> values, std::span<const float> weights) {
  std::array<float, kLanes> plain{};
  std::array<float, kLanes> weighted{};
  for (std::size_t k = 0; k + kLanes <= values.size(); k += kLanes) {
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
      plain[lane] += values[k + lane];
      weighted[lane] += values[k + lane] * weights[k + lane];
    }
  }
  return {sum_of_lanes(plain), sum_of_lanes(weighted)};
}

}  // namespace reprise::analysis
