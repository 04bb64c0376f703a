// The findings of the doctor while they are collected: a hostile file cannot make them many. One
// thread.
#pragma once

#include <algorithm>
#include <string>
#include <utility>

#include "core/timeline/doctor.h"

namespace reprise::timeline {

class Findings {
 public:
  void add(FindingPart part, mcap::Severity severity, std::uint64_t offset, std::string_view code,
           std::string what) {
    constexpr std::size_t kMost = 10'000;
    ++(severity == mcap::Severity::kError ? errors_ : warnings_);
    if (list_.size() < kMost) {
      list_.push_back({part, severity, offset, code, std::move(what)});
    } else {
      ++suppressed_;
    }
  }
  void error(FindingPart part, std::uint64_t offset, std::string_view code, std::string what) {
    add(part, mcap::Severity::kError, offset, code, std::move(what));
  }
  // Hands the findings over.
  void move_into(Diagnosis& diagnosis) {
    std::ranges::move(list_, std::back_inserter(diagnosis.findings));
    diagnosis.errors += errors_;
    diagnosis.warnings += warnings_;
    diagnosis.suppressed += suppressed_;
    list_.clear();
  }

 private:
  std::vector<Finding> list_;
  std::uint64_t errors_ = 0;
  std::uint64_t warnings_ = 0;
  std::uint64_t suppressed_ = 0;
};

}  // namespace reprise::timeline
