// What a recovery brought back and what it could not, for people and for programs. Pure; any
// thread.
#pragma once

#include <string>

#include "core/base/json.h"
#include "core/timeline/recover_report.h"

namespace reprise::tools {

// `output` is empty when nothing was written.
std::string recovery_text(const std::string& input, const std::string& output,
                          const timeline::RecoveryReport& report);
Json recovery_json(const std::string& input, const std::string& output,
                   const timeline::RecoveryReport& report);

}  // namespace reprise::tools
