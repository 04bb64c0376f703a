// Encodes the sound of an export in one pass. One thread per object.
#pragma once

#include <functional>
#include <memory>

#include "core/base/bytes.h"
#include "core/base/error.h"
#include "core/media/profiles.h"
#include "core/model/pcm.h"

namespace reprise::media {

struct AudioSettings {
  AudioCodecId codec = AudioCodecId::kAac;
  std::int64_t bitrate = 192'000;  // aac: bit/s for stereo, scaled by channels
};

struct AudioStreamParameters {
  AudioSettings settings;
  AudioFormat format;
  Bytes extradata;
  std::int64_t priming = 0;  // samples before the first one of the signal (aac: 1024)
  std::int64_t frame_size = 0;
};

// pts in samples, −priming for the first packet.
struct AudioOutPacket {
  std::int64_t pts = 0;
  std::int64_t duration = 0;
  Bytes data;
  Bytes new_extradata;  // flac's final STREAMINFO, in a packet without data
};

class AudioEncoder {
 public:
  using Sink = std::function<Status(AudioOutPacket)>;
  // kUnsupported when the codec does not take this rate (aac: message names the nearest that it
  // does) or channel count.
  static Result<AudioEncoder> create(const AudioSettings& settings, const AudioFormat& format);
  AudioEncoder(AudioEncoder&&) noexcept;
  AudioEncoder& operator=(AudioEncoder&&) noexcept;
  ~AudioEncoder();

  [[nodiscard]] AudioStreamParameters parameters() const;
  Status push(const PcmView& pcm, const Sink& sink);
  Status finish(const Sink& sink);

 private:
  struct Impl;
  explicit AudioEncoder(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace reprise::media
