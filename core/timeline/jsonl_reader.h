// Reads a take from JSONL and hands it on as records of MCAP. A chunk is handed on when its closing
// line has proved it: what a crash left of the last one, and what was altered, is noted and left
// out. Lines without digest were edited: they count as they are, and what depends on them (the seal
// among it) is made anew. Memory: one line and one chunk. One thread.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/base/json_tree.h"
#include "core/mcap/chunk_builder.h"
#include "core/timeline/data_source.h"
#include "core/timeline/jsonl_input.h"
#include "core/timeline/jsonl_lines.h"
#include "core/timeline/record_codec.h"
#include "core/timeline/resealer.h"

namespace reprise::timeline {

// Whether a file that begins like this can be a take as JSONL, plain or compressed: only reading
// tells whether it is.
bool may_be_jsonl(ByteSpan start);

class JsonlReader final : public DataSource {
 public:
  // Reads the first line. kCorrupt when this is no take; kUnsupported for a newer format. The log
  // must outlive the reader.
  static Result<std::unique_ptr<JsonlReader>> open(std::unique_ptr<RandomAccessFile> file,
                                                   mcap::DamageLog& log);

  [[nodiscard]] const mcap::Header& header() const override { return header_; }
  Result<bool> step(mcap::DataSink& sink) override;
  [[nodiscard]] bool finished() const override { return finished_; }
  [[nodiscard]] std::uint64_t bytes_read() const override { return input_.position(); }
  [[nodiscard]] std::uint64_t bytes_total() const override { return input_.file_size(); }

 private:
  struct MessageLine {
    std::optional<std::uint16_t> channel;
    std::optional<std::uint32_t> sequence;
    std::optional<std::uint64_t> log_time;
    std::optional<std::uint64_t> publish_time;
    std::optional<SampleIndex> sample;
    ByteSpan data;
  };

  JsonlReader(LineInput input, mcap::DamageLog& log) : input_(std::move(input)), log_(&log) {}
  Status read_header();
  Status take_line(mcap::DataSink& sink);
  Status take_message(JsonNode& root, const std::string& topic, mcap::DataSink& sink);
  Status read_data(JsonNode& root, std::optional<Topic> topic, MessageLine& line);
  Status note_record(const Record& record, MessageLine& line);
  Result<std::uint16_t> channel_of(const JsonNode& root, const std::string& topic,
                                   mcap::DataSink& sink);
  Status declare_topics(mcap::DataSink& sink);
  void note_digest(std::optional<Hash128> digest);
  Status take_item(ParsedLine line, mcap::DataSink& sink);
  Status take_schema(mcap::Schema schema, mcap::DataSink& sink);
  Status take_channel(mcap::Channel channel, mcap::DataSink& sink);
  Status take_metadata(mcap::Metadata metadata, bool edited, mcap::DataSink& sink);
  Status close_chunk(const ChunkLine& chunk, std::optional<Hash128> digest, mcap::DataSink& sink);
  bool keep_last(std::uint64_t records, Hash128 digest);
  Status write_chunk(mcap::DataSink& sink);
  void take_end(const EndLine& end, std::optional<Hash128> digest);
  Status finish(mcap::DataSink& sink);
  void note(std::string what);

  LineInput input_;
  mcap::DamageLog* log_;
  mcap::Header header_;
  JsonTree tree_;
  RecordPacker packer_;
  Bytes raw_;
  LineInput::Line line_;                  // at hand
  std::optional<LineInput::Line> first_;  // behind a damaged header
  bool finished_ = false;
  bool ended_ = false;
  bool edited_ = false;           // a line had no digest
  bool incomplete_ = false;       // something was left out
  std::vector<Hash128> digests_;  // of the lines, as they say
  Resealer sealer_;
  std::set<std::uint16_t> schemas_;
  std::set<std::uint16_t> channels_;
  std::map<std::string, std::uint16_t> channel_by_topic_;
  std::map<std::uint16_t, std::uint32_t> next_sequence_;
  std::optional<TakeHeader> take_;  // the latest /take record
  mcap::ChunkBuilder chunk_;        // lines that nothing has closed yet
  std::uint64_t chunk_offset_ = 0;
  std::uint64_t chunk_line_ = 0;  // number of its first line
};

}  // namespace reprise::timeline
