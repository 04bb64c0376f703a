// Any audio that libav reads, streamed as canonical PCM at its own rate. Not a resampler, not a
// player. CPU-specific decoder paths are off, so that one file gives one take on every CPU.
// One thread per object.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/model/pcm.h"

namespace reprise::media {

struct AudioSourceInfo {
  std::string container;  // libav's short names: "ogg", "mov,mp4,m4a,3gp,3g2,mj2"
  std::string codec;      // "vorbis"
  std::string sample_format;
  std::optional<std::int64_t> estimated_frames;  // from the container; for progress only
};

class AudioFileReader {
 public:
  // kNotFound, kInvalid (no audio stream, empty, not media: the message says which), kUnsupported
  // (codec or format outside 1..8 channels, 8..192 kHz).
  static Result<AudioFileReader> open(FileSystem& fs, const std::filesystem::path& path);
  AudioFileReader(AudioFileReader&&) noexcept;
  AudioFileReader& operator=(AudioFileReader&&) noexcept;
  ~AudioFileReader();

  // 16 bit when the source is integer PCM of ≤ 16 bits, else 24.
  [[nodiscard]] const AudioFormat& format() const;
  [[nodiscard]] const AudioSourceInfo& info() const;

  // The next frames, at most a few thousand, valid until the next call; no samples at the end.
  // A truncated file ends where its last whole packet does and says so in warnings().
  Result<PcmView> read();

  // Source samples outside the canonical range, so far.
  [[nodiscard]] std::int64_t clipped_samples() const;
  // E.g. "the file ends in the middle of a packet; 12 bytes were not decoded".
  [[nodiscard]] const std::vector<std::string>& warnings() const;

 private:
  struct Impl;
  explicit AudioFileReader(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace reprise::media
