// Reads an MCAP file: by its summary, or record by record where there is none. Lengths in the file
// are believed only as far as the file's own size and the limits below justify them. Functions fail
// with kCorrupt for what the file says, with other codes when the disk fails. One thread.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/timeline/damage_log.h"
#include "core/timeline/mcap_format.h"

namespace reprise::timeline {

inline constexpr std::uint64_t kMaxMcapRecordBytes = 1u << 30;
inline constexpr std::uint64_t kMaxMcapChunkBytes = 128u << 20;  // uncompressed

// Where a record lies in the file.
struct McapRecordPlace {
  std::uint8_t opcode = 0;
  std::uint64_t offset = 0;          // of the opcode
  std::uint64_t content_length = 0;  // fits into the file
  [[nodiscard]] std::uint64_t end() const {
    return offset + kMcapRecordHeaderSize + content_length;
  }
};

class McapFile {
 public:
  explicit McapFile(std::unique_ptr<RandomAccessFile> file) : file_(std::move(file)) {}

  [[nodiscard]] std::uint64_t size() const { return file_->size(); }
  // `length` bytes at `offset`; kCorrupt when they are not there or more than the limit.
  Result<Bytes> read(std::uint64_t offset, std::uint64_t length) const;
  // The record at `offset`, or nothing when no whole record can lie there.
  Result<std::optional<McapRecordPlace>> place_at(std::uint64_t offset) const;
  Result<Bytes> content(const McapRecordPlace& place) const {
    return read(place.offset + kMcapRecordHeaderSize, place.content_length);
  }
  // The content of a record that must be of this kind and of this whole length.
  Result<Bytes> content(McapOpcode opcode, std::uint64_t offset, std::uint64_t length) const;
  [[nodiscard]] bool magic_at(std::uint64_t offset) const;
  // The CRC of the first `length` bytes.
  Result<std::uint32_t> crc_of_start(std::uint64_t length) const;

 private:
  std::unique_ptr<RandomAccessFile> file_;
};

struct McapSummary {
  std::vector<McapSchema> schemas;
  std::vector<McapChannel> channels;
  std::optional<McapStatistics> statistics;
  std::vector<McapChunkIndex> chunks;
  std::vector<McapAttachmentIndex> attachments;
  std::vector<McapMetadataIndex> metadata;
};

// kCorrupt, saying why, when the file does not end with a whole summary.
Result<McapSummary> read_summary(const McapFile& file);

// The records of a chunk, decompressed and checked against size and CRC.
Result<Bytes> unpack_chunk(const McapChunk& chunk);

// Walks over the records of the data section from the start. What cannot be read is reported and
// skipped: behind a broken length the walk goes on at the next thing that looks like a chunk.
class McapScanner {
 public:
  McapScanner(const McapFile& file, DamageLog& log);

  struct Item {
    McapRecordPlace place;
    Bytes content;  // empty for opcodes that this project does not know
  };
  // Nothing at the end: behind DataEnd, or where the rest of the file is no record.
  Result<std::optional<Item>> next();

 private:
  [[nodiscard]] Result<bool> consistent(const McapRecordPlace& place) const;
  Result<bool> resynchronize();

  const McapFile& file_;
  DamageLog& log_;
  std::uint64_t offset_ = kMcapMagic.size();
  bool ended_ = false;
};

}  // namespace reprise::timeline
