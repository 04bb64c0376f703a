// Writes an MCAP file in order: header, schemas and channels, attachments, chunks, metadata, then
// summary and footer. Knows nothing of takes. Every byte goes through one running CRC, every failed
// write is reported by the call that made it, and the same calls give the same bytes.
// One thread at a time.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/hash.h"
#include "core/timeline/mcap_format.h"

namespace reprise::timeline {

// The messages of one chunk while it fills.
class McapChunkBuilder {
 public:
  void add(const McapMessage& message);
  void clear();

  [[nodiscard]] bool empty() const { return count_ == 0; }
  [[nodiscard]] ByteSpan records() const { return records_; }
  [[nodiscard]] std::uint64_t start_time() const { return start_time_; }
  [[nodiscard]] std::uint64_t end_time() const { return end_time_; }
  [[nodiscard]] std::uint64_t count() const { return count_; }
  // By channel id.
  [[nodiscard]] const std::map<std::uint16_t, McapMessageIndex>& indexes() const {
    return indexes_;
  }

 private:
  Bytes records_;
  std::map<std::uint16_t, McapMessageIndex> indexes_;
  std::uint64_t start_time_ = 0;
  std::uint64_t end_time_ = 0;
  std::uint64_t count_ = 0;
};

class McapWriter {
 public:
  // Writes magic and header. The file is the writer's from now on.
  static Result<McapWriter> create(std::unique_ptr<WritableFile> file, const McapHeader& header);

  // Written at once, and again in the summary.
  Status add_schema(McapSchema schema);
  Status add_channel(McapChannel channel);
  Status write_attachment(const McapAttachment& attachment);
  Status write_metadata(const McapMetadata& metadata);
  // Compresses and writes the chunk and its message indexes in one append. The builder must not be
  // empty; it is left as it is.
  Status write_chunk(const McapChunkBuilder& chunk, int zstd_level);
  Status sync() { return file_->sync(); }
  // DataEnd, summary, footer, magic; then sync and close.
  Status finish();
  // Closes without an end.
  Status close() { return file_->close(); }

  [[nodiscard]] std::uint64_t size() const { return offset_; }

 private:
  McapWriter() = default;
  Status emit(ByteSpan bytes);
  Status emit_scratch();
  Bytes summary(std::uint64_t start) const;

  std::unique_ptr<WritableFile> file_;
  Bytes scratch_;
  std::uint64_t offset_ = 0;
  std::uint32_t crc_ = 0;  // of every byte so far
  std::vector<McapSchema> schemas_;
  std::vector<McapChannel> channels_;
  std::vector<McapChunkIndex> chunks_;
  std::vector<McapAttachmentIndex> attachments_;
  std::vector<McapMetadataIndex> metadata_;
  McapStatistics statistics_;
};

}  // namespace reprise::timeline
