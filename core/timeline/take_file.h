// The file behind a TakeWriter: packs records into chunks, compresses, writes, syncs, seals. All of
// it on the calling thread; TakeWriter puts a queue and a thread in front. One thread at a time.
#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <vector>

#include "core/base/error.h"
#include "core/timeline/record_codec.h"
#include "core/timeline/take_body.h"
#include "core/timeline/take_writer.h"

namespace reprise::timeline {

class TakeFile {
 public:
  // The file up to and including its first chunk, which holds the `/take` record alone.
  static Result<TakeFile> create(FileSystem& fs, const std::filesystem::path& target,
                                 const TakeHeader& header,
                                 const std::vector<Attachment>& attachments,
                                 const TakeWriterOptions& options);

  // After the first failure nothing more is written, and every call returns it.
  Status add(const Record& record, std::optional<std::int64_t> publish_ns);
  // As TakeWriter::seal.
  Result<Seal> seal(Seal seal, const std::vector<mcap::Metadata>& beside);
  // As TakeWriter::abandon.
  Status abandon();

  // All but what the queue knows.
  [[nodiscard]] const WriterStats& stats() const { return stats_; }

 private:
  TakeFile(FileSystem& fs, std::filesystem::path target, const TakeHeader& header,
           const TakeWriterOptions& options, std::unique_ptr<mcap::DataSink> sink);
  Status write_start(const std::vector<Attachment>& attachments);
  Status noted(Status status);
  Status add_record(const Record& record, std::optional<std::int64_t> publish_ns);
  Status write_end(Seal& seal, const std::vector<mcap::Metadata>& beside);
  [[nodiscard]] bool chunk_is_over(SampleIndex sample) const;
  Status put(const Record& record, std::optional<std::int64_t> publish_ns);
  Status close_chunk();
  Status write_chunk();
  Status sync();

  FileSystem* fs_;
  std::filesystem::path target_;
  TakeHeader header_;
  TakeWriterOptions options_;
  TakeBody body_;
  RecordPacker packer_;
  mcap::ChunkBuilder chunk_;
  std::int64_t chunk_samples_ = 0;  // of take time that a chunk may hold
  SampleIndex chunk_start_;
  SampleIndex chunk_end_;                 // one past the last sample that its records tell of
  SampleIndex latest_sample_;             // of any record
  std::vector<std::uint32_t> sequences_;  // by channel id: of the next message
  WriterStats stats_;
  std::chrono::steady_clock::time_point last_sync_;
  std::optional<Error> failure_;  // the first one
  bool sync_failed_ = false;
};

}  // namespace reprise::timeline
