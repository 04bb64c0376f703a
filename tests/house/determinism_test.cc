// docs/DETERMINISM.md, as far as a search can see it: the floors whose results are compared bit for
// bit read no clock, no environment and no entropy, and use nothing whose order or rounding varies.
#include <algorithm>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/house/source_tree.h"

namespace reprise::house {
namespace {

struct Rule {
  const char* regex;
  const char* why;
};

const std::vector<Rule> kForbidden = {
    {R"(_clock\s*::\s*now)", "reads a clock"},
    {R"(\b(gettimeofday|clock_gettime|timespec_get|localtime|gmtime)\b)", "reads a clock"},
    {R"(\b(std::)?(time|clock)\s*\(\s*(nullptr|NULL|0|&\w+)?\s*\))", "reads a clock"},
    {R"(\b(secure_)?getenv\s*\()", "reads the environment"},
    {R"(\bsetlocale\b|\bstd::locale\b)", "depends on the locale"},
    {R"(\brandom_device\b|\bs?rand\s*\(|\bdrand48\b|\bgetrandom\b)", "is entropy"},
    {R"(\bmt19937|\bdefault_random_engine\b|_distribution\s*<)",
     "std's distributions differ between libraries; use core/base/rng.h"},
    {R"(\bunordered_(multi)?(map|set)\b)", "has no order"},
    {R"(\bstd::hash\s*<)", "std::hash differs between libraries"},
    {R"(\bstd::(transform_)?reduce\s*\(|\bstd::execution\b)", "sums in any order"},
    {R"(#\s*pragma\s+(omp|GCC\s+optimize))", "may change the order of sums"},
    {R"(\bget_id\s*\(\)|\bgetpid\s*\()", "differs from run to run"},
};

// glibc chooses these by CPU, with results that differ in the last place.
const Rule kLibm = {
    R"((\bstd::|[^\w.>:])(sin|cos|tan|asin|acos|atan|atan2|sinh|cosh|tanh|exp|exp2|expm1|log|log2|log10|log1p|pow|cbrt|hypot|erf|tgamma|lgamma)f?\s*\()",
    "differs from CPU to CPU; use a committed table or core/base"};

bool is_below(const SourceFile& file, const std::vector<std::string>& folders) {
  return std::any_of(folders.begin(), folders.end(), [&](const std::string& folder) {
    return file.path.starts_with(folder + "/");
  });
}

void collect(const SourceFile& file, const Rule& rule, std::vector<std::string>& violations) {
  for (std::string& line : matching_lines(file.path, code_only(file.text), rule.regex)) {
    violations.push_back(line.append(": ").append(rule.why));
  }
}

std::vector<std::string> clock_and_order_violations(const std::vector<SourceFile>& files) {
  std::vector<std::string> violations;
  for (const SourceFile& file : files) {
    if (is_below(file, {"core/analysis", "core/engine", "core/render", "core/media", "core/isf",
                        "core/model"})) {
      for (const Rule& rule : kForbidden) {
        collect(file, rule, violations);
      }
    }
  }
  return violations;
}

std::vector<std::string> libm_violations(const std::vector<SourceFile>& files) {
  std::vector<std::string> violations;
  for (const SourceFile& file : files) {
    if (is_below(file, {"core/analysis", "core/engine"})) {
      collect(file, kLibm, violations);
    }
  }
  return violations;
}

std::vector<std::string> flag_violations(const std::vector<SourceFile>& files) {
  std::vector<std::string> violations;
  for (const SourceFile& file : files) {
    const auto lines = matching_lines(
        file.path, file.text,
        R"(-(ffast-math|Ofast|funsafe-math|fassociative-math|freciprocal-math|march=|mfma|ffp-contract=(fast|on)))");
    violations.insert(violations.end(), lines.begin(), lines.end());
  }
  return violations;
}

TEST(Determinism, NoClockNoEntropyNoUnorderedContainers) {
  const auto violations = clock_and_order_violations(read_cpp_sources());
  EXPECT_TRUE(violations.empty()) << listing(violations);
}

TEST(Determinism, AnalysisAndEngineCallNoCpuDependentMath) {
  const auto violations = libm_violations(read_cpp_sources());
  EXPECT_TRUE(violations.empty()) << listing(violations);
}

TEST(Determinism, NoCompilerFlagChangesArithmetic) {
  const auto violations = flag_violations(read_build_files());
  EXPECT_TRUE(violations.empty()) << listing(violations);
}

TEST(Determinism, ContractionIsOffForEveryTarget) {
  const auto files = read_build_files();
  const bool off = std::any_of(files.begin(), files.end(), [](const SourceFile& file) {
    return file.path == "cmake/StandardSettings.cmake" &&
           file.text.find("-ffp-contract=off") != std::string::npos;
  });
  EXPECT_TRUE(off);
}

std::size_t found_in(const std::string& code) {
  return clock_and_order_violations({{"core/engine/a.cc", code}}).size();
}

TEST(Determinism, TheRulesTellGoodFromBad) {
  EXPECT_EQ(found_in("auto t = std::chrono::steady_clock::now();"), 1U);
  EXPECT_EQ(found_in("srand(1);"), 1U);
  EXPECT_EQ(found_in("auto t = time(nullptr);"), 1U);
  EXPECT_EQ(found_in("std::unordered_map<int, int> m;"), 1U);
  EXPECT_EQ(found_in("const char* x = std::getenv(\"X\");"), 1U);
  EXPECT_EQ(found_in("std::uniform_int_distribution<int> d;"), 1U);
  EXPECT_EQ(found_in("// steady_clock::now is forbidden here\nconst char* s = \"rand(\";"), 0U);
  EXPECT_EQ(found_in("state.time(sample); int time = 0; operand(1);"), 0U);
  EXPECT_EQ(clock_and_order_violations({{"tools/record/a.cc", "steady_clock::now()"}}).size(), 0U)
      << "the tools may";
}

TEST(Determinism, TheMathRuleTellsGoodFromBad) {
  const auto found = [](const std::string& code) {
    return libm_violations({{"core/analysis/a.cc", code}}).size();
  };
  EXPECT_EQ(found("float x = std::sin(y);"), 1U);
  EXPECT_EQ(found("float x = powf(y, 2);"), 1U);
  EXPECT_EQ(found("float x = 1+exp(y);"), 1U);
  EXPECT_EQ(found("float x = std::sqrt(y) + std::floor(y); table.log(y); fixed_log2(y);"), 0U);
}

TEST(Determinism, TheFlagRuleTellsGoodFromBad) {
  EXPECT_EQ(flag_violations({{"a.cmake", "target_compile_options(x -ffast-math)"}}).size(), 1U);
  EXPECT_EQ(flag_violations({{"a.cmake", "-fno-fast-math -ffp-contract=off"}}).size(), 0U);
}

}  // namespace
}  // namespace reprise::house
