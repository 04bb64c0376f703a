#include "core/timeline/foreign_file.h"

#include <algorithm>
#include <utility>

#include "core/mcap/record_stream.h"
#include "core/timeline/foreign_message.h"
#include "core/timeline/foreign_range.h"
#include "core/timeline/topics.h"

namespace reprise::timeline {
namespace {

constexpr std::string_view kOwnLibrary = "reprise format";

bool has_take_topic(const std::vector<mcap::Channel>& channels) {
  const auto own = topic_table()[static_cast<std::size_t>(TopicKind::kTake)].name;
  return std::ranges::any_of(channels,
                             [&](const mcap::Channel& channel) { return channel.topic == own; });
}

// The first record of the file; nothing when it is none.
Result<std::optional<mcap::Header>> header_of(const mcap::File& file) {
  TRY_ASSIGN(const auto place, file.place_at(mcap::kMagic.size()));
  if (!place || !place->is(mcap::Opcode::kHeader)) {
    return std::nullopt;
  }
  TRY_ASSIGN(const Bytes content, file.content(*place));
  auto header = mcap::parse_header(content);
  return header ? std::optional(std::move(*header)) : std::nullopt;
}

// The channels that stand before the first messages, or right behind them.
Result<std::vector<mcap::Channel>> first_channels(const mcap::File& file) {
  constexpr int kRecords = 1000;
  mcap::DamageLog log;
  mcap::RecordStream stream(file, log);
  std::vector<mcap::Channel> out;
  for (int i = 0; i < kRecords; ++i) {
    TRY_ASSIGN(const auto record, stream.next());
    if (!record) {
      break;
    }
    if (record->is(mcap::Opcode::kChannel)) {
      if (auto channel = mcap::parse_channel(record->content)) {
        out.push_back(std::move(*channel));
      }
    }
  }
  return out;
}

// Gathers what a summary says.
ForeignInfo info_of(const mcap::Summary& summary) {
  ForeignInfo info;
  info.has_summary = true;
  std::map<std::uint16_t, const mcap::Schema*> schemas;
  for (const mcap::Schema& schema : summary.schemas) {
    schemas[schema.id] = &schema;
  }
  const auto counts = summary.statistics ? summary.statistics->channel_message_counts
                                         : std::map<std::uint16_t, std::uint64_t>();
  for (const mcap::Channel& channel : summary.channels) {
    const auto schema = schemas.find(channel.schema_id);
    const bool known = schema != schemas.end();
    const auto count = counts.find(channel.id);
    info.topics.push_back({channel.topic, known ? schema->second->name : "",
                           known ? schema->second->encoding : "", channel.message_encoding,
                           count == counts.end() ? 0 : count->second});
  }
  if (summary.statistics) {
    info.messages = summary.statistics->message_count;
    info.start_time = summary.statistics->start_time;
    info.end_time = summary.statistics->end_time;
  }
  for (const mcap::ChunkIndex& chunk : summary.chunks) {
    ForeignChunks& chunks = info.chunks[chunk.compression];
    ++chunks.chunks;
    chunks.stored_bytes += chunk.compressed_size;
    chunks.unpacked_bytes += chunk.uncompressed_size;
  }
  for (const mcap::AttachmentIndex& attachment : summary.attachments) {
    info.attachments.push_back({attachment.name, attachment.media_type, attachment.data_size});
  }
  for (const mcap::MetadataIndex& metadata : summary.metadata) {
    info.metadata.push_back(metadata.name);
  }
  return info;
}

// Builds the summary that a file without a usable one should have, as far as info_of needs it.
class SummaryScan {
 public:
  SummaryScan(const mcap::File& file, mcap::DamageLog& log) : file_(file), log_(log) {}

