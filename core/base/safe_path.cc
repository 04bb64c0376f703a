#include "core/base/safe_path.h"

#include <algorithm>
#include <string>
#include <system_error>

#include "core/base/text.h"

namespace reprise {
namespace {

bool is_control(char c) {
  return static_cast<unsigned char>(c) < 0x20 || c == '\x7F' || c == '\\';
}

bool is_part(const std::string& part) {
  return !part.empty() && part != "." && part != ".." && !std::ranges::any_of(part, is_control);
}

}  // namespace

Result<std::filesystem::path> path_inside(const std::filesystem::path& folder,
                                          std::string_view name) {
  const auto refuse = [&](const std::string& why) {
    return fail(ErrorCode::kInvalid, "the name '" + std::string(name) + "' " + why);
  };
  std::filesystem::path path = folder;
  for (const std::string& part : split(name, '/')) {
    if (!is_part(part)) {
      return refuse("could lead out of its folder");
    }
    path /= part;
    std::error_code error;
    if (std::filesystem::is_symlink(std::filesystem::symlink_status(path, error))) {
      return refuse("leads through a symbolic link, '" + path.string() + "'");
    }
  }
  return path;
}

}  // namespace reprise
