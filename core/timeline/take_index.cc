#include "core/timeline/take_index.h"

#include <algorithm>

#include "core/base/time.h"
#include "core/timeline/record_codec.h"
#include "core/timeline/take_checks.h"

namespace reprise::timeline {
namespace {

Status read_channels(TakeIndex& index, const mcap::Summary& summary) {
  for (const mcap::Channel& channel : summary.channels) {
    if (const auto topic = parse_topic(channel.topic)) {
      index.channels[channel.id] = *topic;
    }
  }
  return index.channels.empty() ? corrupt("the summary names no topic of a take") : Status();
}

// Chunks must follow each other: a list that names one chunk a million times would be an attack.
Status add_chunk(TakeIndex& index, const mcap::File& file, const mcap::ChunkOutline& chunk) {
  const bool inside = chunk.length <= file.size() && chunk.offset <= file.size() - chunk.length;
  const std::uint64_t end =
      index.chunks.empty() ? 0 : index.chunks.back().offset + index.chunks.back().length;
  if (!inside || chunk.offset < end) {
    return corrupt("the chunks of the summary overlap or lie outside the file");
  }
  index.chunks.push_back(
      {chunk.offset, chunk.length, chunk.start_time, chunk.end_time, chunk.channels, std::nullopt});
  return {};
}

Result<mcap::Metadata> find_metadata(const mcap::File& file, const mcap::Summary& summary,
                                     std::string_view name) {
  for (const mcap::MetadataIndex& entry : summary.metadata) {
    if (entry.name == name) {
      TRY_ASSIGN(const Bytes content,
                 file.content(mcap::Opcode::kMetadata, entry.offset, entry.length));
      return mcap::parse_metadata(content);
    }
  }
  return corrupt("there is no metadata '" + std::string(name) + "'");
}

Status read_seal(TakeIndex& index, const mcap::File& file, const mcap::Summary& summary) {
  TRY_ASSIGN(const mcap::Metadata metadata, find_metadata(file, summary, kSealName));
  TRY_ASSIGN(SealRecord seal, seal_from_metadata(metadata));
  if (seal.chunks.size() != index.chunks.size()) {
    return corrupt("the seal is that of another number of chunks");
  }
  for (std::size_t i = 0; i < seal.chunks.size(); ++i) {
    index.chunks[i].digest = seal.chunks[i];
  }
  index.end = seal.seal.samples;
  index.seal = std::move(seal);
  return {};
}

// A record of a lane that the header does not know has no place in the list of lanes.
Status check_lanes(const TakeIndex& index) {
  for (const auto& [channel, topic] : index.channels) {
    if (!is_topic_of(index.header, topic)) {
      return corrupt("the summary names " + topic_name(topic) +
                     ", which is none of the take's lanes");
    }
  }
  return {};
}

Result<TakeHeader> header_from_chunk(const TakeIndex& index, const mcap::File& file) {
  if (index.chunks.empty()) {
    return corrupt("there is no chunk");
  }
  TRY_ASSIGN(const Bytes records, load_chunk(file, index.chunks.front()));
  ByteReader reader(records);
  while (const auto view = mcap::next_record(reader)) {
    if (view->opcode != static_cast<std::uint8_t>(mcap::Opcode::kMessage)) {
      continue;
    }
    TRY_ASSIGN(const mcap::Message message, mcap::parse_message(view->content));
    const auto topic = index.channels.find(message.channel);
    if (topic != index.channels.end() && topic->second.kind == TopicKind::kTake) {
      TRY_ASSIGN(Record record, unpack_record(topic->second, message.data));
      return std::get<TakeHeader>(std::move(record));
    }
  }
  return corrupt("the first chunk holds no /take record");
}

Status read_header(TakeIndex& index, const mcap::File& file, const mcap::Summary& summary,
                   mcap::DamageLog& log) {
  auto header = header_from_chunk(index, file);
  if (!header && header.error().code == ErrorCode::kCorrupt) {
    const std::uint64_t at = index.chunks.empty() ? 0 : index.chunks.front().offset;
    log.add(at, 0, header.error().message);
    TRY_ASSIGN(const mcap::Metadata copy, find_metadata(file, summary, kHeaderCopyName));
    header = header_from_metadata(copy);
  }
  TRY_ASSIGN(index.header, std::move(header));
  return {};
}

}  // namespace

bool is_topic_of(const TakeHeader& header, Topic topic) {
  return topic.kind != TopicKind::kAudio || topic.lane < header.lanes.size();
}

std::uint64_t log_time_of(const TakeHeader& header, SampleIndex sample) {
  return static_cast<std::uint64_t>(header.epoch_ns +
                                    nanoseconds_of(sample, header.audio.sample_rate));
}

Result<Record> unpack_message(const TakeHeader& header, Topic topic, const mcap::Message& message) {
  TRY_ASSIGN(Record record, unpack_record(topic, message.data));
  if (message.log_time != log_time_of(header, sample_of(record))) {
    return corrupt("a " + topic_name(topic) + " record stands at another time than its sample's");
  }
  return record;
}

Result<Bytes> load_chunk(const mcap::File& file, const ChunkEntry& entry) {
  TRY_ASSIGN(const Bytes content, file.content(mcap::Opcode::kChunk, entry.offset, entry.length));
  TRY_ASSIGN(const mcap::Chunk chunk, mcap::parse_chunk(content));
  TRY_ASSIGN(Bytes records, unpack_take_chunk(chunk));
  if (entry.digest && *entry.digest != xxh3_128(records)) {
    return corrupt("a chunk is not the one that was sealed");
  }
  return records;
}

Result<TakeIndex> index_from_summary(const mcap::File& file, mcap::DamageLog& log) {
  TakeIndex index;
  index.finished = true;
  TRY_ASSIGN(const mcap::Summary summary,
             mcap::read_summary(file, [&](const mcap::ChunkOutline& chunk) {
               return add_chunk(index, file, chunk);
             }));
  TRY(check_summary_crc(file));
  TRY(read_channels(index, summary));
  if (!summary.statistics) {
    return corrupt("the summary has no statistics");
  }
  index.counts = summary.statistics->channel_message_counts;
  for (const mcap::AttachmentIndex& attachment : summary.attachments) {
    index.attachments.push_back({attachment.offset, attachment.length, attachment.name});
  }
  for (const mcap::MetadataIndex& metadata : summary.metadata) {
    index.metadata.push_back({metadata.offset, metadata.length, metadata.name});
  }
  TRY(check_places(file, index));
  // A file that another tool finished has a summary and no seal: only a scan knows where it ends.
  TRY(read_seal(index, file, summary));
  TRY(read_header(index, file, summary, log));
  TRY(check_lanes(index));
  // Of both, the summary is under a CRC of its own.
  const Status same = check_tables(file, summary, Tables::kChannels);
  if (!same && same.error().code != ErrorCode::kCorrupt) {
    return fail(same.error());
  }
  if (!same) {
    log.add(0, 0, same.error().message);
  }
  return index;
}

}  // namespace reprise::timeline
