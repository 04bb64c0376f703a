// What the parts of an audit share: the list that findings go to. One thread.
#pragma once

#include <algorithm>
#include <string>
#include <utility>

#include "core/mcap/audit.h"

namespace reprise::mcap {

class AuditFindings {
 public:
  explicit AuditFindings(AuditReport& report) : report_(report) {}

  void error(std::uint64_t offset, std::string_view code, std::string what) {
    ++report_.errors;
    add({offset, Severity::kError, code, std::move(what)});
  }
  void warning(std::uint64_t offset, std::string_view code, std::string what) {
    ++report_.warnings;
    add({offset, Severity::kWarning, code, std::move(what)});
  }
  void sort() { std::ranges::stable_sort(report_.findings, {}, &AuditFinding::offset); }

 private:
  void add(AuditFinding finding) {
    // A hostile file could have something wrong in every byte.
    constexpr std::size_t kMaxFindings = 10'000;
    if (report_.findings.size() < kMaxFindings) {
      report_.findings.push_back(std::move(finding));
    } else {
      ++report_.suppressed;
    }
  }

  AuditReport& report_;
};

// The names of fields that differ, for one line: "a, b".
class Differences {
 public:
  template <typename T>
  void compare(std::string_view name, const T& claimed, const T& found) {
    if (!(claimed == found)) {
      names_.append(names_.empty() ? "" : ", ").append(name);
    }
  }
  [[nodiscard]] bool any() const { return !names_.empty(); }
  [[nodiscard]] const std::string& names() const { return names_; }

 private:
  std::string names_;
};

}  // namespace reprise::mcap
