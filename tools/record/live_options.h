// The options of `reprise-record --live`.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/base/error.h"
#include "core/render/gl_mode.h"
#include "tools/common/options.h"
#include "tools/common/values.h"
#include "tools/sound/sound_input.h"

namespace reprise::tools {

struct LiveOptions {
  bool live = false;
  bool list_devices = false;
  std::string device;  // name or index; empty: the system's default; "monitor": what it plays
  std::string played;  // a file that is played through the speakers instead
  std::int64_t sample_rate = 48000;
  std::int64_t channels = 2;
  SampleFormat format = SampleFormat::kS16;
  bool headless = false;  // no window
  bool armed = false;     // wait for the key that starts the first take
  bool fullscreen = false;
  std::int64_t display = 0;  // of the window
  std::optional<render::GlMode> gl;
  bool fixed_quality = false;   // else it goes down when frames are dropped
  std::int64_t hash_every = 0;  // frames; 0: none is hashed
  std::optional<TimeValue> preroll;
  std::optional<TimeValue> split_time;
  std::optional<std::int64_t> split_bytes;
  std::optional<std::int64_t> most_bytes;  // of all takes of the run
  std::string fallback;                    // folder that takes over when the disk fails
};

void add_live_options(CommandLine& line, LiveOptions& options);

// kUsage for options that exclude each other, or that mean something only with --live.
Status check_live_options(const CommandLine& line, const LiveOptions& options,
                          const std::string& input);

}  // namespace reprise::tools
