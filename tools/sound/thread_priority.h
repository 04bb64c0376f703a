// Internal to tools/sound.
#pragma once

#include <string>

namespace reprise::tools {

// Asks the system to let the calling thread run before others: real-time if this process may, else
// a better nice value. Empty when it was granted, else what to tell the user; never a failure.
std::string raise_thread_priority();

}  // namespace reprise::tools
