#include "core/media/sample_convert.h"

#include "core/base/check.h"
#include "core/model/canonical_sample.h"

namespace reprise::media {
namespace {

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
      const CanonicalSample sample = canonical_sample(in[i * step]);
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
