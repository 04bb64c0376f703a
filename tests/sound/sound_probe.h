// Noise that can be told from everything else, and what an input made of it.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <random>
#include <span>
#include <string>
#include <vector>

#include "core/base/file.h"
#include "tests/support/sound_server.h"
#include "tools/sound/sample_convert.h"
#include "tools/sound/sound_input.h"

namespace reprise::tools {

using Samples = std::vector<std::int32_t>;

// Uniform over the whole range, none of them zero; the same every time.
inline Samples make_noise(const AudioFormat& format, double seconds) {
  const auto frames = static_cast<std::size_t>(seconds * format.sample_rate);
  Samples noise(frames * static_cast<std::size_t>(format.channels));
  std::mt19937 generator(7);
  for (std::int32_t& sample : noise) {
    sample = static_cast<std::int32_t>(generator()) >> (32 - format.bits);
    sample = sample == 0 ? 1 : sample;
  }
  return noise;
}

// As a raw file in the format of devices, with silence around it.
inline void write_raw(const std::filesystem::path& path, const Samples& noise,
                      const AudioFormat& format, double silence) {
  const auto frames = static_cast<std::size_t>(silence * format.sample_rate);
  const Samples quiet(frames * static_cast<std::size_t>(format.channels));
  Bytes bytes;
  for (const Samples* part : {&quiet, &noise, &quiet}) {
    append_device_samples(*part, format.bits, bytes);
  }
  ASSERT_TRUE(write_file(posix_file_system(), path, bytes));
}

struct Captured {
  Samples samples;        // with zeros where frames were lost
  std::int64_t lost = 0;  // frames
  std::int64_t last_ns = 0;
  std::int64_t heard_after_ns = 0;  // of the last block
  std::vector<double> zeros_ms;     // when sample 0 was heard, by each block

  // The first blocks of a server are off by one.
  [[nodiscard]] double zero_ms() const {
    std::vector<double> sorted = zeros_ms;
    std::ranges::sort(sorted);
    return sorted.empty() ? 0 : sorted[sorted.size() / 2];
  }
  std::size_t blocks = 0;
  std::size_t largest = 0;  // frames of a block
};

// Reads what comes until `enough` says so, or the input ends.
inline Captured capture(SoundInput& input, const std::function<bool(const Captured&)>& enough) {
  Captured captured;
  std::int64_t first = -1;
  while (!enough(captured) && input.state() != SoundState::kEnded) {
    auto block = input.read(std::chrono::milliseconds(20));
    if (!block || !*block) {
      EXPECT_TRUE(block.has_value());
      continue;
    }
    const SoundBlock& heard = **block;
    EXPECT_EQ(heard.pcm.first.value, first < 0 ? heard.pcm.first.value : first);
    first = heard.pcm.first.value + heard.pcm.frames();
    captured.lost += heard.lost_before;
    captured.samples.resize(captured.samples.size() +
                            static_cast<std::size_t>(heard.lost_before) *
                                static_cast<std::size_t>(heard.pcm.format.channels));
    captured.samples.insert(captured.samples.end(), heard.pcm.samples.begin(),
                            heard.pcm.samples.end());
    EXPECT_GE(heard.arrived_ns, captured.last_ns);
    captured.last_ns = heard.arrived_ns;
    captured.heard_after_ns = heard.heard_after_ns;
    const auto frames = static_cast<double>(captured.samples.size()) /
                        static_cast<double>(heard.pcm.format.channels);
    captured.zeros_ms.push_back(static_cast<double>(heard.arrived_ns + heard.heard_after_ns) / 1e6 -
                                frames / heard.pcm.format.sample_rate * 1e3);
    captured.largest = std::max(captured.largest, static_cast<std::size_t>(heard.pcm.frames()));
    ++captured.blocks;
  }
  return captured;
}

inline std::function<bool(const Captured&)> for_seconds(double seconds) {
  const auto end = std::chrono::steady_clock::now() +
                   std::chrono::duration_cast<std::chrono::steady_clock::duration>(
                       std::chrono::duration<double>(seconds));
  return [end](const Captured& /*captured*/) { return std::chrono::steady_clock::now() >= end; };
}

// Where `needle` begins in `hay`; hay.size() when it does not.
inline std::size_t place_of(const Samples& hay, std::span<const std::int32_t> needle) {
  return static_cast<std::size_t>(
      std::search(hay.begin(), hay.end(), needle.begin(), needle.end()) - hay.begin());
}

}  // namespace reprise::tools
