// Rules of the house style that a search can check.
#include <algorithm>
#include <cstdlib>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/house/source_tree.h"

namespace reprise::house {
namespace {

constexpr int kMaxLines = 450;

using Violations = std::vector<std::string>;

void append(Violations& to, const Violations& more) {
  to.insert(to.end(), more.begin(), more.end());
}

Violations unfinished_work(const SourceFile& file) {
  // Spelled in two parts, so that this file does not find itself.
  return matching_lines(file.path, comments_only(file.text),
                        "\\b(TO"
                        "DO|FIX"
                        "ME|XX"
                        "X|HA"
                        "CK)\\b");
}

Violations commented_out_code(const SourceFile& file) {
  return matching_lines(
      file.path, comments_only(file.text),
      R"(^\s*//\s*(.*\w\(.*\);|(if|for|while|switch) \(.*\{|return\b.*;|#include\b.*|\})\s*$)");
}

Violations header_form(const SourceFile& file) {
  if (!file.is_header()) {
    return {};
  }
  Violations violations;
  if (!file.text.starts_with("//")) {
    violations.push_back(file.path + ": a header opens with what the thing is");
  }
  if (file.text.find("\n#pragma once\n") == std::string::npos) {
    violations.push_back(file.path + ": no #pragma once");
  }
  return violations;
}

Violations length(const SourceFile& file) {
  const int lines = line_of(file.text, file.text.size()) - 1;
  if (lines <= kMaxLines) {
    return {};
  }
  return {file.path + ": " + std::to_string(lines) + " lines, more than one idea"};
}

// core/ neither prints nor exits nor throws. CHECK's own file ends the process, which is its job.
Violations manners_of_core(const SourceFile& file) {
  if (!file.path.starts_with("core/") || file.path == "core/base/check.cc") {
    return {};
  }
  const std::string code = code_only(file.text);
  Violations violations;
  append(violations, matching_lines(file.path, code, R"(\bstd::(cout|cerr|clog)\b)"));
  append(violations, matching_lines(file.path, code, R"(\b(f|v|vf)?printf\s*\(|\bputs\s*\()"));
  append(violations,
         matching_lines(file.path, code,
                        R"((^|[;{}]|\bstd::|[^\w]::)\s*(_exit|_Exit|quick_exit|exit|abort)\s*\()"));
  append(violations, matching_lines(file.path, code, R"(\bthrow\b)"));
  return violations;
}

Violations namespaces(const SourceFile& file) {
  return matching_lines(file.path, code_only(file.text), R"(\busing namespace std\b)");
}

template <typename Rule>
Violations in_every_source(Rule rule) {
  Violations violations;
  for (const SourceFile& file : read_cpp_sources()) {
    append(violations, rule(file));
  }
  return violations;
}

TEST(Hygiene, NoUnfinishedWork) {
  const auto violations = in_every_source(unfinished_work);
  EXPECT_TRUE(violations.empty()) << listing(violations);
}

TEST(Hygiene, NoCommentedOutCode) {
  const auto violations = in_every_source(commented_out_code);
  EXPECT_TRUE(violations.empty()) << listing(violations);
}

TEST(Hygiene, HeadersOpenWithTheirPurpose) {
  const auto violations = in_every_source(header_form);
  EXPECT_TRUE(violations.empty()) << listing(violations);
}

TEST(Hygiene, AFileIsOneIdea) {
  const auto violations = in_every_source(length);
  EXPECT_TRUE(violations.empty()) << listing(violations);
}

TEST(Hygiene, CoreNeitherPrintsNorExitsNorThrows) {
  const auto violations = in_every_source(manners_of_core);
  EXPECT_TRUE(violations.empty()) << listing(violations);
}

TEST(Hygiene, NoUsingNamespaceStd) {
  const auto violations = in_every_source(namespaces);
  EXPECT_TRUE(violations.empty()) << listing(violations);
}

TEST(Hygiene, ScriptsAreValidBash) {
  for (const char* script : {"dev", ".ci/run"}) {
    const std::string path = (source_root() / script).string();
    EXPECT_EQ(std::system(("bash -n '" + path + "'").c_str()), 0) << script;
  }
}

TEST(Hygiene, TheRulesTellGoodFromBad) {
  const auto file = [](const std::string& text) { return SourceFile{"core/x/a.h", text}; };
  EXPECT_EQ(unfinished_work(file("// TO"
                                 "DO: later\n"))
                .size(),
            1U);
  EXPECT_EQ(unfinished_work(file("int x; // method\n")).size(), 0U);
  EXPECT_EQ(commented_out_code(file("  // call(a, b);\n")).size(), 1U);
  EXPECT_EQ(commented_out_code(file("// return x;\n")).size(), 1U);
  EXPECT_EQ(commented_out_code(file("// Returns x;\n// it (mostly) works; see f(x).\n")).size(),
            0U);
  EXPECT_EQ(header_form(file("#pragma once\n")).size(), 2U);
  EXPECT_EQ(header_form(file("// What it is.\n#pragma once\n")).size(), 0U);
  EXPECT_EQ(length(file(std::string(kMaxLines, '\n'))).size(), 0U);
  EXPECT_EQ(length(file(std::string(kMaxLines + 1, '\n'))).size(), 1U);
  EXPECT_EQ(manners_of_core(file("std::cerr << 1;\n")).size(), 1U);
  EXPECT_EQ(manners_of_core(file("std::printf(1); snprintf(a);\n")).size(), 1U);
  EXPECT_EQ(manners_of_core(file("throw 1;\n")).size(), 1U);
  EXPECT_EQ(manners_of_core(file("  exit(1);\n  queue.abort();\n  void abort();\n")).size(), 1U);
  EXPECT_EQ(manners_of_core({"tools/a.cc", "std::cout << 1;\n"}).size(), 0U);
}

}  // namespace
}  // namespace reprise::house
