// Reads every record of an MCAP file in file order, the contents of chunks in their place: no
// summary, no index, one pass, memory for one record and one unpacked chunk. Records are views:
// nothing is copied or allocated for each. Checks the CRC of each chunk, of the data section and of
// the summary; that of an attachment is checked by parse_attachment(). One thread.
#pragma once

#include <cstdint>
#include <optional>

#include "core/mcap/scanner.h"

namespace reprise::mcap {

struct StreamRecord {
  std::uint8_t opcode = 0;
  ByteSpan content;          // until the next call of next()
  std::uint64_t offset = 0;  // in the file, of the record or of the chunk that it stands in
  // Where in the chunk's unpacked records it stands, if in a chunk.
  std::optional<std::uint64_t> offset_in_chunk;

  [[nodiscard]] bool is(Opcode kind) const { return opcode == static_cast<std::uint8_t>(kind); }
};

class RecordStream {
 public:
  // The first damage is the error kCorrupt of the call that meets it. The file must outlive this.
  explicit RecordStream(const File& file) : RecordStream(file, nullptr) {}
  // Damage is noted and skipped: a chunk that cannot be unpacked, the rest of a chunk behind a cut
  // record, bytes that are no record. So are whole records that are too large to be read.
  RecordStream(const File& file, DamageLog& log) : RecordStream(file, &log) {}
  RecordStream(const RecordStream&) = delete;
  RecordStream& operator=(const RecordStream&) = delete;

  // The next record, of any kind; a chunk comes before what stands in it. Nothing at the end.
  // kCorrupt at the first call when the file is none of MCAP.
  Result<std::optional<StreamRecord>> next();
  // The whole file was read up to its footer and magic. An unfinished file ends without.
  [[nodiscard]] bool finished() const { return finished_; }

 private:
  RecordStream(const File& file, DamageLog* log);
  Status check_start();
  Result<std::optional<StreamRecord>> next_in_chunk();
  Result<std::optional<RecordPlace>> next_place();
  Result<std::optional<StreamRecord>> next_in_file();
  Result<StreamRecord> take(const RecordPlace& place);
  Status open_chunk();
  Status check_data_end(const RecordPlace& place);
  Status check_footer(const RecordPlace& place);
  Status extend_crc(std::uint64_t end);
  // Fails when damage is an error.
  Status note(std::uint64_t offset, std::uint64_t bytes, std::string what);
  Status judge_walk();

  FileWindow window_;
  DamageLog own_log_;
  DamageLog* log_;  // the caller's, or nullptr
  RecordWalker walker_;
  bool started_ = false;
  bool finished_ = false;
  std::uint32_t crc_ = 0;  // of the file's bytes before crc_end_
  std::uint64_t crc_end_ = 0;
  std::optional<RecordPlace> waiting_chunk_;  // was handed out, its contents were not
  Bytes unpacked_;
  std::optional<ByteReader> inside_;  // of the chunk at hand
  RecordPlace chunk_;                 // that it belongs to
};

}  // namespace reprise::mcap
