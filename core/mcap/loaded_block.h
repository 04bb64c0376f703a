// The messages of one block in memory, sorted by log time: all of them, or the next part. One
// thread.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "core/mcap/file_index.h"

namespace reprise::mcap {

// Where a message stands among the wanted ones of its block, and its time.
struct BlockPosition {
  std::uint64_t time = 0;
  std::size_t rank = 0;  // 0: the first one
};

struct LoadedBlock {
  struct Entry {
    std::uint64_t time = 0;
    std::uint64_t offset = 0;  // in records
  };

  std::size_t block = 0;  // in FileIndex::blocks
  Bytes bytes;            // what `records` views
  ByteSpan records;
  std::vector<Entry> entries;         // by time, then file order
  std::size_t next = 0;               // in entries
  std::size_t first_rank = 0;         // of entries[0]
  std::optional<BlockPosition> rest;  // the first message that is not held

  [[nodiscard]] bool exhausted() const { return next == entries.size(); }
  [[nodiscard]] std::uint64_t time() const { return entries[next].time; }
  [[nodiscard]] BlockPosition position() const { return {time(), first_rank + next}; }
  [[nodiscard]] std::uint64_t held_bytes() const {
    return bytes.size() + entries.size() * sizeof(Entry);
  }
  // The record at entries[next], whose place was checked when it was loaded.
  [[nodiscard]] Message message() const;
  // Keeps of what is to come the first part, of about `budget` bytes and at least one message.
  void keep_part(std::uint64_t budget);
};

// Sorts and trims: entries before `rank` go.
void order_entries(LoadedBlock& loaded, std::size_t rank);

}  // namespace reprise::mcap
