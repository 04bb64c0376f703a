// How far a long command is: a bar on a terminal, a line every few seconds elsewhere, and ffmpeg's
// -progress blocks on request. Never goes backwards, never fails the work that it reports on.
// update() may be called from any thread; the rest belongs to one.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"
#include "core/base/rational.h"

namespace reprise::tools {

// A moment of a phase, as the printers below need it.
struct ProgressView {
  enum class Unit { kFrames, kBytes };

  std::string phase;          // "render"
  Unit unit = Unit::kFrames;  // of what is counted
  std::int64_t done = 0;      // frames of this phase
  std::int64_t reused = 0;    // of them, those that took no work: they do not count as speed
  std::int64_t furthest = 0;  // frames that any phase has done
  std::int64_t total = 0;     // 0 = not known
  Rational fps{60, 1};        // of the media, for the speed in × real time
  double elapsed = 0;         // s since the phase began
  double overall = 0;         // 0 .. 1 over all phases, by their weights
};
// "render  [=====>    ]  52 %  156/300  83.2 fps  2.77x  ETA 0:53", at most `width` columns.
std::string progress_bar(const ProgressView& view, std::size_t width);
// The same without the bar.
std::string progress_line(const ProgressView& view);
// frame=, fps=, out_time_us=, out_time=, speed=, phase=, progress=continue|end, one a line: readers
// of ffmpeg's -progress understand it. Frame and time are those of the phase that came furthest. Of
// bytes: bytes=, phase=, progress=.
std::string progress_block(const ProgressView& view, bool end);

class Progress {
 public:
  struct Phase {
    std::string name;
    double weight = 1;  // share of the whole work
  };
  struct Options {
    bool quiet = false;             // no bar and no lines; blocks stay
    std::string blocks;             // file, or the number of an open file descriptor; empty = none
    bool terminal = true;           // false: lines instead of a bar
    std::size_t width = 80;         // columns
    std::function<double()> clock;  // s, never backwards
    std::function<void(std::string_view)> write;  // the bar and the lines
  };
  // For stderr as it is: terminal or not, its width, the steady clock.
  static Options stderr_options();

  // kUsage for a descriptor that is not open; errno's error for a file that cannot be created.
  static Result<Progress> create(std::vector<Phase> phases, Options options);
  Progress(Progress&&) noexcept;
  Progress& operator=(Progress&&) noexcept;
  ~Progress();  // leaves the terminal on a fresh line

  // Phases come in order; `total` frames of `fps` (0 = not known), of which `reused` took no work.
  void begin(std::size_t phase, std::int64_t total, Rational fps, std::int64_t reused = 0);
  // A phase of a command that mostly reads: bytes, about so many. Of one that is done before the
  // first bar or line would come nothing is shown.
  void begin_reading(std::size_t phase, std::int64_t bytes);
  // Frames, or bytes, of this phase that are done; fewer than before, or more than the total, are
  // ignored.
  void update(std::int64_t done);
  // The work is complete: shows 100 % and writes progress=end.
  void finish();

 private:
  struct Impl;
  explicit Progress(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace reprise::tools
