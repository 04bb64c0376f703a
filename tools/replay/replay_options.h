// The command line of reprise-replay.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/base/error.h"
#include "core/session/export/export_settings.h"
#include "tools/common/arguments.h"
#include "tools/common/values.h"

namespace reprise::tools {

struct ReplayOptions {
  std::string take;
  std::string output;
  std::optional<ImageSize> size;  // else the take's
  std::optional<Rational> fps;    // else the take's
  session::Timing timing = session::Timing::kExact;
  session::ShowOverrides show;
  std::vector<std::string> preset_paths;
  std::optional<media::VideoCodecId> codec;  // else the container's
  std::optional<media::AudioCodecId> audio_codec;
  bool alpha = false;
  std::optional<TimePoint> start;
  std::optional<TimePoint> end;
  std::optional<TimePoint> duration;
  std::optional<std::pair<std::int64_t, std::int64_t>> frames;
  std::string gl;                   // empty: what the machine has
  std::int64_t segment_frames = 0;  // 0: the codec's
  std::int64_t queue = 4;
  bool no_manifest = false;
  bool dry_run = false;
  bool discard_partial = false;
  std::string progress;
  OverwriteOptions overwrite;
  CommonOptions common;
};

// Nothing when --help or --version were printed.
Result<std::optional<ReplayOptions>> parse_replay_options(int argc, const char* const* argv);

}  // namespace reprise::tools
