#include "tests/analysis/signals.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/base/check.h"
#include "core/base/rng.h"

namespace reprise::analysis {
namespace {

double full_scale(const AudioFormat& format) {
  return static_cast<double>(std::int64_t{1} << (format.bits - 1));
}

std::int32_t to_sample(const AudioFormat& format, double value) {
  const double scale = full_scale(format);
  return static_cast<std::int32_t>(std::clamp(std::round(value * scale), -scale, scale - 1.0));
}

double random_around_zero(std::uint64_t seed, std::uint32_t stream, std::int64_t counter) {
  return static_cast<double>(random_unit(seed, stream, HopIndex{counter})) * 2.0 - 1.0;
}

}  // namespace

Samples generate(const AudioFormat& format, std::int64_t frames,
                 const std::function<double(std::int64_t, std::int32_t)>& value) {
  Samples samples;
  samples.reserve(static_cast<std::size_t>(frames * format.channels));
  for (std::int64_t frame = 0; frame < frames; ++frame) {
    for (std::int32_t channel = 0; channel < format.channels; ++channel) {
      samples.push_back(to_sample(format, value(frame, channel)));
    }
  }
  return samples;
}

Samples sine(const AudioFormat& format, std::int64_t frames, double hz, double peak) {
  const double step = 2.0 * std::numbers::pi * hz / static_cast<double>(format.sample_rate);
  return generate(format, frames, [&](std::int64_t frame, std::int32_t) {
    return peak * std::sin(step * static_cast<double>(frame));
  });
}

Samples noise(const AudioFormat& format, std::int64_t frames, double peak, std::uint64_t seed) {
  return generate(format, frames, [&](std::int64_t frame, std::int32_t channel) {
    return peak * random_around_zero(seed, static_cast<std::uint32_t>(channel), frame);
  });
}

void add_click(Samples& samples, const AudioFormat& format, std::int64_t at, double peak) {
  const std::int64_t length = format.sample_rate / 200;
  for (std::int64_t i = 0; i < length; ++i) {
    const double fade = 1.0 - static_cast<double>(i) / static_cast<double>(length);
    const std::int32_t value = to_sample(format, peak * fade * random_around_zero(99, 0, i));
    for (std::int32_t channel = 0; channel < format.channels; ++channel) {
      samples.at(static_cast<std::size_t>((at + i) * format.channels + channel)) += value;
    }
  }
}

Samples integer_piece(const AudioFormat& format, std::int64_t frames) {
  const std::int32_t full = (1 << (format.bits - 1)) - 1;
  const std::int64_t beat = format.sample_rate / 3;
  const std::int64_t part = std::max<std::int64_t>(frames / 6, 1);
  Samples samples;
  for (std::int64_t frame = 0; frame < frames; ++frame) {
    for (std::int32_t channel = 0; channel < format.channels; ++channel) {
      const auto random = static_cast<std::int32_t>(random_below(
                              7, static_cast<std::uint32_t>(channel), HopIndex{frame}, 65536)) -
                          32768;
      const std::int64_t in_beat = frame % beat;
      const std::int64_t drum =
          in_beat < beat / 4 ? full / 32768 * random / 2 * (beat / 4 - in_beat) / (beat / 4) : 0;
      const std::int64_t period = format.sample_rate / (110 * (1 + frame / part + channel));
      const std::int64_t square = frame / period % 2 == 0 ? full / 5 : -full / 5;
      switch (frame / part) {
        case 0:
          samples.push_back(0);
          break;
        case 1:
          samples.push_back(static_cast<std::int32_t>(square));
          break;
        case 2:
          samples.push_back(static_cast<std::int32_t>(square / 3 + drum));
          break;
        case 3:
          samples.push_back(random / 64);
          break;
        case 4:
          samples.push_back(square > 0 ? full : -full - 1);
          break;
        default:
          samples.push_back(static_cast<std::int32_t>(drum));
          break;
      }
    }
  }
  return samples;
}

std::vector<HopAnalysis> analyse(const AudioFormat& format, const Samples& samples) {
  const auto all = static_cast<std::int64_t>(samples.size()) / format.channels;
  return analyse_in_blocks(format, samples, [all] { return std::max<std::int64_t>(all, 1); });
}

std::vector<HopAnalysis> analyse_in_blocks(const AudioFormat& format, const Samples& samples,
                                           const std::function<std::int64_t()>& next_size) {
  auto analyzer = Analyzer::create(format);
  CHECK(analyzer.has_value());
  std::vector<HopAnalysis> hops;
  const auto keep = [&](const HopAnalysis& hop) {
    hops.push_back(hop);
    return Status{};
  };
  const PcmView all{format, SampleIndex{0}, samples};
  for (std::int64_t done = 0; done < all.frames() || done == 0;) {
    const std::int64_t count = std::min(next_size(), all.frames() - done);
    CHECK(analyzer->push(all.slice(done, count), keep).has_value());
    done += count;
    if (all.frames() == 0) {
      break;
    }
  }
  return hops;
}

bool same(const HopAnalysis& a, const HopAnalysis& b) {
  return a.hop == b.hop && a.sample == b.sample && a.features == b.features && a.onset == b.onset &&
         a.spectrum_hash == b.spectrum_hash;
}

}  // namespace reprise::analysis
