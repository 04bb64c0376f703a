// Keeps the machine awake while it lives: neither idle nor a closed lid lets it sleep. Through
// systemd-inhibit, which logind obeys; where that is not there, nothing happens. Main thread.
#pragma once

#include <sys/types.h>

namespace reprise::tools {

class SleepInhibitor {
 public:
  SleepInhibitor();
  SleepInhibitor(const SleepInhibitor&) = delete;
  SleepInhibitor& operator=(const SleepInhibitor&) = delete;
  ~SleepInhibitor();

 private:
  pid_t child_ = -1;
};

}  // namespace reprise::tools
