#include <algorithm>
#include <utility>

#include "core/mcap/file_window.h"
#include "core/timeline/record_codec.h"
#include "core/timeline/take_checks.h"
#include "core/timeline/take_index.h"

namespace reprise::timeline {
namespace {

// Builds the index from everything that the file holds, chunk by chunk.
class TakeScan {
 public:
  TakeScan(const mcap::File& file, mcap::DamageLog& log) : file_(file), log_(log) {}

  Result<TakeIndex> run() {
    mcap::Scanner scanner(file_, log_);
    while (true) {
      TRY_ASSIGN(const auto item, scanner.next());
      if (!item) {
        break;
      }
      place_ = item->place;
      const Status status = take_in(item->place, item->content);
      if (!status) {
        TRY(judge(status.error()));
      }
    }
    return finish();
  }

 private:
  // Damage is noted and the scan goes on; a failing disk or a newer format ends it.
  Status judge(const Error& error) {
    if (error.code != ErrorCode::kCorrupt) {
      return fail(error);
    }
    log_.add(place_.offset, place_.end() - place_.offset, error.message);
    return {};
  }

  Status take_in(const mcap::RecordPlace& place, ByteSpan content) {
    const bool behind_chunk = std::exchange(behind_chunk_, false);
    switch (static_cast<mcap::Opcode>(place.opcode)) {
      case mcap::Opcode::kHeader:
        return drop_value(mcap::parse_header(content));
      case mcap::Opcode::kSchema:
        return drop_value(mcap::parse_schema(content));
      case mcap::Opcode::kChannel:
        return take_channel(content);
      case mcap::Opcode::kChunk:
        behind_chunk_ = true;
        return take_chunk(content);
      case mcap::Opcode::kMessageIndex:
        behind_chunk_ = true;
        return behind_chunk ? drop_value(mcap::parse_message_index(content))
                            : fail(ErrorCode::kCorrupt, "the chunk of a message index is missing");
      case mcap::Opcode::kAttachment:
        return take_attachment(content);
      case mcap::Opcode::kMetadata:
        return take_metadata(content);
      case mcap::Opcode::kMessage:
        return fail(ErrorCode::kCorrupt, "a message outside any chunk");
      case mcap::Opcode::kDataEnd:
        return take_data_end(content);
      default:
        // Readers of MCAP skip these; no take holds any, so something else may have stood here.
        return fail(ErrorCode::kCorrupt, "a record of kind " + std::to_string(place.opcode) +
                                             " has no place here and was skipped");
    }
  }

  template <typename T>
  static Status drop_value(const Result<T>& result) {
    return result ? Status() : fail(result.error());
  }

  Status take_channel(ByteSpan content) {
    TRY_ASSIGN(const mcap::Channel channel, mcap::parse_channel(content));
    const auto topic = parse_topic(channel.topic);
    if (!topic) {
      return fail(ErrorCode::kCorrupt, "the unknown topic '" + channel.topic + "' was skipped");
    }
    const auto [known, added] = index_.channels.emplace(channel.id, *topic);
    if (!added && known->second != *topic) {
      return fail(ErrorCode::kCorrupt, "two topics claim one channel");
    }
    return {};
  }

  Status take_chunk(ByteSpan content) {
    TRY_ASSIGN(const mcap::Chunk chunk, mcap::parse_chunk(content));
    TRY_ASSIGN(const Bytes records, unpack_take_chunk(chunk));
    entry_ = {place_.offset, place_.end() - place_.offset, 0, 0, 0, std::nullopt};
    first_message_ = true;
    digests_.push_back(xxh3_128(records));
    ByteReader reader(records);
    while (const auto view = mcap::next_record(reader)) {
      const Status status = take_from_chunk(*view);
      if (!status) {
        TRY(judge(status.error()));
      }
    }
    if (reader.failed()) {
      TRY(judge(Error{ErrorCode::kCorrupt, "a record of a chunk is cut"}));
    }
    index_.chunks.push_back(entry_);
    return {};
  }

  Status take_from_chunk(const mcap::RecordView& view) {
    if (view.opcode == static_cast<std::uint8_t>(mcap::Opcode::kChannel)) {
      return take_channel(view.content);
    }
    if (view.opcode != static_cast<std::uint8_t>(mcap::Opcode::kMessage)) {
      return {};
    }
    TRY_ASSIGN(const mcap::Message message, mcap::parse_message(view.content));
    const auto topic = index_.channels.find(message.channel);
    if (topic == index_.channels.end()) {
      return fail(ErrorCode::kCorrupt, "a message of a channel that nothing declares");
    }
    note_message(topic->second, message);
    if (!have_header_ && topic->second.kind == TopicKind::kTake) {
      TRY_ASSIGN(Record record, unpack_record(topic->second, message.data));
      index_.header = std::get<TakeHeader>(std::move(record));
      have_header_ = true;
    }
    if (!have_header_) {
      return fail(ErrorCode::kCorrupt, "a record stands before the /take record");
    }
    TRY_ASSIGN(const Record record, unpack_message(index_.header, topic->second, message));
    extend(record);
    return {};
  }

