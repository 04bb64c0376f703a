#include "tools/sound/sample_convert.h"

#include <cstring>

#include "core/base/check.h"
#include "core/model/canonical_sample.h"

namespace reprise::tools {
namespace {

template <typename T>
std::int64_t convert(ByteSpan samples, std::vector<std::int32_t>& out) {
  out.resize(samples.size() / sizeof(T));
  std::int64_t clipped = 0;
  for (std::size_t i = 0; i < out.size(); ++i) {
    T sample{};
    std::memcpy(&sample, samples.data() + i * sizeof(T), sizeof(T));
    const CanonicalSample result = canonical_sample(sample);
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
