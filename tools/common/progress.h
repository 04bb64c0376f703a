// Progress on stderr: a bar on a terminal (phase, n/N, rate, × realtime, ETA), else a line every
// few seconds; and ffmpeg's -progress blocks to a file or descriptor. Never goes backwards. Reads
// the steady clock: tools may. Main thread.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "core/base/error.h"

namespace reprise::tools {

struct ProgressOptions {
  bool quiet = false;
  std::string target;  // of --progress: a path or a descriptor number; empty = none
  std::string unit = "frames";
  double units_per_second = 0;  // of media time, for "× realtime"; 0 = not shown
};

class Progress {
 public:
  static Result<Progress> create(const ProgressOptions& options);
  Progress(Progress&&) noexcept;
  ~Progress();  // leaves the terminal's line clean

  // `total` 0: unknown.
  void update(std::string_view phase, std::int64_t done, std::int64_t total);
  void finish();

 private:
  struct Impl;
  explicit Progress(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace reprise::tools
