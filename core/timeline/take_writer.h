// Writes a take: records in, an MCAP file out, or text where the name asks for it. append() hands
// records to threads that pack, compress, write and sync; the file is NAME.partial until seal()
// renames it. After the first failure of a write or sync nothing more is written, so that what was
// written before stays readable; the next call of append, seal or abandon returns the error.
// append/seal/abandon belong to one thread; stats() and status() to any.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/mcap/format.h"
#include "core/timeline/records.h"

namespace reprise::timeline {

enum class Overflow {
  kWait,  // from a file: append waits for the disk
  kDrop,  // live: /health, /hash, then /frame are dropped and counted in a gap record
};

// When what was written is known to be on the device.
enum class Durability {
  kFast,   // from a file: a chunk now and then, at most twice a second of wall time
  kChunk,  // live: every chunk, before the next one is written
};

enum class OldPartial { kRefuse, kReplace };  // what a killed recording left under this name

struct TakeWriterOptions {
  Overflow overflow = Overflow::kWait;
  Durability durability = Durability::kFast;
  // What may wait for the disk at most: bytes, and records. 0: little where append waits; where it
  // drops, room for 60 s of /audio and /cue while frames are left out.
  std::size_t queue_bytes = 0;
  std::size_t queue_records = 0;
  std::int64_t chunk_bytes = 1 << 20;  // a chunk closes at this size …
  double chunk_seconds = 0.5;          // … or at this much take time
  int zstd_level = 1;
  OldPartial old_partial = OldPartial::kRefuse;
};

struct WriterStats {
  std::uint64_t bytes_written = 0;
  std::uint64_t records = 0;
  std::uint64_t waiting = 0;       // records that append() took and no chunk holds yet
  std::uint64_t dropped = 0;       // records that a full queue refused (Overflow::kDrop)
  std::int64_t lost_samples = 0;   // of the /audio among them
  std::uint64_t out_of_order = 0;  // records that came with an earlier sample than one before
  SampleIndex written_until;       // take time that is in the file
  SampleIndex synced_until;        // take time known to be on the device
};

class TakeWriter {
 public:
  // Creates `target`.partial and writes the attachments before the first chunk, then `header`.
  // kExists when `target`.partial is there already, unless it may be replaced: it may be all that
  // is left of a performance. kInvalid when the header breaks a limit, kUsage when the options make
  // no sense.
  static Result<TakeWriter> create(FileSystem& fs, const std::filesystem::path& target,
                                   const TakeHeader& header,
                                   const std::vector<Attachment>& attachments,
                                   const TakeWriterOptions& options);
  TakeWriter(TakeWriter&&) noexcept;
  TakeWriter& operator=(TakeWriter&&) noexcept;
  ~TakeWriter();  // an unsealed take stays as .partial, up to its last written chunk

  // Records come ordered by sample; within one sample in the order of topics in docs/FORMAT.md. One
  // that is out of order is written all the same, and counted. `publish_ns` (since 1970) defaults
  // to the record's log_time. kInvalid for a record that breaks a limit: it is not written, and the
  // next one may be. Else reports the threads' first failure from then on.
  // Where it drops, a call that succeeds makes no system call, allocates and frees nothing, and
  // waits for nobody. A record that is refused or dropped stays as it was.
  Status append(Record&& record, std::optional<std::int64_t> publish_ns = std::nullopt);
  // Appends a copy.
  Status append(const Record& record, std::optional<std::int64_t> publish_ns = std::nullopt);

  // What the caller knows of the seal; frames, cues and take_digest are filled in here, and
  // lost_samples grows by what the queue refused.
  // Drains, writes `beside` (metadata of whoever made the take, or of those it was made of), seal,
  // summary and footer, syncs, renames to the final name.
  Result<Seal> seal(Seal seal, const std::vector<mcap::Metadata>& beside = {});

  // Ends without a seal: what was appended is written and synced, and stays in `target`.partial.
  Status abandon();

  [[nodiscard]] WriterStats stats() const;
  // The threads' first failure.
  [[nodiscard]] Status status() const;

 private:
  struct Impl;
  explicit TakeWriter(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

// "show.mcap" → "show.mcap.partial".
std::filesystem::path partial_path(const std::filesystem::path& target);

}  // namespace reprise::timeline
