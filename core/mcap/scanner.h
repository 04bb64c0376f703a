// Walks over the records of a file by their lengths, from any record on. What cannot be a record is
// reported and skipped: behind a broken length the walk goes on at the next thing that
// find_record() (record_shape.h) finds, so a chunk that is whole is met wherever it lies and
// whatever was before it. One thread.
#pragma once

#include <optional>

#include "core/mcap/damage_log.h"
#include "core/mcap/file_window.h"
#include "core/mcap/record_shape.h"

namespace reprise::mcap {

// Places only; chunks are one record each.
class RecordWalker {
 public:
  RecordWalker(FileWindow& window, DamageLog& log, std::uint64_t offset = kMagic.size())
      : window_(window), log_(log), offset_(offset) {}

  // Nothing at the end: behind the footer, or where the rest of the file is no record.
  Result<std::optional<RecordPlace>> next();
  // Where the next record is looked for.
  [[nodiscard]] std::uint64_t offset() const { return offset_; }
  void seek(std::uint64_t offset) { offset_ = offset; }

 private:
  Result<std::optional<RecordPlace>> resynchronize(const std::optional<RecordPlace>& unsure);

  FileWindow& window_;
  DamageLog& log_;
  std::uint64_t offset_;
  bool messages_outside_ = false;  // of chunks: such a file was met
  bool ended_ = false;
};

// Walks over the records of the data section from the start, with their content.
class Scanner {
 public:
  Scanner(const File& file, DamageLog& log) : window_(file), walker_(window_, log) {}
  Scanner(const Scanner&) = delete;
  Scanner& operator=(const Scanner&) = delete;

  struct Item {
    RecordPlace place;
    Bytes content;  // empty for opcodes that this project does not know, and beyond kMaxRecordBytes
  };
  // Nothing at the end: behind DataEnd, or where the rest of the file is no record.
  Result<std::optional<Item>> next();

 private:
  FileWindow window_;
  RecordWalker walker_;
  bool ended_ = false;
};

}  // namespace reprise::mcap
