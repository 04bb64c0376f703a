// The names of the takes of one run: show.mcap, show-2.mcap, show-3.mcap … Nothing that is there is
// ever given out, finished or not. One thread; what is there is looked up by whoever finds the
// target, which takes as long as the disk likes and holds up no other.
#pragma once

#include <atomic>
#include <filesystem>
#include <memory>

#include "core/session/record/live_take.h"

namespace reprise::tools {

class TakeNames {
 public:
  // `first` was allowed by the user: it is given out once, even when it is there.
  explicit TakeNames(std::filesystem::path first) : first_(std::move(first)) {}

  // Its `path` is what it is called if nothing of that name is there.
  session::TakeTarget next();
  // From now on in this folder.
  void move_to(const std::filesystem::path& folder);

 private:
  std::filesystem::path first_;
  bool given_ = false;  // it was
  std::shared_ptr<std::atomic<int>> last_ = std::make_shared<std::atomic<int>>(1);
};

// "show.jsonl.zst", 3 → "show-3.jsonl.zst".
std::filesystem::path numbered(const std::filesystem::path& path, int number);

}  // namespace reprise::tools
