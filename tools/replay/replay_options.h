// The command line of reprise-replay.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/session/export/export_settings.h"
#include "tools/common/options.h"
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
  std::optional<TimeValue> start;
  std::optional<TimeValue> end;
  std::optional<TimeValue> duration;
  std::optional<FrameRange> frames;
  std::optional<render::GlMode> gl;  // else what the machine has
  std::int64_t segment_frames = 0;   // 0: the codec's
  std::int64_t queue = 4;
  bool no_manifest = false;
  bool preview = false;
  bool dry_run = false;
  bool discard_partial = false;
  OutputOptions output_options;
  CommonOptions common;
};

// Nothing when --help or --version were printed.
Result<std::optional<ReplayOptions>> parse_replay_options(std::span<const std::string> arguments);

}  // namespace reprise::tools
