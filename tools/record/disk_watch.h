// How long the disk will take what is recorded: from what is free and how fast the take grows. Says
// when it is time to warn, and when to end the take while there is room to seal it. Pure but for
// free_bytes(); one thread.
#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "core/base/error.h"
#include "core/base/side_task.h"

namespace reprise::tools {

// What an ordinary user may still write in this folder.
Result<std::int64_t> free_bytes(const std::filesystem::path& folder);

// Asks what is free on a thread of its own: a disk that does not answer holds up nobody, and
// another disk is asked all the same.
class FreeSpace {
 public:
  using Ask = std::function<Result<std::int64_t>(const std::filesystem::path& folder)>;
  explicit FreeSpace(Ask ask);
  FreeSpace(const FreeSpace&) = delete;
  FreeSpace& operator=(const FreeSpace&) = delete;

  // Unless the question before, about this folder, is still open.
  void ask(const std::filesystem::path& folder);
  // What was answered last about this folder; each answer is given once.
  std::optional<std::int64_t> answer(const std::filesystem::path& folder);
  // A question is open. Where its disk hangs for ever, the destructor never returns.
  [[nodiscard]] bool asking() const;

 private:
  struct Question {
    std::filesystem::path folder;
    std::atomic<bool> open = false;  // until the answer is there
    bool fresh = false;
    Result<std::int64_t> bytes;  // the thread's while it is open
    SideTask task{};             // last: it uses the others
  };
  Ask ask_;
  std::vector<std::unique_ptr<Question>> questions_;  // the last one counts; the others hang
};

struct DiskLimits {
  std::optional<std::int64_t> most_bytes;  // --max-disk: of this run's takes together
  // Left free: room for the end of the take, and for the system to breathe.
  std::int64_t reserve = 32 << 20;
};

class DiskWatch {
 public:
  enum class State {
    kPlenty,
    kLow,   // less than ten minutes are left
    kFull,  // end the take now
  };

  explicit DiskWatch(const DiskLimits& limits) : limits_(limits) {}

  // About once a second: bytes of the run's takes so far, what is free, and the time.
  State update(std::int64_t written, std::int64_t free, double seconds);

  // It is `most_bytes` that leaves least room, not the disk.
  [[nodiscard]] bool is_rationed() const { return rationed_; }

  // Until full, at the pace of the last minute; nothing while that is not known.
  [[nodiscard]] std::optional<double> seconds_left() const { return seconds_left_; }

 private:
  struct Point {
    double seconds = 0;
    std::int64_t written = 0;
  };
  DiskLimits limits_;
  std::optional<Point> base_;  // at least a second, at most a minute ago
  std::optional<Point> middle_;
  std::optional<double> seconds_left_;
  bool rationed_ = false;
};

}  // namespace reprise::tools
