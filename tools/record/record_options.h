// The command line of reprise-record.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/engine/show.h"
#include "core/model/visual_state.h"
#include "core/timeline/take_writer.h"
#include "tools/common/options.h"
#include "tools/common/values.h"
#include "tools/record/live_options.h"

namespace reprise::tools {

struct RecordOptions {
  std::string input;
  std::string output;
  ImageSize size{1280, 720};
  Rational fps{60, 1};
  std::string show = "default";       // name or path
  std::string preset;                 // instead of a show
  std::optional<std::uint64_t> seed;  // else the show's
  std::optional<engine::SwitchMode> switch_mode;
  Quality quality = Quality::kHigh;
  std::int64_t start_unix_ns = kFileEpochNs;
  std::optional<TimeValue> duration;               // record no more than this
  std::optional<timeline::Durability> durability;  // else fast from a file, every chunk live
  std::vector<std::string> preset_paths;
  OutputOptions output_options;
  LiveOptions live;
  CommonOptions common;
};

// Nothing when --help or --version were printed.
Result<std::optional<RecordOptions>> parse_record_options(std::span<const std::string> arguments);

}  // namespace reprise::tools
