// Joins encoded packets to a file: exact constant-rate timestamps, colour tags, bitexact, mp4/mov
// with the index in front. What it writes depends on its inputs alone. One thread per object.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/media/audio_encoder.h"
#include "core/media/profiles.h"
#include "core/media/segment_encoder.h"

namespace reprise::media {

struct MuxerSettings {
  ContainerId container = ContainerId::kMp4;
  VideoStreamParameters video;
  std::optional<AudioStreamParameters> audio;
  std::int64_t total_frames = 0;
  std::string comment;  // the `comment` tag: "reprise:{…}"
};

class Muxer {
 public:
  // Writes to `file`, which the caller owns, commits and keeps longer than the muxer. mp4 and mov
  // are read back through `fs` once, in finish(), when their index moves to the front.
  // kUsage for combinations that profiles.h refuses, kUnsupported for rates beyond the container.
  static Result<Muxer> create(FileSystem& fs, AtomicFile& file, const MuxerSettings& settings);
  Muxer(Muxer&&) noexcept;
  Muxer& operator=(Muxer&&) noexcept;
  ~Muxer();

  // Packets of one segment in decode order; `first_frame` counts from the export's first.
  // pts = S + local pts; dts = S + j − D; duration = 1 frame (facts: segments with libav).
  Status write_video(std::int64_t first_frame, std::int64_t decode_index,
                     const SegmentPacket& packet);
  // The caller interleaves: calls in order of time within about a second.
  Status write_audio(const AudioOutPacket& packet);
  // kInternal unless exactly total_frames came.
  Status finish();

 private:
  struct Impl;
  explicit Muxer(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace reprise::media
