// Encodes one segment: canonical frames in, packets out. Every segment has its own encoder, closed
// GOP and fixed encoder threads, so its bytes depend on frames and settings only.
// One object belongs to one thread at a time (conversion and encoding happen in push).
#pragma once

#include <cstdint>
#include <functional>
#include <memory>

#include "core/base/bytes.h"
#include "core/base/error.h"
#include "core/base/rational.h"
#include "core/media/profiles.h"
#include "core/model/image.h"

namespace reprise::media {

struct VideoSettings {
  VideoCodecId codec = VideoCodecId::kH264;
  ImageSize size;
  Rational fps{60, 1};
  bool alpha = false;               // ffv1: bgra instead of bgr0
  int crf = 18;                     // h264
  std::string preset = "veryfast";  // h264
};

// All that a muxer needs to know of an encoded stream; equal in every segment of an export.
struct VideoStreamParameters {
  VideoSettings settings;
  Bytes extradata;
  std::int64_t delay = 0;  // D = max(j − local pts): 2 for x264, else 0
  std::uint32_t codec_tag = 0;
};

// In decode order; local_pts counts frames from the segment's first.
struct SegmentPacket {
  std::int64_t local_pts = 0;
  bool key = false;
  bool disposable = false;
  Bytes data;
};

class SegmentEncoder {
 public:
  using Sink = std::function<Status(SegmentPacket)>;

  // kResource when the encoder cannot be opened; the message names encoder and settings.
  static Result<SegmentEncoder> create(const VideoSettings& settings);
  SegmentEncoder(SegmentEncoder&&) noexcept;
  SegmentEncoder& operator=(SegmentEncoder&&) noexcept;
  ~SegmentEncoder();

  Status push(const ImageView& frame, const Sink& sink);
  // Drains. The object can only be destroyed afterwards.
  Status finish(const Sink& sink);
  // Valid after finish().
  [[nodiscard]] VideoStreamParameters parameters() const;

 private:
  struct Impl;
  explicit SegmentEncoder(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace reprise::media
