// The bytes of a video packet as containers store them. Pure functions; any thread.
#pragma once

#include "core/base/bytes.h"
#include "core/base/hash.h"
#include "core/media/profiles.h"
#include "core/media/segment_encoder.h"

namespace reprise::session {

// SHA-256 of the packet as it is read back from mp4, mov and mkv. H.264 leaves the encoder as a
// byte stream with start codes (ITU-T H.264 annex B) and is stored with 4-byte lengths
// (ISO/IEC 14496-15); other codecs are stored as they are.
Sha256 stored_packet_sha256(media::VideoCodecId codec, ByteSpan packet);

}  // namespace reprise::session
