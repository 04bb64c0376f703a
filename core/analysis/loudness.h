// Levels in the time domain: RMS of the channels over the window, peak, and a slow loudness, from
// exact integer sums. One object belongs to one thread.
#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "core/analysis/fall.h"
#include "core/base/bytes.h"
#include "core/model/features.h"
#include "core/model/pcm.h"

namespace reprise::analysis {

class Loudness {
 public:
  Loudness(const AudioFormat& format, std::int64_t hop);

  // `window` is interleaved; its last hop is what is new. Writes rms, rms_left, rms_right, side,
  // peak and energy.
  void step(std::span<const std::int32_t> window, Features& features);

  // Whether the RMS of the mid channel over the last window was above −70 dBFS.
  [[nodiscard]] bool audible() const { return audible_; }

  // The window's sums are taken from `window` again; the rest is carried.
  void save(ByteWriter& out) const;
  void restore(std::span<const std::int32_t> window, ByteReader& in);

 private:
  static constexpr std::size_t kHopsInWindow = 8;  // at every rate

  // Σ of squares over a hop. At most 1024 · (8 · 2^23)² = 2^62.
  struct Sums {
    std::uint64_t left = 0;
    std::uint64_t right = 0;
    std::uint64_t side = 0;  // of left − right
    std::uint64_t mid = 0;   // of the sum of all channels
    std::uint32_t peak = 0;  // the largest absolute value
  };

  [[nodiscard]] Sums sums_of(std::span<const std::int32_t> interleaved) const;
  // Mean square over the window, 1 = a full-scale square wave; `divisor` undoes a sum of channels.
  [[nodiscard]] double mean_square(std::uint64_t Sums::*member, double divisor) const;
  void write_levels(Features& features);
  [[nodiscard]] std::uint16_t peak_value(std::uint32_t peak) const;

  std::size_t channels_;
  std::size_t hop_;
  std::int32_t bits_;
  double per_hop_;  // 1/(hop · 2^(2·bits − 2))
  double energy_take_;
  std::array<Sums, kHopsInWindow> hops_{};  // oldest first
  double energy_ = 0;                       // mean square
  Fall peak_;
  bool audible_ = false;
};

}  // namespace reprise::analysis
