// SIGINT and SIGTERM as a flag that loops look at; the second one ends the process at once.
#pragma once

namespace reprise::tools {

// Call once in main(), before threads start.
void watch_signals();
// 0, or the first signal that came.
int stop_signal();
// 130 or 143.
int exit_code_of_signal(int signal);

}  // namespace reprise::tools
