// The documents against the project: links lead somewhere, tests that are named exist, options and
// messages are those of the programs.
#include <algorithm>
#include <cctype>
#include <regex>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/text.h"
#include "tests/house/source_tree.h"

namespace reprise::house {
namespace {

namespace fs = std::filesystem;
using Names = std::set<std::string>;

std::string document(const std::string& path) {
  return read_text_file(posix_file_system(), source_root() / path).value_or("");
}

// The project's own: at the root and below docs/.
std::vector<SourceFile> documents() {
  std::vector<SourceFile> files;
  for (const char* folder : {".", "docs"}) {
    for (const auto& entry : fs::directory_iterator(source_root() / folder)) {
      if (entry.path().extension() == ".md") {
        const std::string path = fs::relative(entry.path(), source_root()).generic_string();
        files.push_back({path, document(path)});
      }
    }
  }
  return files;
}

// Every first group of `pattern` in `text`.
Names matches(const std::string& text, const std::string& pattern) {
  const std::regex regex(pattern);
  Names found;
  for (std::sregex_iterator it(text.begin(), text.end(), regex), end; it != end; ++it) {
    found.insert((*it)[1]);
  }
  return found;
}

// Code blocks show; they do not link.
std::string without_code_blocks(const std::string& text) {
  std::string out;
  bool inside = false;
  for (const std::string& line : split(text, '\n')) {
    inside = line.starts_with("```") ? !inside : inside;
    out += inside ? "" : line + "\n";
  }
  return out;
}

Names links(const std::string& text) {
  return matches(without_code_blocks(text), R"(\]\(([^)\s]+)\))");
}

// The anchors that a heading gets: lower case, dashes for spaces, nothing but letters and digits.
Names anchors(const std::string& text) {
  Names found;
  for (const std::string& heading : matches(without_code_blocks(text), R"((?:^|\n)#+ ([^\n]+))")) {
    std::string anchor;
    for (const char c : to_lower_ascii(heading)) {
      if (std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '_') {
        anchor += c;
      } else if (c == ' ') {
        anchor += '-';
      }
    }
    found.insert(anchor);
  }
  return found;
}

// What is wrong with a link of the document at `path`, or "".
std::string judge_link(const std::string& path, const std::string& link) {
  if (link.find("://") != std::string::npos) {
    return "";
  }
  const std::size_t hash = link.find('#');
  const std::string file = link.substr(0, hash);
  const fs::path target = file.empty() ? fs::path(path) : fs::path(path).parent_path() / file;
  if (!fs::exists(source_root() / target)) {
    return path + ": " + link + " leads nowhere";
  }
  const bool anchored = hash != std::string::npos;
  if (anchored && !anchors(document(target.generic_string())).contains(link.substr(hash + 1))) {
    return path + ": " + link + " names no heading";
  }
  return "";
}

// The sources of core and tools as one text, with literals that continue on the next line joined.
std::string program_text() {
  std::string text;
  for (const SourceFile& file : read_cpp_sources()) {
    if (file.path.starts_with("core/") || file.path.starts_with("tools/")) {
      text += file.text;
    }
  }
  text = std::regex_replace(text, std::regex(R"("\s*\n\s*")"), "");
  return std::regex_replace(text, std::regex(R"(\\")"), "\"");
}

TEST(Documents, EveryLinkLeadsSomewhere) {
  std::vector<std::string> violations;
  for (const SourceFile& file : documents()) {
    for (const std::string& link : links(file.text)) {
      const std::string verdict = judge_link(file.path, link);
      if (!verdict.empty()) {
        violations.push_back(verdict);
      }
    }
  }
  EXPECT_TRUE(violations.empty()) << listing(violations);
}

TEST(Documents, TheReadmeLinksEveryFileOfDocs) {
  const Names linked = links(document("README.md"));
  for (const auto& entry : fs::recursive_directory_iterator(source_root() / "docs")) {
    if (entry.is_regular_file()) {
      const std::string path = fs::relative(entry.path(), source_root()).generic_string();
      EXPECT_TRUE(linked.contains(path)) << path;
    }
  }
}

TEST(Documents, TheTestsThatDeterminismNamesExist) {
  Names tests;
  for (const SourceFile& file : read_cpp_sources()) {
    if (file.path.starts_with("tests/")) {
      const std::regex test(R"(\bTEST(?:_F|_P)?\((\w+),\s*(\w+)\))");
      for (std::sregex_iterator it(file.text.begin(), file.text.end(), test), end; it != end;
           ++it) {
        tests.insert((*it)[1].str() + "." + (*it)[2].str());
      }
    }
  }
  const Names named = matches(document("docs/DETERMINISM.md"), R"(`([A-Z]\w+\.[A-Z]\w+)`)");
  EXPECT_GT(named.size(), 40U);
  for (const std::string& name : named) {
    EXPECT_TRUE(tests.contains(name)) << name;
  }
}

TEST(Documents, UsageHasEveryOption) {
  Names options;
  for (const SourceFile& file : read_cpp_sources()) {
    if (file.path.starts_with("tools/")) {
      options.merge(matches(file.text, R"re("(?:-\w,)?(--[a-z][a-z-]*)"(?:,|\)))re"));
    }
  }
  EXPECT_TRUE(options.contains("--preset-path"));
  const std::string usage = document("docs/USAGE.md");
  for (const std::string& option : options) {
    EXPECT_NE(usage.find("`" + option), std::string::npos) << option;
  }
}

TEST(Documents, TroubleshootingHasEveryKindOfError) {
  const std::string text = document("docs/TROUBLESHOOTING.md");
  for (int code = 0; code <= static_cast<int>(ErrorCode::kInternal); ++code) {
    const std::string name(error_code_name(static_cast<ErrorCode>(code)));
    EXPECT_NE(text.find("| `" + name + "` |"), std::string::npos) << name;
  }
}

// A message's words between what varies (in ‹angles›) and its punctuation, where the sources may
// put it together; at least two words, to be told apart.
std::vector<std::string> fixed_parts(std::string message) {
  for (std::size_t at; (at = message.find("‹")) != std::string::npos;) {
    const std::size_t end = message.find("›", at);
    const std::string_view mark = "›";
    message.replace(at, end == std::string::npos ? end : end + mark.size() - at, "\n");
  }
  std::vector<std::string> parts;
  for (const std::string& part :
       split(std::regex_replace(message, std::regex("…|[':;\"()\\[\\]]"), "\n"), '\n')) {
    const std::string words(trim(part));
    if (words.size() >= 8 && words.find(' ') != std::string::npos) {
      parts.push_back(words);
    }
  }
  return parts;
}

TEST(Documents, TroubleshootingQuotesWhatTheProgramsSay) {
  const std::string programs = program_text();
  int checked = 0;
  for (const std::string& row :
       matches(document("docs/TROUBLESHOOTING.md"), R"(\n\| ([^|]*`[^|]*) \|[^\n]*\|[^\n]*\|)")) {
    for (const std::string& message : matches(row, "`([^`]+)`")) {
      for (const std::string& part : fixed_parts(message)) {
        EXPECT_NE(programs.find(part), std::string::npos) << part;
        ++checked;
      }
    }
  }
  EXPECT_GT(checked, 60);
}

TEST(Documents, TheRulesTellGoodFromBad) {
  EXPECT_EQ(judge_link("README.md", "docs/USAGE.md#exit-codes"), "");
  EXPECT_EQ(judge_link("docs/USAGE.md", "../README.md"), "");
  EXPECT_EQ(judge_link("README.md", "https://example.org/nothing"), "");
  EXPECT_NE(judge_link("README.md", "docs/NOTHING.md"), "");
  EXPECT_NE(judge_link("README.md", "docs/USAGE.md#nothing"), "");
  EXPECT_EQ(links("[a](b.md) ```x``` ![c](d.jpg)\n```\n[e](f)\n```\n"), (Names{"b.md", "d.jpg"}));
  EXPECT_EQ(anchors("# A, `b`-c\n"), Names{"a-b-c"});
}

}  // namespace
}  // namespace reprise::house
