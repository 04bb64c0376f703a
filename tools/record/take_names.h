// The names of the takes of one run: show.mcap, show-2.mcap, show-3.mcap … Nothing that is there is
// ever given out, finished or not. One thread.
#pragma once

#include <filesystem>

#include "core/base/file.h"

namespace reprise::tools {

class TakeNames {
 public:
  // `first` was allowed by the user: it is given out once, even when it is there.
  explicit TakeNames(std::filesystem::path first) : first_(std::move(first)) {}

  std::filesystem::path next(FileSystem& fs);
  // From now on in this folder.
  void move_to(const std::filesystem::path& folder);

 private:
  std::filesystem::path first_;
  int last_ = 0;
};

// "show.jsonl.zst", 3 → "show-3.jsonl.zst".
std::filesystem::path numbered(const std::filesystem::path& path, int number);

}  // namespace reprise::tools
