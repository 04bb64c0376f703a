// Exit codes of every tool.
#pragma once

#include "core/base/error.h"

namespace reprise::tools {

enum ExitCode : int {
  kExitOk = 0,
  kExitFailed = 1,
  kExitUsage = 2,
  kExitLoss = 3,  // finished, but something was lost
  kExitTryAgain = 75,
  kExitInterrupted = 130,  // 128 + SIGINT
  kExitTerminated = 143,   // 128 + SIGTERM
};

// kUsage → 2, kTryAgain → 75, the rest → 1.
int exit_code_of(const Error& error);

}  // namespace reprise::tools
