#include "core/mcap/writer.h"

#include <algorithm>
#include <span>
#include <string>

#include "core/base/check.h"
#include "core/mcap/reader.h"

namespace reprise::mcap {
namespace {

ByteSpan magic() {
  return std::as_bytes(std::span(kMagic));
}

// The summary's groups of equal opcodes, each noted for the summary offset section.
class SummaryBuilder {
 public:
  SummaryBuilder(Bytes& out, std::uint64_t file_offset) : out_(out), base_(file_offset) {}

  template <typename Records>
  void group(bool wanted, Opcode opcode, const Records& records) {
    const std::size_t start = out_.size();
    if (wanted) {
      std::ranges::for_each(records, [&](const auto& record) { put_record(out_, record); });
    }
    if (out_.size() != start) {
      offsets_.push_back({opcode, base_ + start, out_.size() - start});
    }
  }
  // Records that are bytes already.
  void group(bool wanted, Opcode opcode, const Bytes& records) {
    if (wanted && !records.empty()) {
      offsets_.push_back({opcode, base_ + out_.size(), records.size()});
      ByteWriter(out_).put_bytes(records);
    }
  }
  // Returns where the summary offset section starts in the file, 0 when it is empty.
  std::uint64_t put_offsets() {
    const std::uint64_t start = offsets_.empty() ? 0 : base_ + out_.size();
    for (const SummaryOffset& offset : offsets_) {
      put_record(out_, offset);
    }
    return start;
  }

 private:
  Bytes& out_;
  std::uint64_t base_;
  std::vector<SummaryOffset> offsets_;
};

}  // namespace

Result<Writer> Writer::create(std::unique_ptr<WritableFile> file, const Header& header,
                              const WriterOptions& options) {
  Writer writer(options);
  writer.file_ = std::move(file);
  TRY(writer.emit(magic()));
  put_record(writer.scratch_, header);
  TRY(writer.emit_scratch());
  return writer;
}

Status Writer::emit(ByteSpan bytes) {
  TRY(file_->append(bytes));
  offset_ += bytes.size();
  crc_ = crc32(bytes, crc_);
  return {};
}

Status Writer::emit_scratch() {
  Status status = emit(scratch_);
  scratch_.clear();
  return status;
}

Status Writer::add_schema(Schema schema) {
  put_record(scratch_, schema);
  note_schema(schema);
  return emit_scratch();
}

Status Writer::add_channel(Channel channel) {
  put_record(scratch_, channel);
  note_channel(channel);
  return emit_scratch();
}

void Writer::note_schema(const Schema& schema) {
  if (std::ranges::find(schemas_, schema.id, &Schema::id) == schemas_.end()) {
    schemas_.push_back(schema);
    ++statistics_.schema_count;
  }
}

void Writer::note_channel(const Channel& channel) {
  if (std::ranges::find(channels_, channel.id, &Channel::id) == channels_.end()) {
    channels_.push_back(channel);
    ++statistics_.channel_count;
  }
}

void Writer::note_messages(std::uint64_t start_time, std::uint64_t end_time, std::uint64_t count) {
  statistics_.start_time =
      statistics_.message_count == 0 ? start_time : std::min(statistics_.start_time, start_time);
  statistics_.end_time = std::max(statistics_.end_time, end_time);
  statistics_.message_count += count;
}

Status Writer::write_attachment(const Attachment& attachment) {
  put_record(scratch_, attachment);
  attachments_.push_back({offset_, scratch_.size(), attachment.log_time, attachment.create_time,
                          attachment.data.size(), attachment.name, attachment.media_type});
  ++statistics_.attachment_count;
  return emit_scratch();
}

Status Writer::write_metadata(const Metadata& metadata) {
  put_record(scratch_, metadata);
  metadata_.push_back({offset_, scratch_.size(), metadata.name});
  ++statistics_.metadata_count;
  return emit_scratch();
}

Status Writer::write_message(const Message& message) {
  put_record(scratch_, message);
  note_messages(message.log_time, message.log_time, 1);
  ++statistics_.channel_message_counts[message.channel];
  return emit_scratch();
}

Status Writer::write_chunk(const ChunkBuilder& chunk) {
  if (options_.compression == Compression::kNone) {
    return write_packed(chunk, {chunk.records(), crc32(chunk.records())});
  }
  TRY_ASSIGN(const PackedRecords packed, chunk.pack(compressor_));
  return write_packed(chunk, packed);
}

Status Writer::write_packed(const ChunkBuilder& chunk, const PackedRecords& packed) {
  CHECK(!chunk.empty());
  if (chunk.records().size() > kMaxChunkBytes) {
    return fail(ErrorCode::kUnsupported,
                "a chunk of " + std::to_string(chunk.records().size()) +
                    " bytes is more than readers take: " + std::to_string(kMaxChunkBytes));
  }
  const Chunk record{chunk.start_time(),
                     chunk.end_time(),
                     chunk.records().size(),
                     packed.crc,
                     options_.compression == Compression::kZstd ? "zstd" : "",
                     packed.bytes};
  put_record(scratch_, record);
  ChunkIndex index{record.start_time,
                   record.end_time,
                   offset_,
                   scratch_.size(),
                   {},
                   0,
                   record.compression,
                   record.records.size(),
                   record.uncompressed_size};
  put_message_indexes(chunk, index);
  std::ranges::for_each(chunk.schemas(), [&](const Schema& schema) { note_schema(schema); });
  std::ranges::for_each(chunk.channels(), [&](const Channel& channel) { note_channel(channel); });
  note_messages(record.start_time, record.end_time, chunk.count());
  ++statistics_.chunk_count;
  put_record(chunk_indexes_, index);
  return emit_scratch();
}

// Into scratch, behind the chunk there.
void Writer::put_message_indexes(const ChunkBuilder& chunk, ChunkIndex& index) {
  for (const auto& [channel, messages] : chunk.indexes()) {
    statistics_.channel_message_counts[channel] += messages.entries.size();
    if (options_.message_indexes) {
      index.message_index_offsets[channel] = offset_ + scratch_.size();
      put_record(scratch_, messages);
    }
  }
  index.message_index_length = scratch_.size() - index.length;
}

Bytes Writer::summary(std::uint64_t start) const {
  Bytes out;
  SummaryBuilder groups(out, start);
  groups.group(options_.repeated_schemas, Opcode::kSchema, schemas_);
  groups.group(options_.repeated_channels, Opcode::kChannel, channels_);
  groups.group(options_.statistics, Opcode::kStatistics, std::span(&statistics_, 1));
  groups.group(options_.metadata_indexes, Opcode::kMetadataIndex, metadata_);
  groups.group(options_.attachment_indexes, Opcode::kAttachmentIndex, attachments_);
  groups.group(options_.chunk_indexes, Opcode::kChunkIndex, chunk_indexes_);
  Footer footer{out.empty() ? 0 : start, options_.summary_offsets ? groups.put_offsets() : 0, 0};
  put_record(out, footer);
  const std::size_t crc_at = out.size() - sizeof footer.summary_crc;
  footer.summary_crc = crc32(ByteSpan(out).first(crc_at));
  out.resize(crc_at);
  ByteWriter(out).put(footer.summary_crc);
  return out;
}

Status Writer::finish() {
  put_data_end(scratch_, crc_);
  TRY(emit_scratch());
  scratch_ = summary(offset_);
  ByteWriter(scratch_).put_bytes(magic());
  TRY(emit_scratch());
  TRY(file_->sync());
  return file_->close();
}

}  // namespace reprise::mcap
