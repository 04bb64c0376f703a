#include "core/media/sample_convert.h"

#include <cmath>
#include <limits>

#include "core/base/check.h"

namespace reprise::media {
namespace {

constexpr std::int32_t kMax24 = (1 << 23) - 1;
constexpr std::int32_t kMin24 = -(1 << 23);
constexpr double kScale24 = 8388608.0;

struct Canonical {
  std::int32_t value = 0;
  bool clipped = false;
};

// value / 2^kShift to the nearest, ties to even. The top half step of the range rounds to its
// end; that is no clipping, as the source is in range.
template <int kShift, typename T>
Canonical narrow(T value) {
  const T quotient = value >> kShift;
  const T rest = value & ((T{1} << kShift) - 1);
  const T half = T{1} << (kShift - 1);
  const bool up = rest > half || (rest == half && (quotient & 1) != 0);
  const auto rounded = static_cast<std::int32_t>(quotient + (up ? 1 : 0));
  return {rounded > kMax24 ? kMax24 : rounded, false};
}

Canonical canonical(std::uint8_t value) {
  return {(static_cast<std::int32_t>(value) - 128) * 256, false};
}
Canonical canonical(std::int16_t value) {
  return {value, false};
}
Canonical canonical(std::int32_t value) {
  return narrow<8>(value);
}
Canonical canonical(std::int64_t value) {
  return narrow<40>(value);
}
// Scaling by 2^23 is exact, so the one rounding is nearbyint's, in the default mode.
Canonical canonical(double value) {
  if (std::isnan(value)) {
    return {0, true};
  }
  const bool clipped = value >= 1.0 || value < -1.0;
  const double rounded = std::nearbyint(value * kScale24);
  if (rounded > kMax24) {
    return {kMax24, clipped};
  }
  return {rounded < kMin24 ? kMin24 : static_cast<std::int32_t>(rounded), clipped};
}
Canonical canonical(float value) {
  return canonical(static_cast<double>(value));
}

template <typename T>
std::int64_t append_as(const AVFrame& frame, std::int64_t from, std::int64_t count,
                       std::vector<std::int32_t>& out) {
  const auto channels = static_cast<std::size_t>(frame.ch_layout.nb_channels);
  const bool planar = av_sample_fmt_is_planar(static_cast<AVSampleFormat>(frame.format)) != 0;
  const std::size_t step = planar ? 1 : channels;
  const auto first = static_cast<std::size_t>(from);
  const auto frames = static_cast<std::size_t>(count);
  const std::size_t base = out.size();
  out.resize(base + frames * channels);
  std::int64_t clipped = 0;
  for (std::size_t c = 0; c < channels; ++c) {
    const auto* plane =
        reinterpret_cast<const T*>(planar ? frame.extended_data[c] : frame.extended_data[0]);
    const T* in = plane + first * step + (planar ? 0 : c);
    for (std::size_t i = 0; i < frames; ++i) {
      const Canonical sample = canonical(in[i * step]);
      out[base + i * channels + c] = sample.value;
      clipped += sample.clipped ? 1 : 0;
    }
  }
  return clipped;
}

}  // namespace

std::optional<std::int32_t> canonical_bits(AVSampleFormat format) {
  switch (av_get_packed_sample_fmt(format)) {
    case AV_SAMPLE_FMT_U8:
    case AV_SAMPLE_FMT_S16:
      return 16;
    case AV_SAMPLE_FMT_S32:
    case AV_SAMPLE_FMT_S64:
    case AV_SAMPLE_FMT_FLT:
    case AV_SAMPLE_FMT_DBL:
      return 24;
    default:
      return std::nullopt;
  }
}

std::int64_t append_canonical(const AVFrame& frame, std::int64_t from, std::int64_t count,
                              std::vector<std::int32_t>& out) {
  CHECK(from >= 0 && count >= 0 && from + count <= frame.nb_samples);
  switch (av_get_packed_sample_fmt(static_cast<AVSampleFormat>(frame.format))) {
    case AV_SAMPLE_FMT_U8:
      return append_as<std::uint8_t>(frame, from, count, out);
    case AV_SAMPLE_FMT_S16:
      return append_as<std::int16_t>(frame, from, count, out);
    case AV_SAMPLE_FMT_S32:
      return append_as<std::int32_t>(frame, from, count, out);
    case AV_SAMPLE_FMT_S64:
      return append_as<std::int64_t>(frame, from, count, out);
    case AV_SAMPLE_FMT_FLT:
      return append_as<float>(frame, from, count, out);
    case AV_SAMPLE_FMT_DBL:
      return append_as<double>(frame, from, count, out);
    default:
      CHECK(false);
  }
}

}  // namespace reprise::media
