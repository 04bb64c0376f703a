// Reads an MCAP file: by its summary, or record by record where there is none. Lengths in the file
// are believed only as far as the file's own size and the limits below justify them. Functions fail
// with kCorrupt for what the file says, with other codes when the disk fails. One thread.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/mcap/damage_log.h"
#include "core/mcap/format.h"

namespace reprise::mcap {

inline constexpr std::uint64_t kMaxRecordBytes = 1u << 30;
inline constexpr std::uint64_t kMaxChunkBytes = 128u << 20;  // uncompressed

// Where a record lies in the file.
struct RecordPlace {
  std::uint8_t opcode = 0;
  std::uint64_t offset = 0;          // of the opcode
  std::uint64_t content_length = 0;  // fits into the file
  [[nodiscard]] std::uint64_t end() const { return offset + kRecordHeaderSize + content_length; }
};

class File {
 public:
  explicit File(std::unique_ptr<RandomAccessFile> file) : file_(std::move(file)) {}

  [[nodiscard]] std::uint64_t size() const { return file_->size(); }
  // `length` bytes at `offset`; kCorrupt when they are not there or more than the limit.
  Result<Bytes> read(std::uint64_t offset, std::uint64_t length) const;
  // The record at `offset`, or nothing when no whole record can lie there.
  Result<std::optional<RecordPlace>> place_at(std::uint64_t offset) const;
  Result<Bytes> content(const RecordPlace& place) const {
    return read(place.offset + kRecordHeaderSize, place.content_length);
  }
  // The content of a record that must be of this kind and of this whole length.
  Result<Bytes> content(Opcode opcode, std::uint64_t offset, std::uint64_t length) const;
  [[nodiscard]] bool magic_at(std::uint64_t offset) const;
  // The CRC of the first `length` bytes.
  Result<std::uint32_t> crc_of_start(std::uint64_t length) const;

 private:
  std::unique_ptr<RandomAccessFile> file_;
};

struct Summary {
  std::vector<Schema> schemas;
  std::vector<Channel> channels;
  std::optional<Statistics> statistics;
  std::vector<ChunkIndex> chunks;
  std::vector<AttachmentIndex> attachments;
  std::vector<MetadataIndex> metadata;
};

// kCorrupt, saying why, when the file does not end with a whole summary.
Result<Summary> read_summary(const File& file);

// The records of a chunk, decompressed and checked against size and CRC.
Result<Bytes> unpack_chunk(const Chunk& chunk);

// Walks over the records of the data section from the start. What cannot be read is reported and
// skipped: behind a broken length the walk goes on at the next thing that looks like a chunk.
class Scanner {
 public:
  Scanner(const File& file, DamageLog& log);

  struct Item {
    RecordPlace place;
    Bytes content;  // empty for opcodes that this project does not know
  };
  // Nothing at the end: behind DataEnd, or where the rest of the file is no record.
  Result<std::optional<Item>> next();

 private:
  [[nodiscard]] Result<bool> consistent(const RecordPlace& place) const;
  Result<bool> resynchronize();

  const File& file_;
  DamageLog& log_;
  std::uint64_t offset_ = kMagic.size();
  bool ended_ = false;
};

}  // namespace reprise::mcap
