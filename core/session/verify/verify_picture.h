// The pictures of a file against a take: lossless by decoding, encoded by packets.
// One thread.
#pragma once

#include <functional>

#include "core/base/error.h"
#include "core/base/rational.h"
#include "core/media/media_reader.h"
#include "core/model/frame_source.h"
#include "core/session/library/packet_digest.h"
#include "core/session/verify/report.h"

namespace reprise::session {

// Called now and then with the number of frames that were checked; may end the check with an error
// (kCancelled).
using VerifyProgress = std::function<Status(std::int64_t frames)>;

// Every decoded frame equals the one drawn from the take, at its exact time, none more or less.
// The file's first video stream must decode exactly to RGBA.
Result<PictureReport> verify_frames(media::MediaReader& file, FrameSource& expected, Rational fps,
                                    const VerifyProgress& progress);

// Every packet has the expected SHA-256 and the timestamp of its frame, and a decoder is told the
// expected parameters: without them the same packets show other pictures.
Result<PictureReport> verify_packets(media::MediaReader& file, const TrackDigest& expected,
                                     Rational fps, const VerifyProgress& progress);

}  // namespace reprise::session
