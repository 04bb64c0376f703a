// Writes an MCAP file record by record, then its summary and footer. Knows nothing of takes. Every
// byte goes through one running CRC, every failed write is reported by the call that made it, and
// the same calls give the same bytes. One thread at a time.
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

enum class Compression { kNone, kZstd };

// What stands in a file beside its records. The defaults are what a take has: everything.
struct WriterOptions {
  int zstd_level = 1;
  Compression compression = Compression::kZstd;
  bool message_indexes = true;     // behind each chunk
  bool repeated_schemas = true;    // in the summary
  bool repeated_channels = true;   // in the summary
  bool statistics = true;          // in the summary
  bool metadata_indexes = true;    // in the summary
  bool attachment_indexes = true;  // in the summary
  bool chunk_indexes = true;       // in the summary
  bool summary_offsets = true;     // behind the summary
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
  // Outside any chunk, where no index finds it.
  Status write_message(const Message& message);
  // Compresses and writes the chunk and its message indexes in one append. Schemas and channels in
  // it count, and are repeated in the summary, as those outside.
  Status write_chunk(const ChunkBuilder& chunk) override;
  Status write_packed(const ChunkBuilder& chunk, const PackedRecords& packed) override;
  Status sync() override { return file_->sync(); }
  // DataEnd, summary, footer, magic; then sync and close.
  Status finish() override;
  // Closes without an end.
  Status close() override { return file_->close(); }

  [[nodiscard]] std::uint64_t size() const override { return offset_; }

 private:
  explicit Writer(const WriterOptions& options)
      : options_(options), compressor_(options.zstd_level) {}
  Status emit(ByteSpan bytes);
  Status emit_scratch();
  void note_schema(const Schema& schema);
  void note_channel(const Channel& channel);
  void note_messages(std::uint64_t start_time, std::uint64_t end_time, std::uint64_t count);
  void put_message_indexes(const ChunkBuilder& chunk, ChunkIndex& index);
  Bytes summary(std::uint64_t start) const;

  std::unique_ptr<WritableFile> file_;
  WriterOptions options_;
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
