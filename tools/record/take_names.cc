#include "tools/record/take_names.h"

#include <algorithm>
#include <string>

#include "core/timeline/take_writer.h"

namespace reprise::tools {

std::filesystem::path numbered(const std::filesystem::path& path, int number) {
  const std::string name = path.filename().string();
  // Of "show.jsonl.zst" both; a name that begins with a dot has no ending there.
  const std::size_t dot = name.find('.', 1);
  const std::string stem = name.substr(0, dot);
  const std::string ending = dot == std::string::npos ? "" : name.substr(dot);
  return path.parent_path() / (stem + "-" + std::to_string(number) + ending);
}

std::filesystem::path TakeNames::next(FileSystem& fs) {
  if (last_ == 0) {
    last_ = 1;
    return first_;
  }
  while (true) {
    std::filesystem::path path = numbered(first_, ++last_);
    if (!fs.exists(path) && !fs.exists(timeline::partial_path(path))) {
      return path;
    }
  }
}

void TakeNames::move_to(const std::filesystem::path& folder) {
  first_ = folder / first_.filename();
  last_ = std::max(last_, 1);  // nobody has allowed to replace anything there
}

}  // namespace reprise::tools
