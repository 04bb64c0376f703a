// The project's own sources as text, for tests that read them. Knows C++ well enough to tell code
// from comments and strings; it is no parser. Values; any thread.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace reprise::house {

struct Include {
  std::string path;  // between the quotes or brackets
  bool quoted = false;
  int line = 0;
};

struct SourceFile {
  std::string path;  // from the root of the checkout: "core/base/file.h"
  std::string text;

  [[nodiscard]] std::string folder() const;
  [[nodiscard]] bool is_header() const { return path.ends_with(".h"); }
  [[nodiscard]] std::vector<Include> includes() const;
};

// The root of the checkout.
std::filesystem::path source_root();

// Every .h and .cc file below schema, core, tools, tests and bench, in the order of their paths.
std::vector<SourceFile> read_cpp_sources();
// Every CMakeLists.txt, *.cmake and CMakePresets.json.
std::vector<SourceFile> read_build_files();

// The text with comments, and the insides of string and character literals, turned into spaces;
// lines stay where they are.
std::string code_only(std::string_view text);
// The opposite: only comments are left.
std::string comments_only(std::string_view text);

// "core/a.cc:12: line of text" for each line that the regular expression matches.
std::vector<std::string> matching_lines(const std::string& path, std::string_view text,
                                        const std::string& regex);

// The line number, from 1, of an offset.
int line_of(std::string_view text, std::size_t offset);

// For failure messages: one violation a line.
std::string listing(const std::vector<std::string>& violations);

}  // namespace reprise::house
