// Gathers what a walk over a damaged take meets: headers, metadata that its own digest proves, and
// bytes that were of no use. One thread.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "core/timeline/recover_find.h"

namespace reprise::timeline {

class Collector {
 public:
  explicit Collector(Finds& found) : found_(found) {}

  // Keeps the /take record of a chunk, if it has one. kUnsupported for a newer format.
  Status look_for_header(FoundChunk& chunk, ByteSpan records);
  // True when it is one of ours and its own digest holds. kUnsupported for a newer format.
  Result<bool> metadata(const mcap::Metadata& metadata);

  void unreadable(std::uint64_t offset, std::uint64_t bytes, std::string what);
  // These were of use after all, as far as they were said not to be.
  void forget_unreadable(std::uint64_t from, std::uint64_t to);
  // Lists and counts what stayed unreadable.
  void finish();

 private:
  struct Unreadable {
    std::uint64_t end = 0;
    std::string what;
  };

  [[nodiscard]] bool may_be_header(const mcap::Message& message) const;
  // A copy has no publish_time of its own.
  Result<bool> add_header(ByteSpan message, std::optional<std::uint64_t> publish_time);

  Finds& found_;
  std::map<std::uint64_t, Unreadable> unreadable_;  // by offset
};

}  // namespace reprise::timeline
