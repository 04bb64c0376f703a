// Reads the messages of an MCAP file in the order of their log times, whatever the order in the
// file; messages of one time come in file order. A chunk is loaded when the reading reaches its
// start time and dropped behind its last message. Where chunks overlap in time so much that they do
// not fit into the memory allowed, each is held in part and loaded again for the next part. Reads
// any file: without a summary, without chunks, unfinished. One thread.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/mcap/damage_log.h"
#include "core/mcap/file_index.h"

namespace reprise::mcap {

// Which messages, and how.
struct ReadFilter {
  std::uint64_t first_time = 0;                 // log time
  std::uint64_t last_time = ~std::uint64_t{0};  // log time, included
  std::vector<std::string> topics{};            // none: all
  // For loaded messages. Beyond it lies the one chunk that is being unpacked, and a single message
  // that is larger.
  std::uint64_t memory_limit = 64u << 20;
};

// What a reading cost so far.
struct ReadCounters {
  std::uint64_t held_bytes = 0;       // of messages and their order, now
  std::uint64_t most_held_bytes = 0;  // at any time
  std::uint64_t loads = 0;            // of chunks
  std::uint64_t unpacked_bytes = 0;   // by these loads
};

struct IndexedMessage {
  const Channel* channel = nullptr;  // lives as long as the reader
  const Schema* schema = nullptr;    // nullptr: the channel has none
  Message message;                   // until the next call of next()
};

class IndexedReader {
 public:
  // kCorrupt when the file is none of MCAP; other damage is noted.
  static Result<std::unique_ptr<IndexedReader>> open(std::unique_ptr<RandomAccessFile> file);
  IndexedReader(const IndexedReader&) = delete;
  IndexedReader& operator=(const IndexedReader&) = delete;

  [[nodiscard]] const FileIndex& index() const { return index_; }
  [[nodiscard]] const File& file() const { return file_; }
  // What was found wrong so far, by open() and by cursors.
  [[nodiscard]] const std::vector<Damage>& damage() const { return log_.entries(); }

  class Cursor;
  // The reader must outlive the cursor.
  [[nodiscard]] Cursor read(const ReadFilter& filter = {});

 private:
  explicit IndexedReader(std::unique_ptr<RandomAccessFile> file) : file_(std::move(file)) {}

  File file_;
  DamageLog log_;
  FileIndex index_;
};

class IndexedReader::Cursor {
 public:
  Cursor(Cursor&&) noexcept;
  Cursor& operator=(Cursor&&) noexcept;
  ~Cursor();

  // Nothing at the end. Damaged chunks are noted and left out.
  Result<std::optional<IndexedMessage>> next();
  [[nodiscard]] const ReadCounters& counters() const;

 private:
  friend class IndexedReader;
  class Impl;
  explicit Cursor(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace reprise::mcap
