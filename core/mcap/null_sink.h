// A data sink that keeps nothing: for what can be known of a file without writing it. One thread.
#pragma once

#include "core/mcap/data_sink.h"

namespace reprise::mcap {

class NullSink : public DataSink {
 public:
  Status add_schema(Schema /*schema*/) override { return {}; }
  Status add_channel(Channel /*channel*/) override { return {}; }
  Status write_attachment(const Attachment& /*attachment*/) override { return {}; }
  Status write_metadata(const Metadata& /*metadata*/) override { return {}; }
  Status write_chunk(const ChunkBuilder& /*chunk*/) override { return {}; }
  Status sync() override { return {}; }
  Status finish() override { return {}; }
  Status close() override { return {}; }
  [[nodiscard]] std::uint64_t size() const override { return 0; }
};

}  // namespace reprise::mcap
