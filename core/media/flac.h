// FLAC as a take stores it: independent packets with their first sample. Exact. The bytes do not
// depend on CPU, threads or block sizes of the input. One thread per object.
#pragma once

#include <functional>
#include <memory>

#include "core/base/bytes.h"
#include "core/base/error.h"
#include "core/model/pcm.h"

namespace reprise::media {

struct FlacPacket {
  SampleIndex first;
  std::int64_t frames = 0;
  ByteSpan data;  // valid during the sink's call
};

class FlacEncoder {
 public:
  using Sink = std::function<Status(const FlacPacket&)>;

  static Result<FlacEncoder> create(const AudioFormat& format);
  FlacEncoder(FlacEncoder&&) noexcept;
  FlacEncoder& operator=(FlacEncoder&&) noexcept;
  ~FlacEncoder();

  // STREAMINFO without frame count and MD5, which are not known yet: what a decoder needs.
  [[nodiscard]] ByteSpan codec_header() const;
  [[nodiscard]] std::int64_t packet_frames() const;  // of every packet but the last
  Status push(const PcmView& pcm, const Sink& sink);
  Status finish(const Sink& sink);

 private:
  struct Impl;
  explicit FlacEncoder(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

class FlacDecoder {
 public:
  static Result<FlacDecoder> create(const AudioFormat& format, ByteSpan codec_header);
  FlacDecoder(FlacDecoder&&) noexcept;
  FlacDecoder& operator=(FlacDecoder&&) noexcept;
  ~FlacDecoder();

  // The samples of one packet (any order of packets); valid until the next call. kCorrupt when the
  // packet does not decode to `packet.frames` frames of the format.
  Result<PcmView> decode(const FlacPacket& packet);

 private:
  struct Impl;
  explicit FlacDecoder(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace reprise::media
