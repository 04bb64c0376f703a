// Turns a take from one container into another, record by record: topics, schemas, sequences, both
// times, the bytes of messages, attachments, metadata and the bounds of chunks stay, so the seal
// holds. What is damaged is left out and said; nothing is made up for it. A session is stepped, so
// that the caller can stop it. One thread.
#pragma once

#include <filesystem>
#include <memory>
#include <vector>

#include "core/base/file.h"
#include "core/mcap/damage_log.h"
#include "core/timeline/data_source.h"
#include "core/timeline/take_container.h"

namespace reprise::timeline {

struct ConvertOptions {
  int zstd_level = 1;
};

class Conversion {
 public:
  // The output is written beside `output` and gets its name from finish() only. kCorrupt when the
  // input is neither MCAP nor JSONL of a take.
  static Result<Conversion> start(FileSystem& fs, const std::filesystem::path& input,
                                  const std::filesystem::path& output, TakeContainer container,
                                  const ConvertOptions& options = {});

  // One record, or chunk, more. False when nothing is left.
  Result<bool> step();
  // Ends the output as the input ended: one that was not finished stays so. Renames.
  Status finish();

  [[nodiscard]] std::uint64_t bytes_read() const { return source_->bytes_read(); }
  [[nodiscard]] std::uint64_t bytes_total() const { return source_->bytes_total(); }
  [[nodiscard]] std::uint64_t bytes_written() const { return written_; }
  // The input had its end.
  [[nodiscard]] bool finished() const { return source_->finished(); }
  [[nodiscard]] const std::vector<mcap::Damage>& damage() const { return log_->entries(); }

 private:
  Conversion(std::unique_ptr<mcap::DamageLog> log, AtomicFile file)
      : log_(std::move(log)), file_(std::move(file)) {}

  std::unique_ptr<mcap::DamageLog> log_;  // at one address, for the source
  AtomicFile file_;
  std::unique_ptr<DataSource> source_;
  std::unique_ptr<mcap::DataSink> sink_;
  std::uint64_t written_ = 0;
};

// The data section of a take or of any MCAP file.
Result<std::unique_ptr<DataSource>> open_source(FileSystem& fs, const std::filesystem::path& path,
                                                mcap::DamageLog& log);

}  // namespace reprise::timeline
