// Gathers what a walk over a damaged take meets: headers, metadata that its own digest proves, and
// bytes that were of no use. One thread.
#pragma once

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
  // Some of them were of use after all.
  void forget_unreadable(std::uint64_t from, std::uint64_t to);

 private:
  [[nodiscard]] bool may_be_header(const mcap::Message& message) const;
  Result<bool> add_header(ByteSpan message, std::uint64_t publish_time, bool is_copy);

  Finds& found_;
};

}  // namespace reprise::timeline
