// Where a data section goes, record by record and in file order: an MCAP file, or its JSONL twin.
// Every call reports its own failure; what earlier calls wrote stays. One thread at a time.
#pragma once

#include "core/base/error.h"
#include "core/mcap/chunk_builder.h"
#include "core/mcap/format.h"

namespace reprise::mcap {

class DataSink {
 public:
  virtual ~DataSink() = default;

  // A schema or channel comes before what uses it.
  virtual Status add_schema(Schema schema) = 0;
  virtual Status add_channel(Channel channel) = 0;
  virtual Status write_attachment(const Attachment& attachment) = 0;
  virtual Status write_metadata(const Metadata& metadata) = 0;
  // The builder must not be empty; it is left as it is.
  virtual Status write_chunk(const ChunkBuilder& chunk) = 0;
  // The same with the records packed before, for sinks that hold them so: as zstd, at their level.
  virtual Status write_packed(const ChunkBuilder& chunk, const PackedRecords& /*packed*/) {
    return write_chunk(chunk);
  }
  // What was written is on the device when this returns.
  virtual Status sync() = 0;
  // The end of the data section and all that belongs behind it; then sync and close.
  virtual Status finish() = 0;
  // Closes without an end.
  virtual Status close() = 0;
  // Bytes of the file so far.
  [[nodiscard]] virtual std::uint64_t size() const = 0;
};

}  // namespace reprise::mcap
