// What of a sound counts for the beat, hop by hop: how strongly notes begin in four ranges of
// frequency, against the mean of the last seconds. Peaks only: what lies beside a stronger rise is
// hidden by it. Told kBeatOnsetDelay hops late. Integers. One object belongs to one thread.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/analysis/flux_bands.h"
#include "core/base/bytes.h"

namespace reprise::analysis {

inline constexpr std::size_t kBeatGroups = 4;  // quarters of the bands of the spectral flux
inline constexpr std::uint8_t kNoBeatOnset = 0;
inline constexpr std::uint8_t kStrongestBeatOnset = 7;
inline constexpr std::uint8_t kHiddenBeatOnset = 8;  // within reach of a peak: says nothing
// Hops that a peak rules to either side, and by which its hop is told late.
inline constexpr std::size_t kBeatPeakReach = 3;
inline constexpr std::int64_t kBeatOnsetDelay = 2 * kBeatPeakReach;

// Of one hop; low frequencies first.
struct BeatOnsets {
  std::array<std::uint8_t, kBeatGroups> level{};
  friend bool operator==(const BeatOnsets&, const BeatOnsets&) = default;
};

class BeatOnsetDetector {
 public:
  explicit BeatOnsetDetector(std::int64_t sample_rate);

  // Takes the next hop, gives the one kBeatOnsetDelay before it.
  BeatOnsets step(const FluxBands& bands);

  void save(ByteWriter& out) const;
  void restore(ByteReader& in);

 private:
  static constexpr std::size_t kWindow = 2 * kBeatPeakReach + 1;

  [[nodiscard]] std::int32_t rise(const FluxBands& bands, std::size_t band) const;

  class Group {
   public:
    std::uint8_t step(std::int32_t flux, std::int32_t weight);
    void save(ByteWriter& out) const;
    void restore(ByteReader& in);

   private:
    [[nodiscard]] std::uint8_t peak_level() const;
    [[nodiscard]] std::uint8_t visible_level() const;

    std::int64_t mean_ = 0;                       // 16.16
    std::array<std::int32_t, kWindow> ratios_{};  // flux / mean in 1/1024, newest first
    std::array<std::uint8_t, kWindow> levels_{};  // of peaks, newest first
  };

  std::int32_t least_weight_;  // of a hop in the mean, 16 bits
  std::int32_t peak_fall_;     // a hop
  std::int64_t hops_ = 0;
  std::vector<std::int32_t> peaks_;  // recent peak of every band, levels in 1/256
  std::array<Group, kBeatGroups> groups_;
};

}  // namespace reprise::analysis
