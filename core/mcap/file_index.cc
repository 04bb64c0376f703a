#include "core/mcap/file_index.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "core/mcap/scanner.h"

namespace reprise::mcap {
namespace {

// Messages outside chunks are read in blocks of about this size.
constexpr std::uint64_t kLooseBlock = 1u << 20;
// Small: of a file with an index, only records here and there are read.
constexpr std::uint64_t kIndexWindow = 64u << 10;

// Gives equal sets of channels one number.
class ChannelSets {
 public:
  explicit ChannelSets(std::vector<std::vector<std::uint16_t>>& sets) : sets_(sets) {}

  std::size_t number_of(const std::vector<std::uint16_t>& set) {
    if (set.empty()) {
      return 0;
    }
    const auto [known, added] = numbers_.try_emplace(set, sets_.size());
    if (added) {
      sets_.push_back(set);
    }
    return known->second;
  }

 private:
  std::vector<std::vector<std::uint16_t>>& sets_;
  std::map<std::vector<std::uint16_t>, std::size_t> numbers_;
};

class IndexBuilder {
 public:
  IndexBuilder(const File& file, DamageLog& log)
      : file_(file),
        log_(log),
        window_(file, kIndexWindow),
        walker_(window_, log),
        sets_(index_.channel_sets) {}

  Result<FileIndex> run() {
    TRY(check_start());
    TRY(take_summary());
    TRY(walk());
    TRY(read_contents());
    return std::move(index_);
  }

 private:
  Status check_start();
  Status take_summary();
  void take_chunk_indexes(std::vector<ChunkIndex>& chunks);
  Status walk();
  Status take(const RecordPlace& place);
  Status take_known(const RecordPlace& place);
  Status take_schema(ByteSpan content);
  Status take_channel(ByteSpan content);
  Status take_message(const RecordPlace& place);
  Status take_chunk(const RecordPlace& place);
  Status take_attachment(const RecordPlace& place);
  Status take_metadata(const RecordPlace& place);
  Status read_contents();
  Result<bool> read_block(Block& block);
  [[nodiscard]] bool declared(const Block& block) const;
  Status note(const Block& block, const Status& status) {
    return status ? status : judge(block.offset, 0, status.error());
  }
  Status judge(std::uint64_t offset, std::uint64_t bytes, const Error& error);

