// Canonical PCM to a WAV file (RF64 above 4 GiB), exact. One thread per object.
#pragma once

#include <memory>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/model/pcm.h"

namespace reprise::media {

class WavWriter {
 public:
  // Writes to `file`, which the caller owns, commits and outlives the writer.
  static Result<WavWriter> create(WritableFile& file, const AudioFormat& format);
  WavWriter(WavWriter&&) noexcept;
  WavWriter& operator=(WavWriter&&) noexcept;
  ~WavWriter();
  Status write(const PcmView& pcm);
  Status finish();

 private:
  struct Impl;
  explicit WavWriter(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace reprise::media
