#include "core/render/audio_textures.h"

#include <algorithm>

namespace reprise::render {
namespace {

std::size_t column_count(std::int32_t available, std::int32_t max_samples) {
  return static_cast<std::size_t>(max_samples > 0 ? std::min(available, max_samples) : available);
}

ImageSize image_size(std::size_t columns, std::int32_t rows) {
  return {static_cast<std::int32_t>(columns), rows};
}

AudioImage waveform_image(const AudioSnapshot& audio, std::int32_t max_samples) {
  const auto length = static_cast<std::size_t>(std::max(audio.waveform_length, 0));
  const auto channels = static_cast<std::size_t>(std::max(audio.channels, 0));
  if (length == 0 || channels == 0 || audio.waveform.size() < length * channels) {
    return {{1, 1}, {0.5F}};
  }
  const std::size_t columns = column_count(audio.waveform_length, max_samples);
  AudioImage image{image_size(columns, audio.channels), {}};
  for (std::size_t channel = 0; channel < channels; ++channel) {
    for (std::size_t column = 0; column < columns; ++column) {
      const std::int16_t sample = audio.waveform[channel * length + column * length / columns];
      image.texels.push_back(static_cast<float>(sample) / 65536.0F + 0.5F);
    }
  }
  return image;
}

AudioImage spectrum_image(const AudioSnapshot& audio, std::int32_t max_samples) {
  const auto bins = static_cast<std::size_t>(std::max(audio.spectrum_bins, 0));
  if (bins == 0 || audio.spectrum.size() < bins) {
    return {{1, 1}, {0.0F}};
  }
  const std::size_t columns = column_count(audio.spectrum_bins, max_samples);
  AudioImage image{image_size(columns, 1), {}};
  for (std::size_t column = 0; column < columns; ++column) {
    const std::size_t begin = column * bins / columns;
    const std::size_t end = (column + 1) * bins / columns;
    std::uint32_t sum = 0;
    for (std::size_t bin = begin; bin < end; ++bin) {
      sum += audio.spectrum[bin];
    }
    image.texels.push_back(static_cast<float>(sum) / static_cast<float>(255 * (end - begin)));
  }
  return image;
}

}  // namespace

AudioImage audio_image(const AudioSnapshot& audio, InputType type, std::int32_t max_samples) {
  return type == InputType::kAudio ? waveform_image(audio, max_samples)
                                   : spectrum_image(audio, max_samples);
}

void AudioTextures::show(const AudioSnapshot& audio) {
  if (audio == audio_) {
    return;
  }
  audio_ = audio;
  for (auto& [key, entry] : entries_) {
    entry.current = false;
  }
}

Result<const Texture*> AudioTextures::texture(InputType type, std::int32_t max_samples) {
  Entry& entry = entries_[{type, max_samples}];
  if (!entry.current) {
    const AudioImage image = audio_image(audio_, type, max_samples);
    if (!entry.texture || entry.texture->size() != image.size) {
      TRY_ASSIGN(entry.texture, Texture::create(image.size, TextureFormat::kR32f));
    }
    entry.texture->upload(image.texels.data());
    entry.current = true;
  }
  return &*entry.texture;
}

}  // namespace reprise::render
