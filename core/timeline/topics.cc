#include "core/timeline/topics.h"

#include <charconv>
#include <variant>

#include "schema/audio_bfbs_generated.h"
#include "schema/cue_bfbs_generated.h"
#include "schema/frame_bfbs_generated.h"
#include "schema/hash_bfbs_generated.h"
#include "schema/health_bfbs_generated.h"
#include "schema/take_bfbs_generated.h"

namespace reprise::timeline {
namespace {

constexpr std::string_view kEncoding = "flatbuffer";
constexpr std::string_view kAudioPrefix = "/audio/";

template <typename Schema>
ByteSpan schema_bytes() {
  return std::as_bytes(std::span(Schema::data(), Schema::size()));
}

std::uint16_t schema_id(TopicKind kind) {
  return static_cast<std::uint16_t>(static_cast<std::uint16_t>(kind) + 1);
}

std::optional<std::uint32_t> parse_lane(std::string_view digits) {
  std::uint32_t lane = 0;
  const char* end = digits.data() + digits.size();
  const auto [stop, error] = std::from_chars(digits.data(), end, lane);
  const bool canonical = digits.size() == 1 || !digits.starts_with('0');
  if (digits.empty() || !canonical || error != std::errc() || stop != end || lane >= kMaxLanes) {
    return std::nullopt;
  }
  return lane;
}

}  // namespace

std::span<const TopicInfo, kTopicKindCount> topic_table() {
  static const std::array<TopicInfo, kTopicKindCount> table{{
      {TopicKind::kTake, "/take", "reprise.fb.Take", schema_bytes<fb::TakeBinarySchema>()},
      {TopicKind::kAudio, "/audio", "reprise.fb.Audio", schema_bytes<fb::AudioBinarySchema>()},
      {TopicKind::kFrame, "/frame", "reprise.fb.Frame", schema_bytes<fb::FrameBinarySchema>()},
      {TopicKind::kCue, "/cue", "reprise.fb.Cue", schema_bytes<fb::CueBinarySchema>()},
      {TopicKind::kHash, "/hash", "reprise.fb.Hash", schema_bytes<fb::HashBinarySchema>()},
      {TopicKind::kHealth, "/health", "reprise.fb.Health", schema_bytes<fb::HealthBinarySchema>()},
  }};
  return table;
}

TopicKind kind_of(const Record& record) {
  static_assert(std::variant_size_v<Record> == kTopicKindCount);
  static_assert(std::is_same_v<std::variant_alternative_t<1, Record>, AudioPacket>);
  static_assert(std::is_same_v<std::variant_alternative_t<2, Record>, FrameRecord>);
  static_assert(std::is_same_v<std::variant_alternative_t<3, Record>, Cue>);
  static_assert(std::is_same_v<std::variant_alternative_t<4, Record>, HashRecord>);
  return static_cast<TopicKind>(record.index());
}

std::optional<Topic> parse_topic(std::string_view name) {
  if (name.starts_with(kAudioPrefix)) {
    const auto lane = parse_lane(name.substr(kAudioPrefix.size()));
    return lane ? std::optional(Topic{TopicKind::kAudio, *lane}) : std::nullopt;
  }
  for (const TopicInfo& info : topic_table()) {
    if (info.name == name && info.kind != TopicKind::kAudio) {
      return Topic{info.kind, 0};
    }
  }
  return std::nullopt;
}

std::string topic_name(Topic topic) {
  std::string name(topic_table()[static_cast<std::size_t>(topic.kind)].name);
  return topic.kind == TopicKind::kAudio ? name + '/' + std::to_string(topic.lane) : name;
}

Topic topic_address(const Record& record) {
  const auto* packet = std::get_if<AudioPacket>(&record);
  return {kind_of(record), packet != nullptr ? packet->lane : 0};
}

std::vector<mcap::Schema> take_schemas() {
  std::vector<mcap::Schema> schemas;
  for (const TopicInfo& info : topic_table()) {
    schemas.push_back({schema_id(info.kind), std::string(info.schema_name), std::string(kEncoding),
                       Bytes(info.schema.begin(), info.schema.end())});
  }
  return schemas;
}

std::vector<mcap::Channel> take_channels(std::size_t lanes) {
  std::vector<mcap::Channel> channels;
  for (const TopicInfo& info : topic_table()) {
    const std::size_t count = info.kind == TopicKind::kAudio ? lanes : 1;
    for (std::uint32_t lane = 0; lane < count; ++lane) {
      const Topic topic{info.kind, lane};
      channels.push_back({channel_id(topic, lanes),
                          schema_id(info.kind),
                          topic_name(topic),
                          std::string(kEncoding),
                          {}});
    }
  }
  return channels;
}

std::uint16_t channel_id(Topic topic, std::size_t lanes) {
  const auto kind = static_cast<std::size_t>(topic.kind);
  std::size_t id = kind + 1;  // of the kinds before the lanes
  if (topic.kind == TopicKind::kAudio) {
    id = 2 + topic.lane;
  } else if (topic.kind > TopicKind::kAudio) {
    id = kind + lanes;
  }
  return static_cast<std::uint16_t>(id);
}

}  // namespace reprise::timeline
