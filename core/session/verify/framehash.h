// The text of `ffmpeg -f framehash -hash sha256` for a file's first video stream. One thread.
#pragma once

#include <functional>
#include <string>

#include "core/base/error.h"
#include "core/media/media_reader.h"

namespace reprise::session {

enum class FrameHashKind {
  kXxh3,      // one line a frame: index and XXH3-128, as verify and manifests write it
  kFramehash  // ffmpeg's framehash version 2 with SHA-256
};

// Hands out line after line, with their ends.
Status hash_frames(media::MediaReader& file, FrameHashKind kind,
                   const std::function<Status(const std::string&)>& line);

}  // namespace reprise::session
