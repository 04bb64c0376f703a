// Sound files of the evaluation: written once into a cache, read by every tracker. 16 bit WAV.
// One thread.
#pragma once

#include <filesystem>
#include <vector>

#include "core/base/error.h"
#include "core/model/pcm.h"

namespace reprise::beat {

struct Sound {
  AudioFormat format;
  std::vector<std::int32_t> samples;  // interleaved

  [[nodiscard]] double seconds() const;
};

// The whole file, decoded as a recording of it would be.
Result<Sound> read_sound(const std::filesystem::path& path);

// The sum of stems of one format, at half their level so that nothing clips, as 16 bit. The shorter
// ones end in silence. kInvalid when formats differ.
Result<Sound> mix(const std::vector<Sound>& stems);

// `sound` has 16 bits. The file appears whole or not at all.
Status write_wav(const std::filesystem::path& path, const Sound& sound);

// Mean of the channels, −1 .. 1.
std::vector<float> mono(const Sound& sound);

}  // namespace reprise::beat
