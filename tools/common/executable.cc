#include "tools/common/executable.h"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <system_error>

#include <unistd.h>

#include "core/base/text.h"

namespace reprise::tools {
namespace {

using Path = std::filesystem::path;

void add(std::vector<Path>& paths, const Path& path) {
  const Path tidy = path.lexically_normal();
  if (!path.empty() && std::ranges::find(paths, tidy) == paths.end()) {
    paths.push_back(tidy);
  }
}

void add_xdg(std::vector<Path>& paths, const Path& base) {
  if (base.is_absolute()) {
    add(paths, base / "reprise" / "presets");
  }
}

Path prefix_of(const Path& executable) {
  const Path folder = executable.parent_path();
  const Path above = folder.parent_path();
  const bool supports = folder.filename() == "reprise" && above.filename() == "libexec";
  return supports ? above.parent_path() : above;
}

std::optional<std::string> data_home(const Environment& environment) {
  if (auto home = environment("XDG_DATA_HOME")) {
    return home;
  }
  const auto home = environment("HOME");
  return home ? std::optional(*home + "/.local/share") : std::nullopt;
}

}  // namespace

Environment process_environment() {
  return [](std::string_view name) -> std::optional<std::string> {
    const char* value = std::getenv(std::string(name).c_str());
    if (value == nullptr || *value == '\0') {
      return std::nullopt;
    }
    return std::string(value);
  };
}

Result<std::filesystem::path> executable_path() {
  std::error_code error;
  Path path = std::filesystem::read_symlink("/proc/self/exe", error);
  if (error) {
    return fail(error_from_errno(error.value(), "cannot read /proc/self/exe"));
  }
  return path;
}

std::filesystem::path share_folder(const std::filesystem::path& executable) {
  return prefix_of(executable) / "share" / "reprise";
}

std::filesystem::path support_folder(const std::filesystem::path& executable) {
  return prefix_of(executable) / "libexec" / "reprise";
}

Error become(const std::filesystem::path& program, const std::vector<std::string>& arguments) {
  std::vector<char*> argv;
  for (const std::string& argument : arguments) {
    argv.push_back(const_cast<char*>(argument.c_str()));
  }
  argv.push_back(nullptr);
  ::execvp(program.c_str(), argv.data());
  return error_from_errno(errno, "cannot start '" + program.string() + "'");
}

std::vector<std::filesystem::path> preset_search_path(std::span<const std::string> options,
                                                      const Environment& environment,
                                                      const std::filesystem::path& executable) {
  std::vector<Path> paths;
  for (const std::string& option : options) {
    add(paths, option);
  }
  for (const std::string& part : split(environment("REPRISE_PRESET_PATH").value_or(""), ':')) {
    add(paths, part);
  }
  add_xdg(paths, data_home(environment).value_or(""));
  const std::string shared = environment("XDG_DATA_DIRS").value_or("/usr/local/share:/usr/share");
  for (const std::string& part : split(shared, ':')) {
    add_xdg(paths, part);
  }
  add(paths, share_folder(executable) / "presets");
  return paths;
}

}  // namespace reprise::tools
