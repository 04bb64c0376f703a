// The data section of an MCAP file, a take's or anybody's, as a source. Chunks are checked and
// handed on as they are; messages outside chunks are gathered into some. Each record is judged by
// itself: one that is damaged, or of a channel that nothing declares, is noted and left out. One
// thread.
#pragma once

#include <memory>
#include <optional>
#include <set>

#include "core/mcap/chunk_builder.h"
#include "core/mcap/record_stream.h"
#include "core/timeline/data_source.h"

namespace reprise::timeline {

class McapSource final : public DataSource {
 public:
  // kCorrupt when the file is none of MCAP. The log must outlive the source.
  static Result<std::unique_ptr<McapSource>> open(std::unique_ptr<RandomAccessFile> file,
                                                  mcap::DamageLog& log);

  [[nodiscard]] const mcap::Header& header() const override { return header_; }
  Result<bool> step(mcap::DataSink& sink) override;
  [[nodiscard]] bool finished() const override { return finished_; }
  [[nodiscard]] std::uint64_t bytes_read() const override { return bytes_read_; }
  [[nodiscard]] std::uint64_t bytes_total() const override { return file_.size(); }

 private:
  McapSource(std::unique_ptr<RandomAccessFile> file, mcap::DamageLog& log)
      : file_(std::move(file)), log_(&log), stream_(file_, log) {}
  void take_header();
  Status take(const mcap::StreamRecord& record, mcap::DataSink& sink);
  void add_message(const mcap::StreamRecord& record);
  Status close_chunk(mcap::DataSink& sink);
  void note(const mcap::StreamRecord& record, std::string what);
  template <typename Record, typename HandOn>
  Status hand_on(const mcap::StreamRecord& from, Result<Record> record, HandOn on);

  mcap::File file_;
  mcap::DamageLog* log_;
  mcap::RecordStream stream_;
  std::optional<mcap::StreamRecord> first_;  // where that is no header
  mcap::Header header_;
  std::set<std::uint16_t> channels_;  // that were declared
  mcap::ChunkBuilder chunk_;
  bool inside_ = false;  // of a chunk of the file, which chunk_ is
  std::uint64_t bytes_read_ = 0;
  bool finished_ = false;
};

}  // namespace reprise::timeline
