// The topics of a take: names, schemas, channel numbers and order. The table that docs/FORMAT.md
// prints. Constants; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/mcap/format.h"
#include "core/timeline/records.h"

namespace reprise::timeline {

// In the order in which records of one sample stand, and in that of Record's alternatives.
enum class TopicKind : std::uint8_t { kTake, kAudio, kFrame, kCue, kHash, kHealth };
inline constexpr std::size_t kTopicKindCount = 6;

struct TopicInfo {
  TopicKind kind;
  std::string_view name;         // "/audio" stands for /audio/0 … /audio/n
  std::string_view schema_name;  // fully qualified FlatBuffers table
  ByteSpan schema;               // .bfbs
};
// Indexed by TopicKind.
std::span<const TopicInfo, kTopicKindCount> topic_table();

TopicKind kind_of(const Record& record);

struct Topic {
  TopicKind kind = TopicKind::kTake;
  std::uint32_t lane = 0;  // of kAudio
  friend bool operator==(const Topic&, const Topic&) = default;
};
std::optional<Topic> parse_topic(std::string_view name);
std::string topic_name(Topic topic);
Topic topic_address(const Record& record);

inline constexpr std::size_t kMaxLanes = 64;

// Schemas 1 … 6 by kind; channels 1 … in the table's order, with one for each audio lane.
std::vector<mcap::Schema> take_schemas();
std::vector<mcap::Channel> take_channels(std::size_t lanes);
std::uint16_t channel_id(Topic topic, std::size_t lanes);

}  // namespace reprise::timeline