  Result<mcap::Summary> run() {
    mcap::RecordStream stream(file_, log_);
    while (true) {
      TRY_ASSIGN(const auto record, stream.next());
      if (!record || record->is(mcap::Opcode::kDataEnd)) {
        break;
      }
      if (const Status status = take_in(*record); !status) {
        log_.add(record->offset, record->content.size(), status.error().message);
      }
    }
    for (auto& [id, schema] : schemas_) {
      summary_.schemas.push_back(std::move(schema));
    }
    for (auto& [id, channel] : channels_) {
      summary_.channels.push_back(std::move(channel));
    }
    summary_.statistics = std::move(statistics_);
    return std::move(summary_);
  }

 private:
  Status take_in(const mcap::StreamRecord& record) {
    switch (static_cast<mcap::Opcode>(record.opcode)) {
      case mcap::Opcode::kSchema: {
        TRY_ASSIGN(mcap::Schema schema, mcap::parse_schema(record.content));
        const std::uint16_t id = schema.id;
        schemas_.emplace(id, std::move(schema));
        return {};
      }
      case mcap::Opcode::kChannel: {
        TRY_ASSIGN(mcap::Channel channel, mcap::parse_channel(record.content));
        const std::uint16_t id = channel.id;
        channels_.emplace(id, std::move(channel));
        return {};
      }
      case mcap::Opcode::kMessage: {
        TRY_ASSIGN(const mcap::Message message, mcap::parse_message(record.content));
        count(message);
        return {};
      }
      case mcap::Opcode::kChunk: {
        TRY_ASSIGN(const mcap::Chunk chunk, mcap::parse_chunk(record.content));
        mcap::ChunkIndex entry;
        entry.compression = chunk.compression;
        entry.compressed_size = chunk.records.size();
        entry.uncompressed_size = chunk.uncompressed_size;
        summary_.chunks.push_back(std::move(entry));
        return {};
      }
      case mcap::Opcode::kAttachment: {
        TRY_ASSIGN(const mcap::Attachment attachment, mcap::parse_attachment(record.content));
        mcap::AttachmentIndex entry;
        entry.name = attachment.name;
        entry.media_type = attachment.media_type;
        entry.data_size = attachment.data.size();
        summary_.attachments.push_back(std::move(entry));
        return {};
      }
      case mcap::Opcode::kMetadata: {
        TRY_ASSIGN(const mcap::Metadata metadata, mcap::parse_metadata(record.content));
        summary_.metadata.push_back({0, 0, metadata.name});
        return {};
      }
      default:
        return {};
    }
  }

  void count(const mcap::Message& message) {
    const bool first = statistics_.message_count == 0;
    statistics_.start_time =
        first ? message.log_time : std::min(statistics_.start_time, message.log_time);
    statistics_.end_time = std::max(statistics_.end_time, message.log_time);
    ++statistics_.message_count;
    ++statistics_.channel_message_counts[message.channel];
  }

  const mcap::File& file_;
  mcap::DamageLog& log_;
  mcap::Summary summary_;
  mcap::Statistics statistics_;
  std::map<std::uint16_t, mcap::Schema> schemas_;
  std::map<std::uint16_t, mcap::Channel> channels_;
};

}  // namespace

Result<bool> is_foreign_mcap(const mcap::File& file) {
  TRY_ASSIGN(const bool magic, file.magic_at(0));
  if (!magic) {
    return false;
  }
  TRY_ASSIGN(const auto header, header_of(file));
  if (!header || header->library.starts_with(kOwnLibrary)) {
    return false;
  }
  if (const auto summary = mcap::read_summary(file); summary && !summary->channels.empty()) {
    return !has_take_topic(summary->channels);
  }
  TRY_ASSIGN(const std::vector<mcap::Channel> channels, first_channels(file));
  return !has_take_topic(channels);
}

Result<ForeignInfo> foreign_info(const mcap::File& file, mcap::DamageLog& log) {
  const auto read = mcap::read_summary(file);
  ForeignInfo info;
  // The statistics and repeated channels are optional: without them only reading all of it tells.
  if (read && read->statistics &&
      (!read->channels.empty() || read->statistics->message_count == 0)) {
    info = info_of(*read);
  } else {
    TRY_ASSIGN(const mcap::Summary scanned, SummaryScan(file, log).run());
    info = info_of(scanned);
    info.has_summary = false;
  }
  TRY_ASSIGN(const auto header, header_of(file));
  if (header) {
    info.profile = header->profile;
    info.library = header->library;
  }
  info.file_bytes = file.size();
  return info;
}

struct ForeignMessages::Impl {
  Impl(const mcap::File& of, mcap::DamageLog& damage, ForeignFilter wanted)
      : file(of), log(damage), stream(of, damage), filter(std::move(wanted)) {}

