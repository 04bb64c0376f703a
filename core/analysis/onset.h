// Spectral flux and the decision whether a note or beat begins, hop by hop, in integers: band
// levels are compared with those of two hops ago, as SuperFlux does (Böck and Widmer, "Maximum
// filter vibrato suppression for onset detection", DAFx 2013), against a running mean.
// Causal, so an onset is told a few hops after it sounded. One object belongs to one thread.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "core/analysis/bins.h"
#include "core/analysis/fall.h"
#include "core/analysis/level_scale.h"
#include "core/base/bytes.h"

namespace reprise::analysis {

struct OnsetStep {
  std::uint16_t flux = 0;      // 0..65535, compressed
  std::uint16_t strength = 0;  // 0..65535, falling
  bool onset = false;
};

class OnsetDetector {
 public:
  explicit OnsetDetector(std::int64_t sample_rate);

  // `magnitudes` of this hop alone; no onset is decided in a window that is not `audible`.
  OnsetStep step(std::span<const float> magnitudes, const LevelScale& scale, bool audible);

  // Levels of the bands, not below the floor, of this hop and of `hops` ≤ 2 before.
  [[nodiscard]] std::span<const std::uint16_t> levels(std::size_t hops) const {
    return levels_.at(hops);
  }

  void save(ByteWriter& out) const;
  void restore(ByteReader& in);

 private:
  static constexpr std::size_t kHistoryHops = 96;  // half a second, of which the mean is taken

  void measure(std::span<const float> magnitudes, const LevelScale& scale);
  [[nodiscard]] std::int32_t rise() const;
  [[nodiscard]] std::int32_t threshold() const;
  bool decide(std::int32_t flux, std::int32_t limit, bool audible);
  void remember(std::int32_t flux);

  std::vector<BinRange> bands_;
  std::int32_t refractory_hops_;
  // Levels of the bands now, one and two hops ago.
  std::array<std::vector<std::uint16_t>, 3> levels_;
  std::array<std::int32_t, kHistoryHops> history_{};
  std::size_t next_ = 0;  // place of the oldest value in history_
  std::int32_t hops_since_onset_;
  bool armed_ = true;  // flux was under its threshold since the last onset
  Fall strength_;
};

}  // namespace reprise::analysis
