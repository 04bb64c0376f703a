// Sound made of integers, the same on every machine, and WAV files of it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <vector>

namespace reprise::acceptance {

struct Sound {
  std::int32_t rate = 48000;
  std::int32_t channels = 2;
  std::vector<std::int16_t> samples{};  // interleaved
  [[nodiscard]] std::int64_t frames() const {
    return static_cast<std::int64_t>(samples.size()) / channels;
  }
};

// Noise whose loudness falls after each of two beats a second, over a square wave; the channels
// differ. Each `song` is another performance.
Sound music(double seconds, std::uint32_t song = 1, std::int32_t rate = 48000,
            std::int32_t channels = 2);
Sound silence(double seconds, std::int32_t rate = 48000);
// Full-scale clicks of 20 samples at the given samples, in silence.
Sound click_track(double seconds, std::int32_t rate, std::span<const std::int64_t> clicks);
// The same sound `frames` later (earlier when negative), as long as before.
Sound shifted(const Sound& sound, std::int64_t frames);

void write_wav(const std::filesystem::path& path, const Sound& sound);

}  // namespace reprise::acceptance
