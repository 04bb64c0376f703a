// An MCAP file as bytes, places and summary: what every reader of this folder stands on. Reading
// messages is for RecordStream (file order, no summary needed) and IndexedReader (time order).
// Lengths in the file are believed only as far as the file's own size and the limits below justify
// them. Functions fail with kCorrupt for what the file says, with other codes when the disk fails.
// One thread.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/mcap/format.h"

namespace reprise::mcap {

inline constexpr std::uint64_t kMaxRecordBytes = 1u << 30;   // larger ones are stepped over
inline constexpr std::uint64_t kMaxChunkBytes = 128u << 20;  // uncompressed

// Where a record lies in the file.
struct RecordPlace {
  std::uint8_t opcode = 0;
  std::uint64_t offset = 0;          // of the opcode
  std::uint64_t content_length = 0;  // fits into the file
  [[nodiscard]] bool is(Opcode kind) const { return opcode == static_cast<std::uint8_t>(kind); }
  [[nodiscard]] std::uint64_t end() const { return offset + kRecordHeaderSize + content_length; }
};

// The error of one that is there and beyond kMaxRecordBytes: kCorrupt, though it may be whole.
tl::unexpected<Error> too_large(std::uint64_t bytes);

// The record whose first bytes are `header`, or nothing when it cannot end within `file_size`.
std::optional<RecordPlace> place_from(std::span<const std::byte, kRecordHeaderSize> header,
                                      std::uint64_t offset, std::uint64_t file_size);

class File {
 public:
  explicit File(std::unique_ptr<RandomAccessFile> file) : file_(std::move(file)) {}

  [[nodiscard]] std::uint64_t size() const { return file_->size(); }
  // Fills `out`; kCorrupt when the file does not reach that far.
  Status read_at(std::uint64_t offset, std::span<std::byte> out) const;
  // `length` bytes at `offset`; kCorrupt when they are not there or more than the limit.
  Result<Bytes> read(std::uint64_t offset, std::uint64_t length) const;
  // The record at `offset`, or nothing when no whole record can lie there.
  Result<std::optional<RecordPlace>> place_at(std::uint64_t offset) const;
  Result<Bytes> content(const RecordPlace& place) const {
    return read(place.offset + kRecordHeaderSize, place.content_length);
  }
  // The content of a record that must be of this kind and of this whole length.
  Result<Bytes> content(Opcode opcode, std::uint64_t offset, std::uint64_t length) const;
  // Whether the magic stands there.
  [[nodiscard]] Result<bool> magic_at(std::uint64_t offset) const;

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

// With a sink every chunk index goes there, and none into Summary::chunks; its failure ends the
// reading.
using ChunkSink = std::function<Status(const ChunkOutline&)>;
// The records of a summary section, without summary offsets and footer.
Result<Summary> parse_summary(ByteSpan records, const ChunkSink& sink = {});
// The file has its end, and nothing there says that it has no summary.
Result<bool> promises_summary(const File& file);
// kCorrupt, saying why, when the file does not end with a whole summary.
Result<Summary> read_summary(const File& file, const ChunkSink& sink = {});

// The records of a chunk, decompressed and checked against size and CRC.
Result<Bytes> unpack_chunk(const Chunk& chunk);
// The same as a view: of `buffer`, which is reused, or of the chunk where it is not compressed.
Result<ByteSpan> unpack_chunk(const Chunk& chunk, Bytes& buffer);

}  // namespace reprise::mcap