  // Where only a part of the time is wanted, and a summary says what lies where.
  Status open_range() {
    const bool all = filter.from == 0 && filter.to == std::numeric_limits<std::uint64_t>::max();
    TRY_ASSIGN(const bool indexed, mcap::promises_summary(file));
    if (all || !indexed) {
      return {};
    }
    TRY_ASSIGN(ForeignRange part, ForeignRange::open(file, log, filter.from, filter.to));
    range.emplace(std::move(part));
    for (const auto& [id, schema] : range->index().schemas) {
      decoder.add_schema(schema);
    }
    for (const auto& [id, channel] : range->index().channels) {
      decoder.add_channel(channel);
    }
    return {};
  }

  Result<std::optional<mcap::StreamRecord>> next_record() {
    if (!std::exchange(opened, true)) {
      TRY(open_range());
    }
    return range ? range->next() : stream.next();
  }

  Status judge(const mcap::StreamRecord& record, const Error& error) const {
    if (error.code != ErrorCode::kCorrupt) {
      return fail(error);
    }
    log.add(record.offset, record.content.size(), error.message);
    return {};
  }

  // A message that is wanted, or nothing.
  Result<std::optional<Json>> take_in(const mcap::StreamRecord& record) {
    if (record.is(mcap::Opcode::kSchema)) {
      TRY_ASSIGN(mcap::Schema schema, mcap::parse_schema(record.content));
      decoder.add_schema(std::move(schema));
    } else if (record.is(mcap::Opcode::kChannel)) {
      TRY_ASSIGN(mcap::Channel channel, mcap::parse_channel(record.content));
      decoder.add_channel(std::move(channel));
    } else if (record.is(mcap::Opcode::kMessage)) {
      TRY_ASSIGN(const mcap::Message message, mcap::parse_message(record.content));
      const mcap::Channel* channel = decoder.channel(message.channel);
      const bool wanted = channel == nullptr || !filter.topic || filter.topic(channel->topic);
      if (wanted && message.log_time >= filter.from && message.log_time < filter.to) {
        return decoder.message_to_json(message);
      }
    }
    return std::nullopt;
  }

  const mcap::File& file;
  mcap::DamageLog& log;
  mcap::RecordStream stream;
  std::optional<ForeignRange> range;  // instead of the stream
  bool opened = false;
  ForeignFilter filter;
  ForeignDecoder decoder;
};

ForeignMessages::ForeignMessages(const mcap::File& file, mcap::DamageLog& log, ForeignFilter filter)
    : impl_(std::make_unique<Impl>(file, log, std::move(filter))) {}
ForeignMessages::ForeignMessages(ForeignMessages&&) noexcept = default;
ForeignMessages& ForeignMessages::operator=(ForeignMessages&&) noexcept = default;
ForeignMessages::~ForeignMessages() = default;

Result<std::optional<Json>> ForeignMessages::next() {
  while (true) {
    TRY_ASSIGN(const auto record, impl_->next_record());
    if (!record) {
      return std::nullopt;
    }
    auto json = impl_->take_in(*record);
    if (!json) {
      TRY(impl_->judge(*record, json.error()));
    } else if (*json) {
      return json;
    }
  }
}

}  // namespace reprise::timeline
