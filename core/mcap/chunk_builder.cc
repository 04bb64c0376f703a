#include "core/mcap/chunk_builder.h"

#include <algorithm>

#include "core/base/hash.h"

namespace reprise::mcap {

void ChunkBuilder::add(const Message& message) {
  MessageIndex& index = indexes_[message.channel];
  index.channel = message.channel;
  index.entries.emplace_back(message.log_time, records_.size());
  start_time_ = empty() ? message.log_time : std::min(start_time_, message.log_time);
  end_time_ = std::max(end_time_, message.log_time);
  put_record(records_, message);
  ++count_;
}

void ChunkBuilder::add(const Schema& schema) {
  put_record(records_, schema);
  schemas_.push_back(schema);
}

void ChunkBuilder::add(const Channel& channel) {
  put_record(records_, channel);
  channels_.push_back(channel);
}

Result<PackedRecords> ChunkBuilder::pack(ZstdCompressor& compressor) const {
  TRY_ASSIGN(const ByteSpan frame, compressor.compress(records_));
  return PackedRecords{frame, crc32(records_)};
}

void ChunkBuilder::clear() {
  records_.clear();
  schemas_.clear();
  channels_.clear();
  indexes_.clear();
  start_time_ = end_time_ = count_ = 0;
}

}  // namespace reprise::mcap
