// A recorder as simple as can be, to compare with: packs, and with each full chunk of 1 MiB
// compresses and writes, on the calling thread. No hash chain, no seal; nothing is synced. It ends
// the benchmark when the disk fails. One thread.
#pragma once

#include <filesystem>

#include "core/mcap/writer.h"
#include "core/timeline/record_codec.h"

namespace reprise::timeline {

class InPlaceWriter {
 public:
  explicit InPlaceWriter(const std::filesystem::path& path);
  void append(const Record& record);
  // The last chunk, summary and footer.
  void finish();

 private:
  void write_chunk();

  TakeHeader header_;
  mcap::Writer writer_;
  mcap::ChunkBuilder chunk_;
  RecordPacker packer_;
  std::uint32_t sequence_ = 0;
};

}  // namespace reprise::timeline