  const File& file_;
  DamageLog& log_;
  FileWindow window_;
  RecordWalker walker_;
  FileIndex index_;
  ChannelSets sets_;
  std::vector<Block> indexed_;         // chunks that the summary names, by offset
  std::vector<std::uint64_t> behind_;  // each of them with its message indexes
  bool loose_open_ = false;            // the last block may grow
  Bytes unpacked_;
};

Status IndexBuilder::judge(std::uint64_t offset, std::uint64_t bytes, const Error& error) {
  if (error.code != ErrorCode::kCorrupt) {
    return fail(error);
  }
  log_.add(offset, bytes, error.message);
  return {};
}

Status IndexBuilder::check_start() {
  TRY_ASSIGN(const bool magic, file_.magic_at(0));
  if (!magic) {
    TRY_ASSIGN(const auto header, file_.place_at(kMagic.size()));
    if (!header || !header->is(Opcode::kHeader)) {
      return fail(ErrorCode::kCorrupt, "this is not an MCAP file");
    }
    log_.add(0, kMagic.size(), "the first bytes of the file are damaged");
  }
  return {};
}

Status IndexBuilder::take_summary() {
  auto summary = read_summary(file_);
  if (!summary) {
    // Missing is allowed; the walk says what else is.
    TRY_ASSIGN(const bool promised, promises_summary(file_));
    return promised || summary.error().code != ErrorCode::kCorrupt
               ? judge(file_.size(), 0, summary.error())
               : Status();
  }
  index_.has_summary = true;
  for (Schema& schema : summary->schemas) {
    index_.schemas.try_emplace(schema.id, std::move(schema));
  }
  for (Channel& channel : summary->channels) {
    index_.channels.try_emplace(channel.id, std::move(channel));
  }
  index_.statistics = std::move(summary->statistics);
  index_.attachments = std::move(summary->attachments);
  index_.metadata = std::move(summary->metadata);
  std::ranges::sort(index_.attachments, {}, &AttachmentIndex::offset);
  std::ranges::sort(index_.metadata, {}, &MetadataIndex::offset);
  take_chunk_indexes(summary->chunks);
  return {};
}

void IndexBuilder::take_chunk_indexes(std::vector<ChunkIndex>& chunks) {
  std::ranges::sort(chunks, {}, &ChunkIndex::offset);
  std::uint64_t end = kMagic.size();
  for (const ChunkIndex& chunk : chunks) {
    const std::uint64_t room = file_.size() - std::min(file_.size(), chunk.offset);
    if (chunk.offset < end || chunk.length < kRecordHeaderSize || chunk.length > room ||
        chunk.message_index_length > room - chunk.length) {
      log_.add(chunk.offset, 0, "the index of a chunk is wrong and was not used");
      continue;
    }
    end = chunk.offset + chunk.length + chunk.message_index_length;
    std::vector<std::uint16_t> set;
    std::ranges::transform(chunk.message_index_offsets, std::back_inserter(set),
                           [](const auto& entry) { return entry.first; });
    indexed_.push_back({true, chunk.offset, chunk.length, chunk.start_time, chunk.end_time,
                        chunk.uncompressed_size, sets_.number_of(set)});
    behind_.push_back(end);
  }
}

// Over everything that the summary's chunk indexes leave out.
Status IndexBuilder::walk() {
  for (std::size_t next = 0;;) {
    if (next < indexed_.size() && walker_.offset() >= indexed_[next].offset) {
      if (walker_.offset() == indexed_[next].offset) {
        index_.blocks.push_back(indexed_[next]);
        loose_open_ = false;
        walker_.seek(behind_[next]);
      } else {
        log_.add(indexed_[next].offset, 0, "there is no chunk where the index says");
      }
      ++next;
      continue;
    }
    TRY_ASSIGN(const auto place, walker_.next());
    if (!place || place->is(Opcode::kDataEnd)) {
      return {};
    }
    if (next < indexed_.size() && place->offset >= indexed_[next].offset) {
      walker_.seek(place->offset);  // behind damage: the index knows it better
      continue;
    }
    TRY(take(*place));
  }
}

Status IndexBuilder::take(const RecordPlace& place) {
  const Status status = take_known(place);
  if (!place.is(Opcode::kMessage)) {
    loose_open_ = false;
  }
  return status ? status : judge(place.offset, place.end() - place.offset, status.error());
}

Status IndexBuilder::take_known(const RecordPlace& place) {
  switch (static_cast<Opcode>(place.opcode)) {
    case Opcode::kSchema: {
      TRY_ASSIGN(const ByteSpan content, window_.content(place));
      return take_schema(content);
    }
    case Opcode::kChannel: {
      TRY_ASSIGN(const ByteSpan content, window_.content(place));
      return take_channel(content);
    }
    case Opcode::kMessage:
      return take_message(place);
    case Opcode::kChunk:
      return take_chunk(place);
    case Opcode::kAttachment:
      return take_attachment(place);
    case Opcode::kMetadata:
      return take_metadata(place);
    default:
      return {};
  }
}

Status IndexBuilder::take_schema(ByteSpan content) {
  TRY_ASSIGN(Schema schema, parse_schema(content));
  const auto [known, added] = index_.schemas.try_emplace(schema.id, schema);
  return added || known->second == schema ? Status()
                                          : fail(ErrorCode::kCorrupt, "two schemas claim one id");
}

Status IndexBuilder::take_channel(ByteSpan content) {
  TRY_ASSIGN(Channel channel, parse_channel(content));
  const auto [known, added] = index_.channels.try_emplace(channel.id, channel);
  return added || known->second == channel ? Status()
                                           : fail(ErrorCode::kCorrupt, "two channels claim one id");
}

Status IndexBuilder::take_message(const RecordPlace& place) {
  TRY_ASSIGN(const ByteSpan content, window_.content(place));
  TRY_ASSIGN(const Message message, parse_message(content));
  const std::uint64_t time = message.log_time;
  const bool grows = loose_open_ && index_.blocks.back().length < kLooseBlock &&
                     index_.blocks.back().offset + index_.blocks.back().length == place.offset;
  if (!grows) {
    index_.blocks.push_back({false, place.offset, 0, time, time, 0, 0});
    loose_open_ = true;
  }
  Block& block = index_.blocks.back();
  block.length = place.end() - block.offset;
  block.unpacked_size = block.length;
  block.start_time = std::min(block.start_time, time);
  block.end_time = std::max(block.end_time, time);
  return {};
}

// A chunk that no index names is read whole later, so that its channels are known.
Status IndexBuilder::take_chunk(const RecordPlace& place) {
  index_.blocks.push_back({true, place.offset, place.end() - place.offset, 0, 0, 0, 0});
  return {};
}

Status IndexBuilder::take_attachment(const RecordPlace& place) {
  const auto found =
      std::ranges::lower_bound(index_.attachments, place.offset, {}, &AttachmentIndex::offset);
  if (found != index_.attachments.end() && found->offset == place.offset) {
    return {};
  }
  TRY_ASSIGN(const ByteSpan content, window_.content(place));
  TRY_ASSIGN(Attachment attachment, parse_attachment(content));
  index_.attachments.insert(found, {place.offset, place.end() - place.offset, attachment.log_time,
                                    attachment.create_time, attachment.data.size(),
                                    std::move(attachment.name), std::move(attachment.media_type)});
  return {};
}

Status IndexBuilder::take_metadata(const RecordPlace& place) {
  const auto found =
      std::ranges::lower_bound(index_.metadata, place.offset, {}, &MetadataIndex::offset);
  if (found != index_.metadata.end() && found->offset == place.offset) {
    return {};
  }
  TRY_ASSIGN(const ByteSpan content, window_.content(place));
  TRY_ASSIGN(Metadata metadata, parse_metadata(content));
  index_.metadata.insert(found,
                         {place.offset, place.end() - place.offset, std::move(metadata.name)});
  return {};
}

// What a chunk's index says is enough when it names channels that are declared elsewhere.
bool IndexBuilder::declared(const Block& block) const {
  const auto has_channel = [&](std::uint16_t id) {
    const auto channel = index_.channels.find(id);
    return channel != index_.channels.end() &&
           (channel->second.schema_id == 0 || index_.schemas.contains(channel->second.schema_id));
  };
  return !block.is_chunk ||
         (block.channel_set != 0 &&
          std::ranges::all_of(index_.channel_sets[block.channel_set], has_channel));
}

Status IndexBuilder::read_contents() {
  const bool complete = index_.statistics &&
                        index_.statistics->channel_count == index_.channels.size() &&
                        index_.statistics->schema_count == index_.schemas.size();
  std::vector<Block> kept;
  for (Block& block : index_.blocks) {
    const bool indexed = block.unpacked_size != 0;
    if (!(indexed && complete) && !declared(block)) {
      const auto whole = read_block(block);
      if (!whole) {
        TRY(judge(block.offset, block.length, whole.error()));
        continue;
      }
      if (!*whole) {
        continue;
      }
    }
    kept.push_back(block);
  }
  index_.blocks = std::move(kept);
  return {};
}

// False when no message is in it.
Result<bool> IndexBuilder::read_block(Block& block) {
  TRY_ASSIGN(const ByteSpan record, window_.view(block.offset, block.length));
  TRY_ASSIGN(const Chunk chunk, chunk_of_block(record));
  TRY_ASSIGN(const ByteSpan records, unpack_chunk(chunk, unpacked_));
  std::map<std::uint16_t, std::uint64_t> channels;
  std::uint64_t start = ~std::uint64_t{0};
  std::uint64_t end = 0;
  ByteReader reader(records);
  while (const auto view = next_record(reader)) {
    if (view->opcode == static_cast<std::uint8_t>(Opcode::kSchema)) {
      TRY(note(block, take_schema(view->content)));
    } else if (view->opcode == static_cast<std::uint8_t>(Opcode::kChannel)) {
      TRY(note(block, take_channel(view->content)));
    } else if (view->opcode == static_cast<std::uint8_t>(Opcode::kMessage)) {
      TRY_ASSIGN(const Message message, parse_message(view->content));
      ++channels[message.channel];
      start = std::min(start, message.log_time);
      end = std::max(end, message.log_time);
    }
  }
  std::vector<std::uint16_t> set;
  std::ranges::transform(channels, std::back_inserter(set),
                         [](const auto& entry) { return entry.first; });
  block = {true, block.offset, block.length, start, end, records.size(), sets_.number_of(set)};
  return !set.empty();
}

}  // namespace

Result<Chunk> chunk_of_block(ByteSpan record) {
  ByteReader reader(record);
  const auto view = next_record(reader);
  if (!view || !reader.at_end() || view->opcode != static_cast<std::uint8_t>(Opcode::kChunk)) {
    return fail(ErrorCode::kCorrupt, "there is no chunk where the index says");
  }
  return parse_chunk(view->content);
}

Result<FileIndex> build_index(const File& file, DamageLog& log) {
  return IndexBuilder(file, log).run();
}

}  // namespace reprise::mcap
