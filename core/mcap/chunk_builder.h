// The messages of one chunk while it fills, with their indexes. One thread.
#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "core/base/bytes.h"
#include "core/base/error.h"
#include "core/base/zstd.h"
#include "core/mcap/format.h"

namespace reprise::mcap {

// The records of a chunk as a file holds them.
struct PackedRecords {
  ByteSpan bytes;
  std::uint32_t crc = 0;  // of the records themselves
};

class ChunkBuilder {
 public:
  void add(const Message& message);
  // A take has none of these in its chunks; other files may.
  void add(const Schema& schema);
  void add(const Channel& channel);
  void clear();

  // The records as a zstd frame, which lies in `compressor` until its next use.
  Result<PackedRecords> pack(ZstdCompressor& compressor) const;

  // Of messages.
  [[nodiscard]] bool empty() const { return count_ == 0; }
  [[nodiscard]] ByteSpan records() const { return records_; }
  [[nodiscard]] std::uint64_t start_time() const { return start_time_; }
  [[nodiscard]] std::uint64_t end_time() const { return end_time_; }
  [[nodiscard]] std::uint64_t count() const { return count_; }
  [[nodiscard]] const std::vector<Schema>& schemas() const { return schemas_; }
  [[nodiscard]] const std::vector<Channel>& channels() const { return channels_; }
  // By channel id.
  [[nodiscard]] const std::map<std::uint16_t, MessageIndex>& indexes() const { return indexes_; }

 private:
  Bytes records_;
  std::map<std::uint16_t, MessageIndex> indexes_;
  std::vector<Schema> schemas_;
  std::vector<Channel> channels_;
  std::uint64_t start_time_ = 0;
  std::uint64_t end_time_ = 0;
  std::uint64_t count_ = 0;
};

}  // namespace reprise::mcap
