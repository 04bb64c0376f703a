#include "tests/acceptance/sounds.h"

#include <algorithm>
#include <string>

#include "tests/acceptance/programs.h"

namespace reprise::acceptance {
namespace {

// Numerical Recipes' linear congruential generator: the upper bits are noise enough.
class Noise {
 public:
  explicit Noise(std::uint32_t seed) : state_(seed * 2654435761U + 1U) {}
  std::int32_t next() {  // -32768 .. 32767
    state_ = state_ * 1664525U + 1013904223U;
    return static_cast<std::int32_t>(state_ >> 16U) - 32768;
  }

 private:
  std::uint32_t state_;
};

std::int64_t frames_of(double seconds, std::int32_t rate) {
  return static_cast<std::int64_t>(seconds * rate);
}

void put(std::string& out, std::uint32_t value, int bytes) {
  for (int i = 0; i < bytes; ++i) {
    out.push_back(static_cast<char>((value >> (8 * i)) & 0xFFU));
  }
}

}  // namespace

Sound music(double seconds, std::uint32_t song, std::int32_t rate, std::int32_t channels) {
  Sound sound{rate, channels};
  Noise noise(song);
  const std::int64_t beat = rate / 2;
  const std::int64_t half_wave = rate / (110 + 37 * static_cast<std::int64_t>(song % 7));
  for (std::int64_t i = 0; i < frames_of(seconds, rate); ++i) {
    const auto left = static_cast<std::int32_t>(beat - i % beat);
    const auto loudness =
        static_cast<std::int32_t>(std::int64_t{12000} * left / beat * left / beat);
    const std::int32_t wave = (i / half_wave) % 2 == 0 ? 3000 : -3000;
    for (std::int32_t c = 0; c < channels; ++c) {
      const std::int32_t value = noise.next() * loudness / 32768 + (c == 0 ? wave : wave / 2);
      sound.samples.push_back(static_cast<std::int16_t>(value));
    }
  }
  return sound;
}

Sound silence(double seconds, std::int32_t rate) {
  return {rate, 1, std::vector<std::int16_t>(static_cast<std::size_t>(frames_of(seconds, rate)))};
}

Sound click_track(double seconds, std::int32_t rate, std::span<const std::int64_t> clicks) {
  Sound sound = silence(seconds, rate);
  for (const std::int64_t click : clicks) {
    for (std::int64_t i = click; i < std::min(click + 20, sound.frames()); ++i) {
      sound.samples[static_cast<std::size_t>(i)] = i % 2 == 0 ? 32000 : -32000;
    }
  }
  return sound;
}

Sound shifted(const Sound& sound, std::int64_t frames) {
  Sound out{sound.rate, sound.channels, std::vector<std::int16_t>(sound.samples.size())};
  const std::int64_t offset = frames * sound.channels;
  const auto count = static_cast<std::int64_t>(sound.samples.size());
  for (std::int64_t i = std::max<std::int64_t>(0, offset); i < std::min(count, count + offset);
       ++i) {
    out.samples[static_cast<std::size_t>(i)] = sound.samples[static_cast<std::size_t>(i - offset)];
  }
  return out;
}

void write_wav(const std::filesystem::path& path, const Sound& sound) {
  const auto channels = static_cast<std::uint32_t>(sound.channels);
  const auto rate = static_cast<std::uint32_t>(sound.rate);
  const auto bytes = static_cast<std::uint32_t>(sound.samples.size() * 2);
  std::string out = "RIFF";
  put(out, 36 + bytes, 4);
  out += "WAVEfmt ";
  put(out, 16, 4);
  put(out, 1, 2);  // PCM
  put(out, channels, 2);
  put(out, rate, 4);
  put(out, rate * channels * 2, 4);
  put(out, channels * 2, 2);
  put(out, 16, 2);
  out += "data";
  put(out, bytes, 4);
  for (const std::int16_t sample : sound.samples) {
    put(out, static_cast<std::uint16_t>(sample), 2);
  }
  write_file(path, out);
}

}  // namespace reprise::acceptance
