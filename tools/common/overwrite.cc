#include "tools/common/overwrite.h"

#include <cstdio>
#include <iostream>
#include <system_error>

#include <unistd.h>

#include "core/base/text.h"

namespace reprise::tools {
namespace {

// /dev/null, a FIFO, /dev/fd/3: writing there replaces nothing.
bool is_special(const std::filesystem::path& path) {
  std::error_code ignored;
  const auto status = std::filesystem::status(path, ignored);
  return std::filesystem::is_other(status);
}

std::optional<bool> ask_on_terminal(std::string_view question) {
  if (::isatty(STDIN_FILENO) != 1 || ::isatty(STDERR_FILENO) != 1) {
    return std::nullopt;
  }
  std::cerr << question << " [y/N] " << std::flush;
  std::string answer;
  std::getline(std::cin, answer);
  answer = to_lower_ascii(trim(answer));
  return answer == "y" || answer == "yes";
}

// What no answer can make possible: better said now than after hours of rendering.
Status check_place(const std::filesystem::path& path) {
  std::error_code ignored;
  const std::filesystem::path folder = path.parent_path();
  if (!folder.empty() && !std::filesystem::is_directory(folder, ignored)) {
    const std::string name = folder.string();
    return fail(ErrorCode::kNotFound,
                "cannot create '" + path.string() + "': there is no folder '" + name + "'",
                "mkdir -p " + shell_line({&name, 1}));
  }
  if (std::filesystem::is_directory(path, ignored)) {
    return fail(ErrorCode::kInvalid, "'" + path.string() + "' is a folder",
                "a file name in it: " + (path / "NAME").string());
  }
  return {};
}

}  // namespace

Ask terminal_ask() {
  return ask_on_terminal;
}

Status allow_output(FileSystem& fs, const std::filesystem::path& path, Overwrite overwrite,
                    const Ask& ask) {
  if (path == "-" || is_special(path)) {
    return {};
  }
  TRY(check_place(path));
  if (overwrite == Overwrite::kAlways || !fs.exists(path)) {
    return {};
  }
  const std::string name = "'" + path.string() + "'";
  if (overwrite == Overwrite::kNever) {
    return fail(ErrorCode::kExists, name + " exists and --no-clobber was given",
                "another name with -o");
  }
  const std::optional<bool> answer = ask(name + " exists. Replace it?");
  if (answer.value_or(false)) {
    return {};
  }
  return fail(ErrorCode::kExists, name + " exists", "-y to replace it");
}

Status check_distinct(const std::filesystem::path& input, const std::filesystem::path& output) {
  std::error_code ignored;
  if (std::filesystem::equivalent(input, output, ignored)) {
    return fail(ErrorCode::kUsage, "'" + output.string() + "' is the input itself",
                "another name with -o");
  }
  return {};
}

}  // namespace reprise::tools
