// Canonical audio as it travels between floors: interleaved signed integers.
// Views borrow; the owner of the samples is said where a view is handed over. Any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "core/base/time.h"

namespace reprise {

struct AudioFormat {
  std::int32_t sample_rate = 48000;  // Hz, 8'000 .. 192'000
  std::int32_t channels = 2;         // 1 .. 8, in the order of the source
  std::int32_t bits = 16;            // 16 or 24: the range of a sample is [-2^(bits-1), 2^(bits-1))
  friend bool operator==(const AudioFormat&, const AudioFormat&) = default;
};

// `samples` holds frames() · channels values; sample i of channel c is samples[i · channels + c].
struct PcmView {
  AudioFormat format;
  SampleIndex first;  // position of the first frame on the take's clock
  std::span<const std::int32_t> samples;

  [[nodiscard]] std::int64_t frames() const {
    return static_cast<std::int64_t>(samples.size()) / format.channels;
  }
  // Frames [from, from + count) of this view.
  [[nodiscard]] PcmView slice(std::int64_t from, std::int64_t count) const {
    const auto width = static_cast<std::size_t>(format.channels);
    return {format, SampleIndex{first.value + from},
            samples.subspan(static_cast<std::size_t>(from) * width,
                            static_cast<std::size_t>(count) * width)};
  }
};

}  // namespace reprise
