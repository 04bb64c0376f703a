#include "tests/house/source_tree.h"

#include <algorithm>
#include <regex>
#include <sstream>

#include "core/base/file.h"

namespace reprise::house {
namespace {

namespace fs = std::filesystem;

// An unreadable file shows up as an empty one, which SourceTree.FindsTheProject would notice.
std::string read_text(const fs::path& path) {
  return read_text_file(posix_file_system(), path).value_or("");
}

template <typename Predicate>
void read_below(const fs::path& folder, Predicate wanted, std::vector<SourceFile>& out) {
  if (!fs::exists(folder)) {
    return;
  }
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.is_regular_file() && wanted(entry.path())) {
      out.push_back(
          {fs::relative(entry.path(), source_root()).generic_string(), read_text(entry.path())});
    }
  }
}

void sort_by_path(std::vector<SourceFile>& files) {
  std::sort(files.begin(), files.end(),
            [](const SourceFile& a, const SourceFile& b) { return a.path < b.path; });
}

enum class Kind : char { kCode, kComment, kLiteral };

bool is_word(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

// Where the token that starts at `at` ends, and what it is.
struct Token {
  std::size_t end = 0;
  Kind kind = Kind::kCode;
};

std::size_t end_of(std::string_view text, std::string_view closing, std::size_t from) {
  const std::size_t found = text.find(closing, from);
  return found == std::string_view::npos ? text.size() : found + closing.size();
}

std::size_t end_of_quoted(std::string_view text, std::size_t at) {
  const char quote = text[at];
  for (++at; at < text.size() && text[at] != quote && text[at] != '\n'; ++at) {
    at += text[at] == '\\' ? 1U : 0U;
  }
  return std::min(at + 1, text.size());
}

Token next_token(std::string_view text, std::size_t at) {
  const std::string_view rest = text.substr(at);
  if (rest.starts_with("//")) {
    return {std::min(text.find('\n', at), text.size()), Kind::kComment};
  }
  if (rest.starts_with("/*")) {
    return {end_of(text, "*/", at + 2), Kind::kComment};
  }
  if (rest.starts_with("R\"") && (at == 0 || !is_word(text[at - 1]))) {
    const std::size_t open = text.find('(', at);
    const std::string closing = ")" + std::string(text.substr(at + 2, open - at - 2)) + "\"";
    return {end_of(text, closing, open), Kind::kLiteral};
  }
  // A quote between digits separates them: 1'000.
  const bool separator = rest.starts_with('\'') && at > 0 && is_word(text[at - 1]);
  if (rest.starts_with('"') || (rest.starts_with('\'') && !separator)) {
    return {end_of_quoted(text, at), Kind::kLiteral};
  }
  return {at + 1, Kind::kCode};
}

std::string keep_only(std::string_view text, Kind kept) {
  std::string out(text);
  for (std::size_t at = 0; at < text.size();) {
    const Token token = next_token(text, at);
    for (std::size_t i = at; i < token.end; ++i) {
      if (token.kind != kept && text[i] != '\n') {
        out[i] = ' ';
      }
    }
    at = token.end;
  }
  return out;
}

}  // namespace

std::string SourceFile::folder() const {
  const std::size_t slash = path.rfind('/');
  return slash == std::string::npos ? "" : path.substr(0, slash);
}

std::vector<Include> SourceFile::includes() const {
  static const std::regex directive(R"(^[ \t]*#[ \t]*include[ \t]*([<"])([^>"]+)[>"])");
  std::vector<Include> found;
  std::istringstream lines(text);
  std::string line;
  for (int number = 1; std::getline(lines, line); ++number) {
    std::smatch match;
    if (std::regex_search(line, match, directive)) {
      found.push_back({match[2], match[1] == "\"", number});
    }
  }
  return found;
}

fs::path source_root() {
  return REPRISE_SOURCE_DIR;
}

std::vector<SourceFile> read_cpp_sources() {
  std::vector<SourceFile> files;
  for (const char* folder : {"schema", "core", "tools", "tests", "bench"}) {
    read_below(
        source_root() / folder,
        [](const fs::path& path) { return path.extension() == ".h" || path.extension() == ".cc"; },
        files);
  }
  sort_by_path(files);
  return files;
}

std::vector<SourceFile> read_build_files() {
  std::vector<SourceFile> files;
  for (const char* name : {"CMakeLists.txt", "CMakePresets.json"}) {
    files.push_back({name, read_text(source_root() / name)});
  }
  for (const char* folder : {"cmake", "schema", "core", "tools", "tests", "bench", "presets"}) {
    read_below(
        source_root() / folder,
        [](const fs::path& path) {
          return path.filename() == "CMakeLists.txt" || path.extension() == ".cmake";
        },
        files);
  }
  sort_by_path(files);
  return files;
}

std::string code_only(std::string_view text) {
  return keep_only(text, Kind::kCode);
}

std::string comments_only(std::string_view text) {
  return keep_only(text, Kind::kComment);
}

std::vector<std::string> matching_lines(const std::string& path, std::string_view text,
                                        const std::string& regex) {
  const std::regex pattern(regex);
  std::vector<std::string> found;
  std::istringstream lines{std::string(text)};
  std::string line;
  for (int number = 1; std::getline(lines, line); ++number) {
    if (std::regex_search(line, pattern)) {
      found.push_back(path + ":" + std::to_string(number) + ": " + line);
    }
  }
  return found;
}

int line_of(std::string_view text, std::size_t offset) {
  const std::string_view before = text.substr(0, offset);
  return static_cast<int>(std::count(before.begin(), before.end(), '\n')) + 1;
}

std::string listing(const std::vector<std::string>& violations) {
  std::string out;
  for (const std::string& violation : violations) {
    out += "\n  " + violation;
  }
  return out;
}

}  // namespace reprise::house
