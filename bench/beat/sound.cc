#include "bench/beat/sound.h"

#include <algorithm>
#include <cmath>

#include "core/base/file.h"
#include "core/media/audio_file_reader.h"
#include "core/media/wav_writer.h"

namespace reprise::beat {
namespace {

double full_scale(const Sound& sound) {
  return std::ldexp(1.0, sound.format.bits - 1);
}

}  // namespace

double Sound::seconds() const {
  return static_cast<double>(samples.size()) / format.channels / format.sample_rate;
}

Result<Sound> read_sound(const std::filesystem::path& path) {
  TRY_ASSIGN(auto reader, media::AudioFileReader::open(posix_file_system(), path));
  Sound sound{reader.format(), {}};
  for (;;) {
    TRY_ASSIGN(const PcmView pcm, reader.read());
    if (pcm.samples.empty()) {
      return sound;
    }
    sound.samples.insert(sound.samples.end(), pcm.samples.begin(), pcm.samples.end());
  }
}

Result<Sound> mix(const std::vector<Sound>& stems) {
  std::vector<double> sum;
  for (const Sound& stem : stems) {
    if (stem.format.sample_rate != stems.front().format.sample_rate ||
        stem.format.channels != stems.front().format.channels) {
      return fail(ErrorCode::kInvalid, "the stems of a song differ in rate or channels");
    }
    sum.resize(std::max(sum.size(), stem.samples.size()));
    for (std::size_t i = 0; i < stem.samples.size(); ++i) {
      sum[i] += stem.samples[i] / full_scale(stem) / 2;
    }
  }
  Sound mixed{stems.front().format, {}};
  mixed.format.bits = 16;
  mixed.samples.reserve(sum.size());
  for (const double value : sum) {
    mixed.samples.push_back(
        static_cast<std::int32_t>(std::clamp(std::nearbyint(value * 32768), -32768.0, 32767.0)));
  }
  return mixed;
}

Status write_wav(const std::filesystem::path& path, const Sound& sound) {
  TRY_ASSIGN(auto file, AtomicFile::create(posix_file_system(), path));
  TRY_ASSIGN(auto writer, media::WavWriter::create(file.file(), sound.format));
  TRY(writer.write({sound.format, SampleIndex{0}, sound.samples}));
  TRY(writer.finish());
  return file.commit();
}

std::vector<float> mono(const Sound& sound) {
  const auto channels = static_cast<std::size_t>(sound.format.channels);
  std::vector<float> out(sound.samples.size() / channels);
  for (std::size_t i = 0; i < out.size(); ++i) {
    double sum = 0;
    for (std::size_t c = 0; c < channels; ++c) {
      sum += sound.samples[i * channels + c];
    }
    out[i] = static_cast<float>(sum / static_cast<double>(channels) / full_scale(sound));
  }
  return out;
}

}  // namespace reprise::beat
