// The sound of a file against the take's PCM: sample for sample when the codec is lossless, else by
// correlation every ten seconds. One thread.
#pragma once

#include <functional>

#include "core/base/error.h"
#include "core/media/media_reader.h"
#include "core/model/pcm.h"
#include "core/session/verify/report.h"

namespace reprise::session {

// Gives the expected sound block by block, without samples at its end.
using PcmSource = std::function<Result<PcmView>()>;

// Sound may lag by this much in a lossy file.
inline constexpr double kMaxOffsetMs = 5;

Result<SoundReport> verify_sound(media::MediaReader& file, const AudioFormat& format,
                                 const PcmSource& expected);

}  // namespace reprise::session
