// One encoder, conversion included, on three kinds of picture.
#include <vector>

#include <benchmark/benchmark.h>

#include "core/media/segment_encoder.h"

namespace reprise::media {
namespace {

constexpr ImageSize kSize{1280, 720};
constexpr std::int64_t kFrames = 60;

enum class Picture { kStatic, kMoving, kNoise };

std::uint8_t triangle(std::int64_t value) {
  const std::int64_t phase = value & 511;
  return static_cast<std::uint8_t>(phase < 256 ? phase : 511 - phase);
}

ImageBuffer draw(Picture picture, std::int64_t index) {
  ImageBuffer image(kSize, PixelFormat::kRgba8);
  auto* out = reinterpret_cast<std::uint8_t*>(image.data());
  const std::int64_t t = picture == Picture::kStatic ? 0 : index;
  auto state = static_cast<std::uint32_t>(index + 1);
  for (std::int64_t y = 0; y < kSize.height; ++y) {
    for (std::int64_t x = 0; x < kSize.width; ++x) {
      state = state * 1664525U + 1013904223U;
      const std::int64_t grain = picture == Picture::kNoise ? state >> 24U : 0;
      *out++ = triangle(x + 3 * t + grain);
      *out++ = triangle(y - 2 * t + x * y / 512 + grain);
      *out++ = triangle((x + y) / 2 + 5 * t + grain);
      *out++ = 255;
    }
  }
  return image;
}

void encode(benchmark::State& state, VideoCodecId codec) {
  std::vector<ImageBuffer> frames;
  for (std::int64_t i = 0; i < kFrames; ++i) {
    frames.push_back(draw(static_cast<Picture>(state.range(0)), i));
  }
  VideoSettings settings;
  settings.codec = codec;
  settings.size = kSize;
  std::size_t bytes = 0;
  const auto sink = [&bytes](const SegmentPacket& packet) -> Status {
    bytes += packet.data.size();
    return {};
  };
  for (auto _ : state) {
    auto encoder = SegmentEncoder::create(settings);
    bool good = encoder.has_value();
    for (std::size_t i = 0; good && i < frames.size(); ++i) {
      good = encoder->push(frames[i].view(), sink).has_value();
    }
    if (!good || !encoder->finish(sink)) {
      state.SkipWithError("cannot encode");
    }
  }
  const auto encoded = static_cast<double>(state.iterations() * kFrames);
  state.counters["fps"] = benchmark::Counter(encoded, benchmark::Counter::kIsRate);
  state.counters["bytes_per_frame"] = static_cast<double>(bytes) / encoded;
}

void h264(benchmark::State& state) {
  encode(state, VideoCodecId::kH264);
}
void ffv1(benchmark::State& state) {
  encode(state, VideoCodecId::kFfv1);
}
// 0 static, 1 moving, 2 noise
BENCHMARK(h264)->DenseRange(0, 2)->UseRealTime()->Unit(benchmark::kMillisecond);
BENCHMARK(ffv1)->DenseRange(0, 2)->UseRealTime()->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace reprise::media
