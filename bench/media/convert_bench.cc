// Canonical frames to encoder pixels, beside swscale doing the same in the same run.
#include <benchmark/benchmark.h>

extern "C" {
#include <libavutil/pixfmt.h>
#include <libswscale/swscale.h>
}

#include <array>
#include <memory>
#include <vector>

#include "core/media/convert.h"

namespace reprise::media {
namespace {

struct ScaleFree {
  void operator()(SwsContext* context) const { sws_freeContext(context); }
};

ImageBuffer noise(ImageSize size) {
  ImageBuffer image(size, PixelFormat::kRgba8);
  std::uint32_t state = 1;
  for (std::size_t i = 0; i < image.size_bytes(); ++i) {
    state = state * 1664525U + 1013904223U;
    image.data()[i] = static_cast<std::byte>(static_cast<std::uint8_t>(state >> 24U));
  }
  return image;
}

ImageSize size_of(const benchmark::State& state) {
  const auto height = static_cast<std::int32_t>(state.range(0));
  return {height * 16 / 9, height};
}

struct Planes {
  std::vector<std::uint8_t> y, cb, cr;
  std::array<std::size_t, 3> strides{};

  explicit Planes(ImageSize size) {
    const auto width = static_cast<std::size_t>(size.width);
    const auto height = static_cast<std::size_t>(size.height);
    y.resize(width * height);
    cb.resize(width * height / 4);
    cr.resize(width * height / 4);
    strides = {width, width / 2, width / 2};
  }
};

void yuv420(benchmark::State& state) {
  const ImageBuffer image = noise(size_of(state));
  Planes out(size_of(state));
  for (auto _ : state) {
    rgba_to_yuv420_bt709(image.view(), {{out.y.data(), out.cb.data(), out.cr.data()},
                                        {out.strides[0], out.strides[1], out.strides[2]}});
    benchmark::ClobberMemory();
  }
}
BENCHMARK(yuv420)->Arg(720)->Arg(1080)->Arg(2160)->Unit(benchmark::kMillisecond);

void yuv420_by_swscale(benchmark::State& state) {
  const ImageSize size = size_of(state);
  const ImageBuffer image = noise(size);
  Planes out(size);
  const std::unique_ptr<SwsContext, ScaleFree> context(sws_getContext(
      size.width, size.height, AV_PIX_FMT_RGBA, size.width, size.height, AV_PIX_FMT_YUV420P,
      SWS_BILINEAR | SWS_ACCURATE_RND | SWS_FULL_CHR_H_INP | SWS_BITEXACT, nullptr, nullptr,
      nullptr));
  const std::array<const std::uint8_t*, 1> in{
      reinterpret_cast<const std::uint8_t*>(image.view().data)};
  const std::array<int, 1> in_strides{static_cast<int>(image.view().stride)};
  const std::array<std::uint8_t*, 3> planes{out.y.data(), out.cb.data(), out.cr.data()};
  const std::array<int, 3> strides{size.width, size.width / 2, size.width / 2};
  for (auto _ : state) {
    sws_scale(context.get(), in.data(), in_strides.data(), 0, size.height, planes.data(),
              strides.data());
    benchmark::ClobberMemory();
  }
}
BENCHMARK(yuv420_by_swscale)->Arg(720)->Arg(1080)->Arg(2160)->Unit(benchmark::kMillisecond);

void bgr0(benchmark::State& state) {
  const ImageBuffer image = noise(size_of(state));
  std::vector<std::uint8_t> out(image.size_bytes());
  for (auto _ : state) {
    rgba_to_bgra(image.view(), out.data(), image.view().stride, false);
    benchmark::ClobberMemory();
  }
}
BENCHMARK(bgr0)->Arg(720)->Arg(1080)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace reprise::media
