// The file behind a TakeWriter: packs records into chunks and hands them to the thread that writes
// them. TakeWriter puts a queue and a thread in front. One thread at a time; stats() any.
#pragma once

#include <atomic>
#include <filesystem>
#include <functional>
#include <memory>
#include <vector>

#include "core/base/error.h"
#include "core/timeline/record_codec.h"
#include "core/timeline/take_disk.h"
#include "core/timeline/take_writer.h"

namespace reprise::timeline {

class TakeFile {
 public:
  // The file up to and including its first chunk, which holds the `/take` record alone.
  static Result<std::unique_ptr<TakeFile>> create(FileSystem& fs,
                                                  const std::filesystem::path& target,
                                                  const TakeHeader& header,
                                                  const std::vector<Attachment>& attachments,
                                                  const TakeWriterOptions& options);

  // As TakeDisk::on_failure. Before the first add().
  void on_failure(std::function<void(const Error&)> listener) {
    disk_.on_failure(std::move(listener));
  }

  // After the first failure nothing more is written, and every call returns it.
  Status add(const Record& record, std::optional<std::int64_t> publish_ns);
  // As TakeWriter::seal.
  Result<Seal> seal(Seal seal, const std::vector<mcap::Metadata>& beside);
  // As TakeWriter::abandon.
  Status abandon();

  // All but what the queue knows.
  [[nodiscard]] WriterStats stats() const;

 private:
  TakeFile(FileSystem& fs, std::filesystem::path target, const TakeHeader& header,
           const TakeWriterOptions& options, TakeBody started);
  Status add_record(const Record& record, std::optional<std::int64_t> publish_ns);
  [[nodiscard]] bool chunk_is_over(SampleIndex sample) const;
  Status put(const Record& record, std::optional<std::int64_t> publish_ns);
  Status close_chunk();

  FileSystem* fs_;
  std::filesystem::path target_;
  TakeHeader header_;
  std::int64_t chunk_bytes_;
  std::int64_t chunk_samples_;  // of take time that a chunk may hold
  RecordPacker packer_;
  mcap::ChunkBuilder chunk_;
  SampleIndex chunk_start_;
  SampleIndex chunk_end_;                  // one past the last sample that records tell of
  SampleIndex latest_sample_;              // of any record
  std::vector<std::uint32_t> sequences_;   // by channel id: of the next message
  std::atomic<std::uint64_t> records_{1};  // with the `/take` record
  std::atomic<std::uint64_t> out_of_order_{0};
  TakeDisk disk_;
};

}  // namespace reprise::timeline
