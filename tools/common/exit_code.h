// What a program of the suite returns, and how an error becomes it. Values; any thread.
#pragma once

#include "core/base/error.h"

namespace reprise::tools {

enum class ExitCode : int {
  kDone = 0,
  kFailed = 1,
  kUsage = 2,          // an option or argument that makes no sense
  kLoss = 3,           // finished, but something was lost: recovered file, dropped data
  kTryAgain = 75,      // a segment worker: the same call may succeed later (EX_TEMPFAIL)
  kInterrupted = 130,  // SIGINT
  kTerminated = 143,   // SIGTERM
};

// Of `verify`, `check`, `doctor` and `diff`, as POSIX diff has them.
enum class Verdict : int { kSame = 0, kDifferent = 1, kTrouble = 2 };

inline int to_int(ExitCode code) {
  return static_cast<int>(code);
}
inline int to_int(Verdict verdict) {
  return static_cast<int>(verdict);
}

// kCancelled gives kInterrupted; a program that was stopped by a signal returns
// signal_exit_code() (signals.h) instead.
ExitCode exit_code_of(const Error& error);

}  // namespace reprise::tools
