#include "core/timeline/jsonl_writer.h"

#include <algorithm>
#include <utility>

#include "core/base/json_text.h"
#include "core/base/utf8.h"
#include "core/timeline/jsonl_limits.h"
#include "core/timeline/jsonl_lines.h"
#include "core/timeline/record_from_json.h"
#include "core/timeline/record_json.h"
#include "core/timeline/seal_metadata.h"

namespace reprise::timeline {
namespace {

// Of lines that wait: a large chunk goes out in several frames.
constexpr std::size_t kFlushBytes = 8u << 20;

tl::unexpected<Error> too_large(const std::string& what, const std::string& limit) {
  return fail(ErrorCode::kUnsupported, what + " is more than JSONL may hold: " + limit,
              "keep it as .mcap");
}

}  // namespace

Result<JsonlWriter> JsonlWriter::create(std::unique_ptr<WritableFile> file,
                                        const mcap::Header& header,
                                        const JsonlWriterOptions& options) {
  JsonlWriter writer(std::move(file));
  if (options.zstd_level) {
    TRY_ASSIGN(writer.zstd_, ZstdFrameWriter::create(*options.zstd_level));
  }
  TRY(writer.put(header_line(header), digest_of(header)));
  return writer;
}

Status JsonlWriter::put(const std::string& line, Hash128 digest) {
  TRY(check_line(line.size()));
  pending_ += line;
  digests_.push_back(digest);
  return pending_.size() >= kFlushBytes ? flush() : Status();
}

Status JsonlWriter::put_counted(const std::string& line, Hash128 digest) {
  if (!tree_.parse(line)) {
    return too_large("the values of a line", "1,000,000");
  }
  return put(line, digest);
}

Status JsonlWriter::check_line(std::size_t bytes) {
  longest_line_ = std::max(longest_line_, bytes);
  return bytes > kMaxLineBytes ? too_large("a line of " + std::to_string(bytes) + " bytes",
                                           std::to_string(kMaxLineBytes))
                               : Status();
}

Status JsonlWriter::check_expansion() const {
  const bool readable = longest_line_ <= justified_bytes(size_, kMaxLineBytes) &&
                        largest_chunk_ <= justified_bytes(size_, kMaxChunkRecords) &&
                        !expands_too_much(text_bytes_, size_);
  return readable ? Status()
                  : fail(ErrorCode::kUnsupported,
                         std::to_string(text_bytes_) + " bytes of text shrink to " +
                             std::to_string(size_) +
                             ", and no reader would believe that they are what they expand to",
                         "write it uncompressed, as .jsonl");
}

// What fails is not tried again: a part of it may stand in the file.
Status JsonlWriter::flush() {
  Status written = pending_.empty() ? Status() : append(as_byte_span(pending_));
  pending_.clear();
  return written;
}

Status JsonlWriter::append(ByteSpan lines) {
  text_bytes_ += lines.size();
  if (zstd_) {
    TRY_ASSIGN(lines, zstd_->frame(lines));
  }
  TRY(file_->append(lines));
  size_ += lines.size();
  return {};
}

Status JsonlWriter::add_schema(mcap::Schema schema) {
  return put(schema_line(schema), digest_of(schema));
}

Status JsonlWriter::add_channel(mcap::Channel channel) {
  Lane lane{channel.topic, std::nullopt, false};
  if (channel.message_encoding == "flatbuffer") {
    lane.kind = parse_topic(channel.topic);
  }
  for (auto& [id, other] : channels_) {
    if (id != channel.id && other.topic == lane.topic) {
      other.ambiguous = lane.ambiguous = true;
    }
  }
  channels_[channel.id] = std::move(lane);
  return put_counted(channel_line(channel), digest_of(channel));
}

Status JsonlWriter::write_attachment(const mcap::Attachment& attachment) {
  return put(attachment_line(attachment), digest_of(attachment));
}

Status JsonlWriter::write_metadata(const mcap::Metadata& metadata) {
  return put_counted(metadata_line(metadata), digest_of(metadata));
}

bool JsonlWriter::put_fields(const Lane& lane, ByteSpan data) {
  fields_.clear();
  const auto record =
      lane.kind ? unpack_record(*lane.kind, data) : fail(ErrorCode::kUnsupported, "another's");
  if (!record) {
    return false;
  }
  if (const auto* header = std::get_if<TakeHeader>(&*record)) {
    sample_rate_ = header->audio.sample_rate;
  }
  JsonTextWriter json(fields_);
  json.begin_object();
  put_record_fields(json, *record, sample_rate_);
  json.end_object();
  if (!tree_.parse(fields_)) {
    fields_.clear();  // too much for one line: more values than a reader takes
    return false;
  }
  JsonNode root = tree_.root();
  const auto read = record_from_json(*lane.kind, root);
  return read && std::ranges::equal(packer_.pack(*read), data);
}

Status JsonlWriter::put_message(const mcap::Message& message) {
  const auto channel = channels_.find(message.channel);
  if (channel == channels_.end()) {
    return fail(ErrorCode::kInternal, "a message of a channel that nothing declares");
  }
  if (message.data.size() > kMaxMessageBytes) {
    return too_large("a message of " + std::to_string(message.data.size()) + " bytes",
                     std::to_string(kMaxMessageBytes));
  }
  const Lane& lane = channel->second;
  const std::size_t start = pending_.size();
  const bool whole = put_fields(lane, message.data);
  JsonTextWriter json(pending_);
  json.begin_object();
  json.key("topic");
  json.text(lane.topic);
  if (lane.ambiguous || !is_utf8(lane.topic)) {
    json.key("channel");
    json.number(message.channel);
  }
  json.key("sequence");
  json.number(message.sequence);
  json.key("log_time");
  json.wide(message.log_time);
  json.key("publish_time");
  json.wide(message.publish_time);
  if (!whole) {
    json.key("raw");
    json.base64(message.data);
  }
  if (fields_.size() > 2) {
    // The members between the braces of what was checked.
    pending_ += ',';
    pending_.append(fields_, 1, fields_.size() - 2);
  }
  json.end_object();
  pending_ += '\n';
  return check_line(pending_.size() - start);
}

Status JsonlWriter::write_chunk(const mcap::ChunkBuilder& chunk) {
  Status written = put_chunk(chunk);
  if (!written) {
    pending_.clear();  // a piece of a chunk is of no use
  }
  return written;
}

Status JsonlWriter::put_chunk(const mcap::ChunkBuilder& chunk) {
  if (chunk.records().size() > kMaxChunkRecords) {
    return too_large("a chunk of " + std::to_string(chunk.records().size()) + " bytes",
                     std::to_string(kMaxChunkRecords));
  }
  largest_chunk_ = std::max(largest_chunk_, chunk.records().size());
  TRY(flush());
  ByteReader reader(chunk.records());
  while (const auto view = mcap::next_record(reader)) {
    TRY_ASSIGN(const mcap::Message message, mcap::parse_message(view->content));
    TRY(put_message(message));
    TRY(pending_.size() >= kFlushBytes ? flush() : Status());
  }
  ++chunks_;
  const Hash128 digest = xxh3_128(chunk.records());
  TRY(put(chunk_line({chunk.count()}, digest), digest));
  return flush();
}

Status JsonlWriter::sync() {
  TRY(flush());
  return file_->sync();
}

Status JsonlWriter::finish() {
  const Hash128 digest = take_digest(digests_);
  TRY(put(end_line({chunks_}, digest), digest));
  TRY(sync());
  TRY(check_expansion());
  return file_->close();
}

Status JsonlWriter::close() {
  TRY(flush());
  TRY(check_expansion());
  return file_->close();
}

}  // namespace reprise::timeline
