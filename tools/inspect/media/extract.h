// What comes out of a take with `extract`: its sound as a WAV file, its attachments as files.
// Main thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/base/error.h"
#include "tools/common/options.h"
#include "tools/common/values.h"

namespace reprise::tools {

struct ExtractOptions {
  std::string take;
  std::string output;  // a WAV file, or a folder
  std::optional<TimeValue> start;
  std::optional<TimeValue> end;
  std::optional<std::uint64_t> lane;
  std::optional<std::string> name;  // of an attachment
  Overwrite overwrite = Overwrite::kAsk;
  CommonOptions common;
};

// Each returns the exit code.
Result<int> extract_audio(const ExtractOptions& options);
// Every name is judged before the first file is written; none leads out of the folder.
Result<int> extract_attachments(const ExtractOptions& options);

}  // namespace reprise::tools
