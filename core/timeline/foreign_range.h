// The messages of an MCAP file between two moments, by its index: chunks of other times are not
// read. One thread.
#pragma once

#include <cstdint>
#include <optional>

#include "core/mcap/damage_log.h"
#include "core/mcap/file_index.h"
#include "core/mcap/file_window.h"
#include "core/mcap/record_stream.h"

namespace reprise::timeline {

class ForeignRange {
 public:
  // log_time ≥ from and < to. The file and the log must outlive it.
  static Result<ForeignRange> open(const mcap::File& file, mcap::DamageLog& log, std::uint64_t from,
                                   std::uint64_t to);

  // Schemas and channels are here, not among the records.
  [[nodiscard]] const mcap::FileIndex& index() const { return index_; }
  // The next record of a chunk that has messages in the range, those of other times among them, or
  // of one outside any chunk, in file order. Nothing at the end. A chunk that is damaged is noted
  // and left out.
  Result<std::optional<mcap::StreamRecord>> next();

 private:
  ForeignRange(const mcap::File& file, mcap::DamageLog& log, mcap::FileIndex index,
               std::uint64_t from, std::uint64_t to)
      : window_(file), log_(&log), index_(std::move(index)), from_(from), to_(to) {}
  Status load(const mcap::Block& block);

  mcap::FileWindow window_;
  mcap::DamageLog* log_;
  mcap::FileIndex index_;
  std::uint64_t from_;
  std::uint64_t to_;
  std::size_t next_block_ = 0;
  Bytes unpacked_;
  std::optional<ByteReader> inside_;  // of the block before next_block_
};

}  // namespace reprise::timeline
