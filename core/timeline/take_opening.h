// A take as a file of MCAP, whatever it is on the disk. JSONL is read once from start to end into a
// spool: memory while it is small (8 MiB), else a temporary file without a name in TMPDIR. So
// everything that reads takes reads them in either form; opening one of ten hours takes the time
// of reading it, and less than 64 MiB. One thread.
#pragma once

#include <filesystem>
#include <memory>

#include "core/base/file.h"
#include "core/base/spool_file.h"
#include "core/mcap/damage_log.h"

namespace reprise::timeline {

struct OpenedTake {
  std::unique_ptr<RandomAccessFile> file;  // MCAP, or something that is no take
  std::uint64_t bytes_on_disk = 0;
  bool spooled = false;  // from JSONL: summary and end were made just now, from what was whole
};

// kNotFound; kCorrupt when the file looks like JSONL and is no take; kUnsupported for a newer
// format. What is damaged in JSONL is noted in the log and left out, by its place in the JSONL.
Result<OpenedTake> open_as_mcap(FileSystem& fs, const std::filesystem::path& path,
                                mcap::DamageLog& log, const SpoolOptions& options = {});

}  // namespace reprise::timeline
