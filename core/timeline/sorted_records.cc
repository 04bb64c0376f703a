#include "core/timeline/sorted_records.h"

#include "core/timeline/record_cost.h"

namespace reprise::timeline {
namespace {

// Two seconds of a busy performance; inputs are late by milliseconds.
constexpr std::size_t kWindowRecords = 512;
constexpr std::size_t kWindowBytes = std::size_t{8} << 20;

std::size_t cost_of(const PlacedRecord& placed) {
  return sizeof placed + heap_bytes(placed.record);
}

}  // namespace

Status SortedRecords::fill() {
  while (!ended_ && window_.size() < kWindowRecords && bytes_ < kWindowBytes) {
    TRY_ASSIGN(std::optional<Record> record, cursor_.next());
    if (!record) {
      ended_ = true;
      break;
    }
    const Topic topic = topic_address(*record);
    const RecordKey key{sample_of(*record), topic.kind, topic.lane};
    const auto place =
        window_.emplace(key, PlacedRecord{key, std::move(*record), cursor_.publish_ns()});
    bytes_ += cost_of(place->second);
  }
  return {};
}

Result<std::optional<PlacedRecord>> SortedRecords::next() {
  TRY(fill());
  if (window_.empty()) {
    return std::nullopt;
  }
  bytes_ -= cost_of(window_.begin()->second);
  PlacedRecord out = std::move(window_.begin()->second);
  window_.erase(window_.begin());
  return out;
}

}  // namespace reprise::timeline
