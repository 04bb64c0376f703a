#include "core/timeline/mcap_writer.h"

#include <algorithm>
#include <span>

#include "core/base/check.h"
#include "core/base/zstd.h"

namespace reprise::timeline {
namespace {

ByteSpan magic() {
  return std::as_bytes(std::span(kMcapMagic));
}

// The summary's groups of equal opcodes, each noted for the summary offset section.
class SummaryBuilder {
 public:
  SummaryBuilder(Bytes& out, std::uint64_t file_offset) : out_(out), base_(file_offset) {}

  template <typename Records>
  void group(McapOpcode opcode, const Records& records) {
    const std::size_t start = out_.size();
    for (const auto& record : records) {
      put_record(out_, record);
    }
    if (out_.size() != start) {
      offsets_.push_back({opcode, base_ + start, out_.size() - start});
    }
  }
  // Returns where the summary offset section starts in the file.
  std::uint64_t finish() {
    const std::uint64_t start = base_ + out_.size();
    for (const McapSummaryOffset& offset : offsets_) {
      put_record(out_, offset);
    }
    return start;
  }

 private:
  Bytes& out_;
  std::uint64_t base_;
  std::vector<McapSummaryOffset> offsets_;
};

}  // namespace

void McapChunkBuilder::add(const McapMessage& message) {
  McapMessageIndex& index = indexes_[message.channel];
  index.channel = message.channel;
  index.entries.emplace_back(message.log_time, records_.size());
  start_time_ = empty() ? message.log_time : std::min(start_time_, message.log_time);
  end_time_ = std::max(end_time_, message.log_time);
  put_record(records_, message);
  ++count_;
}

void McapChunkBuilder::clear() {
  records_.clear();
  indexes_.clear();
  start_time_ = end_time_ = count_ = 0;
}

Result<McapWriter> McapWriter::create(std::unique_ptr<WritableFile> file,
                                      const McapHeader& header) {
  McapWriter writer;
  writer.file_ = std::move(file);
  TRY(writer.emit(magic()));
  put_record(writer.scratch_, header);
  TRY(writer.emit_scratch());
  return writer;
}

Status McapWriter::emit(ByteSpan bytes) {
  TRY(file_->append(bytes));
  offset_ += bytes.size();
  crc_ = crc32(bytes, crc_);
  return {};
}

Status McapWriter::emit_scratch() {
  Status status = emit(scratch_);
  scratch_.clear();
  return status;
}

Status McapWriter::add_schema(McapSchema schema) {
  put_record(scratch_, schema);
  schemas_.push_back(std::move(schema));
  ++statistics_.schema_count;
  return emit_scratch();
}

Status McapWriter::add_channel(McapChannel channel) {
  put_record(scratch_, channel);
  channels_.push_back(std::move(channel));
  ++statistics_.channel_count;
  return emit_scratch();
}

Status McapWriter::write_attachment(const McapAttachment& attachment) {
  put_record(scratch_, attachment);
  attachments_.push_back({offset_, scratch_.size(), attachment.log_time, attachment.create_time,
                          attachment.data.size(), attachment.name, attachment.media_type});
  ++statistics_.attachment_count;
  return emit_scratch();
}

Status McapWriter::write_metadata(const McapMetadata& metadata) {
  put_record(scratch_, metadata);
  metadata_.push_back({offset_, scratch_.size(), metadata.name});
  ++statistics_.metadata_count;
  return emit_scratch();
}

Status McapWriter::write_chunk(const McapChunkBuilder& chunk, int zstd_level) {
  CHECK(!chunk.empty());
  TRY_ASSIGN(const Bytes compressed, zstd_compress(chunk.records(), zstd_level));
  McapChunk record{chunk.start_time(),     chunk.end_time(), chunk.records().size(),
                   crc32(chunk.records()), "zstd",           compressed};
  put_record(scratch_, record);
  McapChunkIndex index{record.start_time,
                       record.end_time,
                       offset_,
                       scratch_.size(),
                       {},
                       0,
                       record.compression,
                       compressed.size(),
                       record.uncompressed_size};
  for (const auto& [channel, messages] : chunk.indexes()) {
    index.message_index_offsets[channel] = offset_ + scratch_.size();
    put_record(scratch_, messages);
    statistics_.channel_message_counts[channel] += messages.entries.size();
  }
  index.message_index_length = scratch_.size() - index.length;
  statistics_.start_time = statistics_.chunk_count == 0
                               ? record.start_time
                               : std::min(statistics_.start_time, record.start_time);
  statistics_.end_time = std::max(statistics_.end_time, record.end_time);
  statistics_.message_count += chunk.count();
  ++statistics_.chunk_count;
  chunks_.push_back(std::move(index));
  return emit_scratch();
}

Bytes McapWriter::summary(std::uint64_t start) const {
  Bytes out;
  SummaryBuilder groups(out, start);
  groups.group(McapOpcode::kSchema, schemas_);
  groups.group(McapOpcode::kChannel, channels_);
  groups.group(McapOpcode::kStatistics, std::span(&statistics_, 1));
  groups.group(McapOpcode::kMetadataIndex, metadata_);
  groups.group(McapOpcode::kAttachmentIndex, attachments_);
  groups.group(McapOpcode::kChunkIndex, chunks_);
  McapFooter footer{start, groups.finish(), 0};
  put_record(out, footer);
  const std::size_t crc_at = out.size() - sizeof footer.summary_crc;
  footer.summary_crc = crc32(ByteSpan(out).first(crc_at));
  out.resize(crc_at);
  ByteWriter(out).put(footer.summary_crc);
  return out;
}

Status McapWriter::finish() {
  put_data_end(scratch_, crc_);
  TRY(emit_scratch());
  scratch_ = summary(offset_);
  ByteWriter(scratch_).put_bytes(magic());
  TRY(emit_scratch());
  TRY(file_->sync());
  return file_->close();
}

}  // namespace reprise::timeline
