// The command that a report of verify proposes next: one that draws the frame that was expected,
// and no other. Pure; any thread.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "core/session/export/export_settings.h"
#include "core/timeline/take_reader.h"
#include "tools/inspect/media/verify_report.h"

namespace reprise::tools {

struct DrawnFrom {
  const std::string& take;  // as the user named it
  const timeline::TakeHeader& header;
  const session::ExportSettings& settings;  // of the export that was verified
  std::span<const std::string> preset_paths;
};

// A line for a shell, by `report.picture.first_bad_frame`; a look at the take when it does not have
// that frame. Empty without a bad frame and for one that the export should not have.
std::string next_command(const VerifyReport& report, const DrawnFrom& from);

}  // namespace reprise::tools
