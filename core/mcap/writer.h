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
#include "core/base/zstd.h"
#include "core/mcap/data_sink.h"
#include "core/mcap/format.h"

namespace reprise::mcap {

struct WriterOptions {
  int zstd_level = 1;
};

class Writer final : public DataSink {
 public:
  // Writes magic and header. The file is the writer's from now on.
  static Result<Writer> create(std::unique_ptr<WritableFile> file, const Header& header,
                               const WriterOptions& options = {});

  // Written at once, and again in the summary.
  Status add_schema(Schema schema) override;
  Status add_channel(Channel channel) override;
  Status write_attachment(const Attachment& attachment) override;
  Status write_metadata(const Metadata& metadata) override;
  // Compresses and writes the chunk and its message indexes in one append.
  Status write_chunk(const ChunkBuilder& chunk) override;
  Status sync() override { return file_->sync(); }
  // DataEnd, summary, footer, magic; then sync and close.
  Status finish() override;
  // Closes without an end.
  Status close() override { return file_->close(); }

  [[nodiscard]] std::uint64_t size() const override { return offset_; }

 private:
  explicit Writer(const WriterOptions& options) : compressor_(options.zstd_level) {}
  Status emit(ByteSpan bytes);
  Status emit_scratch();
  Bytes summary(std::uint64_t start) const;

  std::unique_ptr<WritableFile> file_;
  ZstdCompressor compressor_;
  Bytes scratch_;
  std::uint64_t offset_ = 0;
  std::uint32_t crc_ = 0;  // of every byte so far
  std::vector<Schema> schemas_;
  std::vector<Channel> channels_;
  Bytes chunk_indexes_;  // records as they will stand in the summary: a fifth of their values' size
  std::vector<AttachmentIndex> attachments_;
  std::vector<MetadataIndex> metadata_;
  Statistics statistics_;
};

}  // namespace reprise::mcap
