// Bytes that are written once and then read at any place: in memory while they are few, beyond that
// in a temporary file without a name, which goes with the last handle however the process ends.
// One thread.
#pragma once

#include <filesystem>
#include <memory>

#include "core/base/file.h"

namespace reprise {

struct SpoolOptions {
  std::size_t memory_bytes = 8u << 20;
  std::filesystem::path folder = {};  // of the temporary file; empty: TMPDIR, or the system's
};

class Spool {
 public:
  explicit Spool(const SpoolOptions& options = {});
  // Appends to the spool; outlives it.
  [[nodiscard]] std::unique_ptr<WritableFile> writer() const;
  // Of all that was written so far; outlives it, too.
  [[nodiscard]] std::unique_ptr<RandomAccessFile> reader() const;
  [[nodiscard]] bool in_memory() const;

 private:
  struct Store;
  class Writer;
  class Reader;
  std::shared_ptr<Store> store_;
};

}  // namespace reprise
