// Writes a take: records in, an MCAP file out. append() hands records to a writer thread that
// packs, compresses, writes and syncs; the file is NAME.partial until seal() renames it.
// append/seal/abandon belong to one thread.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/timeline/records.h"

namespace reprise::timeline {

enum class Overflow {
  kWait,  // from a file: append waits for the disk
  kDrop,  // live: /health, /hash, then /frame are dropped and counted in a gap record
};

struct TakeWriterOptions {
  Overflow overflow = Overflow::kWait;
  std::size_t queue_bytes = 64u << 20;  // of waiting records
  std::int64_t chunk_bytes = 1 << 20;   // a chunk closes at this size …
  double chunk_seconds = 0.5;           // … or at this much take time
  int zstd_level = 1;
  bool sync_every_chunk = false;  // live; else at most twice a second of wall time
};

struct WriterStats {
  std::uint64_t bytes_written = 0;
  std::uint64_t records = 0;
  std::uint64_t dropped = 0;
  SampleIndex synced_until;  // take time known to be on disk
};

class TakeWriter {
 public:
  // Creates `target`.partial and writes the attachments before the first chunk, then `header`.
  static Result<TakeWriter> create(FileSystem& fs, const std::filesystem::path& target,
                                   const TakeHeader& header,
                                   const std::vector<Attachment>& attachments,
                                   const TakeWriterOptions& options);
  TakeWriter(TakeWriter&&) noexcept;
  TakeWriter& operator=(TakeWriter&&) noexcept;
  ~TakeWriter();  // an unsealed take stays as .partial

  // Records come ordered by sample; within one sample in the order of topics in docs/FORMAT.md.
  // Reports the writer thread's first failure from then on.
  Status append(Record record);

  // What the caller knows of the seal; frames, cues and take_digest are filled in here.
  // Drains, writes seal, summary and footer, syncs, renames to the final name.
  Result<Seal> seal(Seal seal);

  [[nodiscard]] WriterStats stats() const;

 private:
  struct Impl;
  explicit TakeWriter(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

// Channel and schema names, topics and order: the table that FORMAT.md prints.
std::filesystem::path partial_path(const std::filesystem::path& target);

}  // namespace reprise::timeline
