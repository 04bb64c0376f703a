// What an open file says about itself. Internal to core/media. Any thread.
#pragma once

#include <optional>

#include "core/media/av_io.h"
#include "core/media/media_reader.h"

namespace reprise::media {

// Reads the first packets too, up to a limit: only they carry the priming of some containers.
Result<MediaInfo> read_media_info(MediaInput& input);

// Index of the first stream of that type which is no cover picture.
std::optional<int> first_stream(const AVFormatContext& context, AVMediaType type);

// A stream time in samples from time 0 of the file, to the nearest.
std::int64_t samples_at(std::int64_t pts, AVRational time_base, std::int32_t sample_rate);

}  // namespace reprise::media
