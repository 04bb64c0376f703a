// SIGINT and SIGTERM as a flag that loops look at. The second signal ends the process at once;
// what comes within 0.2 s of the first is the first again: timeout(1), service managers and parents
// that pass signals on send the same one twice.
// The flag may be read on any thread.
#pragma once

#include <atomic>

namespace reprise::tools {

// Call once in main(), before any thread.
void install_stop_signals();

// Set by the first signal; never cleared.
const std::atomic<bool>& stop_flag();
inline bool stop_requested() {
  return stop_flag().load(std::memory_order_relaxed);
}

// 130 after SIGINT, 143 after SIGTERM, 0 when neither came.
int signal_exit_code();

}  // namespace reprise::tools
