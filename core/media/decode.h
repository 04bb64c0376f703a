// Frames of one stream of an open file, with what was damaged on the way.
// Internal to core/media. One thread per object.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "core/media/av_io.h"

namespace reprise::media {

// Whether every stream of this codec is exact.
bool is_lossless(AVCodecID id);

// What could not be read or decoded so far. Reading went on where it could.
struct Damage {
  std::int64_t failed_packets = 0;  // in the middle of the file
  std::string reason;               // of the first of them
  bool ends_early = false;          // the file stops inside something
  std::int64_t lost_bytes = 0;      // of the last packet, when it ends early
  std::string end_reason;           // libav's words for that, may be empty

  [[nodiscard]] bool any() const { return failed_packets > 0 || ends_early; }
  // "the file ends in the middle of a packet; 12 bytes were not decoded"; empty if it does not.
  [[nodiscard]] std::string describe_end() const;
  // "3 packets could not be decoded (the data is damaged …)"; empty if none.
  [[nodiscard]] std::string describe_failures() const;
};

// The packets of one stream in file order. Borrows the input.
class PacketReader {
 public:
  PacketReader(MediaInput& input, int stream_index);

  // Valid until the next call; null at the end, early or not. Fails when the file cannot be read
  // (kIo …) or the stream is encrypted (kUnsupported).
  Result<AVPacket*> next();
  [[nodiscard]] Damage& damage() { return damage_; }

 private:
  Result<bool> read_one();

  MediaInput& input_;
  int stream_index_;
  Packet packet_ = new_packet();
  Damage damage_;
  bool ended_ = false;
};

struct DecoderSettings {
  CpuPaths paths = CpuPaths::kAll;
  int threads = 1;                                        // 0: as many as libav likes
  std::int64_t max_pixels = std::int64_t{16384} * 16384;  // a larger picture does not decode
};

class StreamDecoder {
 public:
  // kUnsupported when libav has no decoder for the stream.
  static Result<std::unique_ptr<StreamDecoder>> open(MediaInput& input, int stream_index,
                                                     const DecoderSettings& settings);

  // The next frame, valid until the next call; null at the end. Packets that do not decode are
  // noted in damage() and skipped; fails as PacketReader::next does.
  Result<AVFrame*> next();
  [[nodiscard]] const Damage& damage() { return packets_.damage(); }
  // Errors that libav logged while decoding: of a lossless codec, damage that it concealed.
  [[nodiscard]] std::int64_t complaints() const { return complaints_.errors.load(); }
  [[nodiscard]] const AVStream& stream() const { return stream_; }
  [[nodiscard]] const AVCodecContext& codec() const { return *codec_; }

 private:
  StreamDecoder(MediaInput& input, int stream_index, CodecContext codec, CpuPaths paths);
  int receive();
  int send(const AVPacket* packet);
  Status feed();
  void note_failure(int code);

  const AVStream& stream_;
  PacketReader packets_;
  CodecComplaints complaints_;  // outlives codec_, whose threads write to it
  CodecContext codec_;
  CpuPaths paths_;
  Frame frame_ = new_frame();
  AVPacket* pending_ = nullptr;  // packets_'s, refused once because the decoder was full
  std::int64_t last_size_ = 0;   // of the packet sent last
  bool last_failed_ = false;
  bool draining_ = false;
};

}  // namespace reprise::media
