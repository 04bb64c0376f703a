// SIGINT, SIGTERM and SIGHUP, which a closed terminal sends: as a flag that loops look at, where
// there is something to tidy up, or as the end of the process. With the flag, the second signal
// ends the process at once, unless it is SIGHUP; what comes within 0.2 s of the first is the first
// again: timeout(1), service managers and parents that pass signals on send the same one twice.
// Under nohup SIGHUP stays ignored. The flag may be read on any thread.
#pragma once

#include <atomic>

namespace reprise::tools {

// From now on the first signal sets the flag. Call before any thread, or in a program that has
// none.
void install_stop_signals();

// From now on the first signal ends the process with its exit code: for commands that leave nothing
// but what they print.
void install_exit_signals();

// Set by the first signal; never cleared.
const std::atomic<bool>& stop_flag();
inline bool stop_requested() {
  return stop_flag().load(std::memory_order_relaxed);
}

// 129 after SIGHUP, 130 after SIGINT, 143 after SIGTERM, 0 when none came.
int signal_exit_code();

}  // namespace reprise::tools
