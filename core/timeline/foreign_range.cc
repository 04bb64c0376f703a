#include "core/timeline/foreign_range.h"

#include <utility>

namespace reprise::timeline {

Result<ForeignRange> ForeignRange::open(const mcap::File& file, mcap::DamageLog& log,
                                        std::uint64_t from, std::uint64_t to) {
  TRY_ASSIGN(mcap::FileIndex index, mcap::build_index(file, log));
  return ForeignRange(file, log, std::move(index), from, to);
}

Result<std::optional<mcap::StreamRecord>> ForeignRange::next() {
  while (true) {
    if (inside_) {
      const mcap::Block& block = index_.blocks[next_block_ - 1];
      const std::uint64_t at = inside_->position();
      if (const auto view = mcap::next_record(*inside_)) {
        return mcap::StreamRecord{view->opcode, view->content, block.offset,
                                  block.is_chunk ? std::optional(at) : std::nullopt};
      }
      if (inside_->failed()) {
        log_->add(block.offset, 0, "a record of a chunk is cut");
      }
      inside_.reset();
    }
    if (next_block_ == index_.blocks.size()) {
      return std::nullopt;
    }
    const mcap::Block& block = index_.blocks[next_block_++];
    if (block.end_time >= from_ && block.start_time < to_) {
      TRY(load(block));
    }
  }
}

Status ForeignRange::load(const mcap::Block& block) {
  TRY_ASSIGN(ByteSpan records, window_.view(block.offset, block.length));
  if (block.is_chunk) {
    const auto chunk = mcap::chunk_of_block(records);
    const auto unpacked = chunk ? mcap::unpack_chunk(*chunk, unpacked_) : fail(chunk.error());
    if (!unpacked) {
      log_->add(block.offset, block.length, unpacked.error().message);
      return {};
    }
    records = *unpacked;
  }
  inside_.emplace(records);
  return {};
}

}  // namespace reprise::timeline
