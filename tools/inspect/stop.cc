#include "tools/inspect/stop.h"

#include <string>

#include "tools/common/signals.h"

namespace reprise::tools {

bool was_stopped(const Error& error) {
  return error.code == ErrorCode::kCancelled && stop_requested();
}

int report_stop(const Console& console, std::string_view consequence) {
  console.note("stopped by a signal: " + std::string(consequence));
  return signal_exit_code();
}

}  // namespace reprise::tools
