// The file of one encoded segment in OUT.parts/: parameters, packets, frame hashes, checksum.
// Own framing, because containers lose or rewrite what a byte-identical merge needs.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/hash.h"
#include "core/media/segment_encoder.h"

namespace reprise::media {

struct SegmentHeader {
  std::string render_key;        // which export this belongs to
  std::int64_t index = 0;        // of the segment
  std::int64_t first_frame = 0;  // counted from the export's first frame
};

struct Segment {
  SegmentHeader header;
  VideoStreamParameters parameters;
  std::vector<SegmentPacket> packets;
  std::vector<Hash128> frame_hashes;  // one per frame, presentation order
};

// Written beside and renamed when complete.
Status write_segment(FileSystem& fs, const std::filesystem::path& path, const Segment& segment);
// kNotFound; kCorrupt when the checksum or any length does not fit.
Result<Segment> read_segment(FileSystem& fs, const std::filesystem::path& path);

}  // namespace reprise::media
