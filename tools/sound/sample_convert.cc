#include "tools/sound/sample_convert.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "core/base/check.h"

namespace reprise::tools {
namespace {

constexpr std::int32_t kMax24 = (1 << 23) - 1;
constexpr std::int32_t kMin24 = -(1 << 23);
constexpr double kScale24 = 8388608.0;

struct Canonical {
  std::int32_t value = 0;
  bool clipped = false;
};

Canonical canonical(std::int16_t sample) {
  return {sample};
}

// value / 256 to the nearest, ties to even. The top half step rounds to the end of the range; that
// is no clipping, as the source is in range.
Canonical canonical(std::int32_t sample) {
  const std::int32_t quotient = sample >> 8;
  const std::int32_t rest = sample & 0xFF;
  const bool up = rest > 0x80 || (rest == 0x80 && (quotient & 1) != 0);
  return {std::min(quotient + (up ? 1 : 0), kMax24)};
}

// Scaling by 2^23 is exact in double, so the one rounding is nearbyint's, in the default mode.
Canonical canonical(float sample) {
  if (std::isnan(sample)) {
    return {0, true};
  }
  const double value = sample;
  const double limited =
      std::clamp(std::nearbyint(value * kScale24), double{kMin24}, double{kMax24});
  return {static_cast<std::int32_t>(limited), value >= 1.0 || value < -1.0};
}

template <typename T>
std::int64_t convert(ByteSpan samples, std::vector<std::int32_t>& out) {
  out.resize(samples.size() / sizeof(T));
  std::int64_t clipped = 0;
  for (std::size_t i = 0; i < out.size(); ++i) {
    T sample{};
    std::memcpy(&sample, samples.data() + i * sizeof(T), sizeof(T));
    const Canonical result = canonical(sample);
    out[i] = result.value;
    clipped += result.clipped ? 1 : 0;
  }
  return clipped;
}

template <typename T>
void append(T sample, Bytes& out) {
  const std::size_t at = out.size();
  out.resize(at + sizeof(T));
  std::memcpy(out.data() + at, &sample, sizeof(T));
}

}  // namespace

std::size_t bytes_per_sample(SampleFormat format) {
  return format == SampleFormat::kS16 ? 2 : 4;
}

std::int32_t canonical_bits(SampleFormat format) {
  return format == SampleFormat::kS16 ? 16 : 24;
}

std::int64_t to_canonical(ByteSpan samples, SampleFormat format, std::vector<std::int32_t>& out) {
  switch (format) {
    case SampleFormat::kS16:
      return convert<std::int16_t>(samples, out);
    case SampleFormat::kS24:
    case SampleFormat::kS32:
      return convert<std::int32_t>(samples, out);
    case SampleFormat::kF32:
      return convert<float>(samples, out);
  }
  CHECK(false);
}

void append_device_samples(std::span<const std::int32_t> samples, std::int32_t bits, Bytes& out) {
  out.reserve(out.size() + samples.size() * (bits == 16 ? 2 : 4));
  for (const std::int32_t sample : samples) {
    if (bits == 16) {
      append(static_cast<std::int16_t>(sample), out);
    } else {
      append(sample * 256, out);
    }
  }
}

}  // namespace reprise::tools