  void note_message(Topic topic, const mcap::Message& message) {
    entry_.start_time =
        first_message_ ? message.log_time : std::min(entry_.start_time, message.log_time);
    entry_.end_time = std::max(entry_.end_time, message.log_time);
    entry_.channels |=
        message.channel < 64 ? std::uint64_t{1} << message.channel : ~std::uint64_t{0};
    first_message_ = false;
    const std::uint64_t expected = next_sequence_[message.channel];
    if (message.sequence != expected) {
      log_.add(place_.offset, 0,
               topic_name(topic) + " goes on with record " + std::to_string(message.sequence) +
                   " instead of " + std::to_string(expected));
    }
    next_sequence_[message.channel] = std::uint64_t{message.sequence} + 1;
    ++index_.counts[message.channel];
  }

  // Sound says how long a take is; without any, its last record.
  void extend(const Record& record) {
    if (const auto* packet = std::get_if<AudioPacket>(&record)) {
      audio_end_ = std::max(audio_end_, packet->first.value + packet->frames);
    } else if (!std::holds_alternative<TakeHeader>(record)) {
      other_end_ = std::max(other_end_, sample_of(record).value + 1);
    }
  }

  Status take_attachment(ByteSpan content) {
    TRY_ASSIGN(const mcap::Attachment attachment, parse_take_attachment(content));
    index_.attachments.push_back({place_.offset, place_.end() - place_.offset, attachment.name});
    return {};
  }

  Status take_metadata(ByteSpan content) {
    TRY_ASSIGN(const mcap::Metadata metadata, mcap::parse_metadata(content));
    index_.metadata.push_back({place_.offset, place_.end() - place_.offset, metadata.name});
    if (metadata.name == kHeaderCopyName) {
      TRY_ASSIGN(TakeHeader header, header_from_metadata(metadata));
      if (!have_header_) {
        index_.header = std::move(header);
        have_header_ = true;
      }
    } else if (metadata.name == kSealName) {
      TRY_ASSIGN(index_.seal, seal_from_metadata(metadata));
    }
    return {};
  }

  Status take_data_end(ByteSpan content) {
    TRY_ASSIGN(const std::uint32_t expected, mcap::parse_data_end(content));
    mcap::FileWindow window(file_);
    TRY_ASSIGN(const std::uint32_t found, mcap::crc_of(window, 0, place_.offset));
    index_.finished = true;
    if (expected != found) {
      return fail(ErrorCode::kCorrupt, "the CRC of the data section does not match");
    }
    return {};
  }

  Result<TakeIndex> finish() {
    if (!have_header_) {
      return fail(ErrorCode::kCorrupt, "there is no readable /take record");
    }
    drop_false_lanes();
    index_.end = {audio_end_ > 0 ? audio_end_ : other_end_};
    if (index_.seal) {
      index_.end = index_.seal->seal.samples;
      compare_with_seal();
    }
    return std::move(index_);
  }

  // The names of topics stand outside any CRC so long as a take has no end.
  void drop_false_lanes() {
    std::erase_if(index_.channels, [&](const auto& channel) {
      const Topic topic = channel.second;
      const bool wrong = topic.kind == TopicKind::kAudio &&
                         (!is_topic_of(index_.header, topic) ||
                          channel.first != channel_id(topic, index_.header.lanes.size()));
      if (wrong) {
        log_.add(0, 0, topic_name(topic) + " is none of the take's lanes and was skipped");
      }
      return wrong;
    });
  }

  void compare_with_seal() {
    if (index_.seal->chunks != digests_) {
      log_.add(0, 0, "the chunks are not those that were sealed");
    }
    if (!index_.finished) {
      log_.add(file_.size(), 0, "the file ends behind its seal, without summary");
    }
  }

  const mcap::File& file_;
  mcap::DamageLog& log_;
  TakeIndex index_;
  bool have_header_ = false;
  bool behind_chunk_ = false;  // a message index may follow
  mcap::RecordPlace place_;    // of the record at hand
  ChunkEntry entry_;
  bool first_message_ = true;
  std::vector<Hash128> digests_;
  std::map<std::uint16_t, std::uint64_t> next_sequence_;
  std::int64_t audio_end_ = 0;
  std::int64_t other_end_ = 0;
};

}  // namespace

Result<TakeIndex> index_from_scan(const mcap::File& file, mcap::DamageLog& log) {
  return TakeScan(file, log).run();
}

}  // namespace reprise::timeline
