// The records of a take in the order of their samples, then topics, as two takes are compared or
// joined: live, a late input may stand behind later records in the file. Records wait in a window
// of bounded size; one that is later than the window comes out of order. One thread.
#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <optional>

#include "core/base/error.h"
#include "core/timeline/take_reader.h"
#include "core/timeline/topics.h"

namespace reprise::timeline {

// Where a record stands among others.
struct RecordKey {
  SampleIndex sample;
  TopicKind kind = TopicKind::kTake;
  std::uint32_t lane = 0;
  friend auto operator<=>(const RecordKey&, const RecordKey&) = default;
};

struct PlacedRecord {
  RecordKey key;
  Record record;
  std::int64_t publish_ns = 0;
};

class SortedRecords {
 public:
  explicit SortedRecords(TakeReader::Cursor cursor) : cursor_(std::move(cursor)) {}

  // The next record, or nothing at the end. Records of one key keep the file's order.
  Result<std::optional<PlacedRecord>> next();

 private:
  Status fill();

  TakeReader::Cursor cursor_;
  std::multimap<RecordKey, PlacedRecord> window_;
  std::size_t bytes_ = 0;  // in the window, about
  bool ended_ = false;
};

}  // namespace reprise::timeline
