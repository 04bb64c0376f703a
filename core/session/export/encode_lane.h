// The second thread of an export: takes frames in order, hashes, converts and encodes them, and
// leaves one segment file after another. Buffers go round; at most `queue` + 2 of them exist.
// All calls come from the one thread that renders.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/media/segment_encoder.h"
#include "core/model/image.h"

namespace reprise::session {

struct EncodeLaneOptions {
  std::filesystem::path parts;  // folder of the segment files
  std::string render_key;
  media::VideoSettings video;
  std::int64_t segment_frames = 240;
  std::int64_t total_frames = 0;
  std::size_t queue = 4;  // frames that may wait
};

class EncodeLane {
 public:
  EncodeLane(FileSystem& fs, const EncodeLaneOptions& options);
  EncodeLane(const EncodeLane&) = delete;
  EncodeLane& operator=(const EncodeLane&) = delete;
  ~EncodeLane();  // drops what is not finished

  // A buffer to draw into.
  ImageBuffer acquire();
  // Frame `index` of the export. The first of a segment opens it, its last one closes and stores
  // it; a segment's frames come without a gap. Returns the encoder's first error.
  Status submit(std::int64_t index, ImageBuffer frame);
  // Waits until all that was submitted is stored.
  Status finish();
  // Drops what is not finished, instead of finish(); the frames of the segments that are stored.
  std::int64_t stop();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace reprise::session
