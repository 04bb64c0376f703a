// Where two takes differ. Records are put side by side by topic, sample, and their order at that
// sample; both takes are read once, in step, with bounded memory. What follows from other content
// (digests of chunks, the hash chain) is not compared but said. One thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"
#include "core/base/json_diff.h"
#include "core/timeline/take_reader.h"

namespace reprise::timeline {

// Records by topic. Different: both have a record there, of other content.
struct TopicDiff {
  std::string topic;
  std::uint64_t same = 0;
  std::uint64_t different = 0;
  std::uint64_t only_a = 0;
  std::uint64_t only_b = 0;
};

struct RecordDiff {
  std::string topic;
  SampleIndex sample;
  std::optional<std::uint64_t> record_a;  // counted within its topic; none: only B has it
  std::optional<std::uint64_t> record_b;
  JsonDifference
      field;  // the first that differs; without a path the whole record, that one take lacks
};

struct TakeDiff {
  std::vector<TopicDiff> topics;
  std::optional<RecordDiff> first;     // the earliest of all topics
  std::vector<JsonDifference> beside;  // attachments, metadata, seal; a hundred at most
  bool same_digest = false;            // both are sealed, with one digest

  [[nodiscard]] bool same() const { return !first && beside.empty(); }
};

// Places in the rules are topics ("/health") and fields of records as record_to_json names them,
// with their topic ("frame.layers.opacity", "take.show.scenes"), "TOPIC.publish_time",
// "attachments", "metadata", "seal". kUsage for one that cannot be any of these.
Status check_diff_place(std::string_view place);

// Fails only when the disk does; damage is in the readers' damage().
Result<TakeDiff> diff_takes(TakeReader& a, TakeReader& b, const JsonDiffRules& rules);

}  // namespace reprise::timeline
