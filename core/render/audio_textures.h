// What the music looks like to shaders: textures for inputs of type audio and audioFFT, bottom row
// first, sampled with the value in R, G and B, and A = 1. The rules are part of determinism
// (docs/DETERMINISM.md):
// - audio: one column a sample, oldest at x = 0, one row a channel, the first channel at the
//   bottom; value = sample / 65536 + 0.5 of the 16-bit sample, so that silence is 0.5.
// - audioFFT: one column a bin, bass at x = 0, one row (the mid channel); value = byte / 255.
// - MAX = n below the number of columns N: column i stands for [i·N/n, (i+1)·N/n), rounded down.
//   audio takes the first sample of it, audioFFT the mean of its bytes. A larger MAX changes
//   nothing.
// - No audio: one texel of silence.
// All are 32-bit float. One context, one thread.
#pragma once

#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "core/model/preset_info.h"
#include "core/model/visual_state.h"
#include "core/render/gl_objects.h"

namespace reprise::render {

// The texels of one audio texture; free of GL so that tests can read them.
struct AudioImage {
  ImageSize size;
  std::vector<float> texels;
};
// `type` is kAudio or kAudioFft; `max_samples` 0 = all.
AudioImage audio_image(const AudioSnapshot& audio, InputType type, std::int32_t max_samples);

class AudioTextures {
 public:
  // What the next textures show.
  void show(const AudioSnapshot& audio);
  // Valid until the next call of show().
  Result<const Texture*> texture(InputType type, std::int32_t max_samples);

 private:
  struct Entry {
    std::optional<Texture> texture;
    bool current = false;
  };
  AudioSnapshot audio_;
  std::map<std::pair<InputType, std::int32_t>, Entry> entries_;
};

}  // namespace reprise::render
