// H.264 from the byte stream that an encoder writes (start codes, ITU-T H.264 Annex B) to the form
// that mp4 and Matroska store (lengths, ISO/IEC 14496-15). Muxers then copy packets as they are, so
// the hash of a packet is the same in a segment and in the finished file. No parser of H.264.
// Internal to core/media. Pure functions; any thread.
#pragma once

#include "core/base/bytes.h"
#include "core/base/error.h"

namespace reprise::media {

// The NAL units of `stream`, each after its length in 4 bytes, big-endian.
Bytes avc_from_annex_b(ByteSpan stream);

// The avcC record of parameter sets (SPS, PPS) of 8-bit 4:2:0 video. kInternal without them.
Result<Bytes> avc_configuration(ByteSpan parameter_sets);

}  // namespace reprise::media
