// The findings of a reader, each once, in the order in which they were met. Beyond ten thousand
// they are counted, and the last entry says how many and how many bytes. One thread.
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
    if (seen_.contains({offset, what})) {
      return;
    }
    if (seen_.size() == kMaxEntries) {
      count(offset, bytes);
      return;
    }
    seen_.emplace(offset, what);
    entries_.push_back({offset, bytes, std::move(what)});
  }
  [[nodiscard]] const std::vector<Damage>& entries() const { return entries_; }

 private:
  void count(std::uint64_t offset, std::uint64_t bytes) {
    if (beyond_++ == 0) {
      entries_.push_back({offset, 0, {}});
    }
    entries_.back().bytes += bytes;
    entries_.back().what = std::to_string(beyond_) + " more, from here on";
  }

  std::vector<Damage> entries_;
  std::uint64_t beyond_ = 0;  // that have no entry of their own
  std::set<std::pair<std::uint64_t, std::string>> seen_;
};

}  // namespace reprise::mcap
