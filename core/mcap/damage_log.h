// The findings of a reader, each once, in the order in which they were met. One thread.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace reprise::mcap {

struct Damage {
  std::uint64_t offset = 0;  // in the file
  std::uint64_t bytes = 0;   // that were skipped
  std::string what;
};

class DamageLog {
 public:
  void add(std::uint64_t offset, std::uint64_t bytes, std::string what) {
    // A hostile file could have something wrong in every byte.
    constexpr std::size_t kMaxEntries = 10'000;
    if (entries_.size() < kMaxEntries && seen_.emplace(offset, what).second) {
      entries_.push_back({offset, bytes, std::move(what)});
    }
  }
  [[nodiscard]] const std::vector<Damage>& entries() const { return entries_; }

 private:
  std::vector<Damage> entries_;
  std::set<std::pair<std::uint64_t, std::string>> seen_;
};

}  // namespace reprise::mcap
