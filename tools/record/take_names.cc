#include "tools/record/take_names.h"

#include <string>
#include <utility>

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

session::TakeTarget TakeNames::next() {
  if (!std::exchange(given_, true)) {
    return first_;
  }
  const int number = ++*last_;
  session::TakeTarget target(numbered(first_, number));
  target.find = [first = first_, number, last = last_](FileSystem& fs) {
    std::filesystem::path path = numbered(first, number);
    while (fs.exists(path) || fs.exists(timeline::partial_path(path))) {
      path = numbered(first, ++*last);
    }
    return path;
  };
  return target;
}

void TakeNames::move_to(const std::filesystem::path& folder) {
  first_ = folder / first_.filename();
  given_ = true;  // nobody has allowed to replace anything there
}

}  // namespace reprise::tools
