#include "core/analysis/onset.h"

#include <algorithm>
#include <limits>

#include "core/analysis/tables.h"
#include "core/base/time.h"

namespace reprise::analysis {
namespace {

constexpr std::int64_t kRefractoryMs = 80;
// Levels under −90 dB count as −90 dB: rises within a noise floor are no events.
constexpr std::uint16_t kFloorLevel = 36;
// Flux is the mean rise of a band, in 1/64 levels (0.0043 dB).
constexpr std::int32_t kFluxUnit = 64;
constexpr std::int32_t kLeastRise = 150;  // of an onset: a mean rise of 0.64 dB in two hops
constexpr std::int32_t kMeanWeight = 16;  // sixteenths of the mean flux that are added to it
constexpr std::int32_t kHalfFlux = 300;   // flux whose feature value is one half
constexpr std::int32_t kLongAgo = std::numeric_limits<std::int32_t>::max() / 2;

// x/(x + half) in 16 bits.
std::uint16_t compress(std::int32_t x, std::int32_t half) {
  const std::int64_t value = std::max(x, 0);
  return static_cast<std::uint16_t>(value * 65535 / (value + half));
}

double hop_seconds(std::int64_t sample_rate) {
  return static_cast<double>(hop_size(sample_rate)) / static_cast<double>(sample_rate);
}

}  // namespace

OnsetDetector::OnsetDetector(std::int64_t sample_rate)
    : refractory_hops_(
          static_cast<std::int32_t>(kRefractoryMs * sample_rate / (1000 * hop_size(sample_rate)))),
      hops_since_onset_(kLongAgo),
      strength_(hop_seconds(sample_rate)) {
  const std::int64_t window = window_size(sample_rate);
  for (std::size_t i = 0; i + 1 < kFluxEdges; ++i) {
    const BinRange range = bin_range(kFluxEdgesHz[i], kFluxEdgesHz[i + 1], sample_rate, window);
    if (range.first < range.end) {
      bands_.push_back(range);
    }
  }
  for (auto& levels : levels_) {
    levels.assign(bands_.size(), kFloorLevel);
  }
}

OnsetStep OnsetDetector::step(std::span<const float> magnitudes, const LevelScale& scale,
                              bool audible) {
  measure(magnitudes, scale);
  const std::int32_t flux = rise();
  const std::int32_t limit = threshold();
  remember(flux);
  OnsetStep result;
  result.onset = decide(flux, limit, audible);
  result.flux = compress(flux, kHalfFlux);
  result.strength = strength_.step(audible ? compress(flux - limit, kHalfFlux) : std::uint16_t{0});
  return result;
}

void OnsetDetector::measure(std::span<const float> magnitudes, const LevelScale& scale) {
  std::rotate(levels_.begin(), levels_.end() - 1, levels_.end());
  for (std::size_t band = 0; band < bands_.size(); ++band) {
    const auto [first, end] = bands_[band];
    float sum = 0;
    for (std::size_t k = first; k < end; ++k) {
      sum += magnitudes[k];
    }
    const std::uint16_t level = scale.level(sum / static_cast<float>(end - first));
    levels_[0][band] = std::max(level, kFloorLevel);
  }
}

std::int32_t OnsetDetector::rise() const {
  const auto& now = levels_[0];
  const auto& before = levels_[2];
  std::int32_t sum = 0;
  for (std::size_t band = 0; band < now.size(); ++band) {
    std::int32_t loudest = before[band];
    if (band > 0) {
      loudest = std::max<std::int32_t>(loudest, before[band - 1]);
    }
    if (band + 1 < before.size()) {
      loudest = std::max<std::int32_t>(loudest, before[band + 1]);
    }
    sum += std::max(now[band] - loudest, 0);
  }
  return sum * kFluxUnit / static_cast<std::int32_t>(now.size());
}

std::int32_t OnsetDetector::threshold() const {
  std::int64_t sum = 0;
  for (const std::int32_t value : history_) {
    sum += value;
  }
  const auto mean = static_cast<std::int32_t>(sum / static_cast<std::int64_t>(kHistoryHops));
  return kLeastRise + mean * kMeanWeight / 16;
}

bool OnsetDetector::decide(std::int32_t flux, std::int32_t limit, bool audible) {
  hops_since_onset_ = std::min(hops_since_onset_ + 1, kLongAgo);
  if (flux <= limit) {
    armed_ = true;
    return false;
  }
  if (!armed_ || !audible || hops_since_onset_ < refractory_hops_) {
    return false;
  }
  armed_ = false;
  hops_since_onset_ = 0;
  return true;
}

void OnsetDetector::remember(std::int32_t flux) {
  history_[next_] = flux;
  next_ = (next_ + 1) % kHistoryHops;
}

void OnsetDetector::save(ByteWriter& out) const {
  for (const auto& levels : levels_) {
    for (const std::uint16_t level : levels) {
      out.put(level);
    }
  }
  for (std::size_t i = 0; i < kHistoryHops; ++i) {
    out.put(history_[(next_ + i) % kHistoryHops]);
  }
  out.put(hops_since_onset_);
  out.put(static_cast<std::uint8_t>(armed_ ? 1 : 0));
  out.put(strength_.state());
}

void OnsetDetector::restore(ByteReader& in) {
  for (auto& levels : levels_) {
    for (std::uint16_t& level : levels) {
      level = std::clamp(in.get<std::uint16_t>(), kFloorLevel, kTopLevel);
    }
  }
  constexpr std::int32_t kMostFlux = kTopLevel * kFluxUnit;
  for (std::int32_t& value : history_) {
    value = std::clamp(in.get<std::int32_t>(), 0, kMostFlux);
  }
  next_ = 0;
  hops_since_onset_ = std::clamp(in.get<std::int32_t>(), 0, kLongAgo);
  armed_ = in.get<std::uint8_t>() != 0;
  strength_.restore(in.get<std::uint32_t>());
}

}  // namespace reprise::analysis
