// The data section of an MCAP file, a take's or anybody's, as a source. Chunks are checked and
// handed on as they are; messages outside chunks are gathered into some. One thread.
#pragma once

#include <memory>
#include <optional>

#include "core/mcap/chunk_builder.h"
#include "core/mcap/reader.h"
#include "core/mcap/scanner.h"
#include "core/timeline/data_source.h"

namespace reprise::timeline {

class McapSource final : public DataSource {
 public:
  // kCorrupt when the file does not begin as MCAP. The log must outlive the source.
  static Result<std::unique_ptr<McapSource>> open(std::unique_ptr<RandomAccessFile> file,
                                                  mcap::DamageLog& log);

  [[nodiscard]] const mcap::Header& header() const override { return header_; }
  Result<bool> step(mcap::DataSink& sink) override;
  [[nodiscard]] bool finished() const override { return finished_; }
  [[nodiscard]] std::uint64_t bytes_read() const override { return place_.end(); }
  [[nodiscard]] std::uint64_t bytes_total() const override { return file_.size(); }

 private:
  McapSource(std::unique_ptr<RandomAccessFile> file, mcap::DamageLog& log)
      : file_(std::move(file)), log_(&log), scanner_(file_, log) {}
  Status take_item(const mcap::Scanner::Item& item, mcap::DataSink& sink);
  Status take_chunk(ByteSpan content, mcap::DataSink& sink);
  Status take_in(const mcap::RecordView& view, mcap::DataSink& sink);
  Status check_end(ByteSpan content);
  Status close_chunk(mcap::DataSink& sink);

  mcap::File file_;
  mcap::DamageLog* log_;
  mcap::Scanner scanner_;
  std::optional<mcap::Scanner::Item> first_;
  mcap::RecordPlace place_;  // of the record at hand
  mcap::Header header_;
  mcap::ChunkBuilder chunk_;
  bool finished_ = false;
};

}  // namespace reprise::timeline
