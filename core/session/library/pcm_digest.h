// SHA-256 of canonical samples as interleaved little-endian integers of 2 or 3 bytes: the
// fingerprint of a take's sound in its seal. One thread.
#pragma once

#include "core/base/bytes.h"
#include "core/base/hash.h"
#include "core/model/pcm.h"

namespace reprise::session {

class PcmDigest {
 public:
  void update(const PcmView& pcm) {
    const int width = pcm.format.bits / 8;
    bytes_.clear();
    for (const std::int32_t sample : pcm.samples) {
      const auto bits = static_cast<std::uint32_t>(sample);
      for (int i = 0; i < width; ++i) {
        bytes_.push_back(static_cast<std::byte>(static_cast<std::uint8_t>(bits >> (8 * i))));
      }
    }
    stream_.update(bytes_);
  }
  [[nodiscard]] Sha256 digest() const { return stream_.digest(); }

 private:
  Sha256Stream stream_;
  Bytes bytes_;
};

}  // namespace reprise::session
