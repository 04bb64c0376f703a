// A take as JSONL: a data sink whose file is text, one JSON object a line, whole or as zstd frames.
// The lines of a chunk go out together, the one that closes it last; with zstd as frames of their
// own, so that a crash leaves whole ones. A message is written by its fields and, where these do
// not give back its very bytes, as those too. docs/FORMAT.md has the lines. What no reader would
// take is refused with kUnsupported: by the call that writes it, or, where it is compressed text
// that no reader would unpack, by the one that ends the file. One thread at a time.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/base/file.h"
#include "core/base/hash.h"
#include "core/base/json_tree.h"
#include "core/base/zstd_stream.h"
#include "core/mcap/data_sink.h"
#include "core/timeline/record_codec.h"

namespace reprise::timeline {

struct JsonlWriterOptions {
  std::optional<int> zstd_level;  // none: plain text
};

class JsonlWriter final : public mcap::DataSink {
 public:
  // The header is the first line. The file is the writer's from now on.
  static Result<JsonlWriter> create(std::unique_ptr<WritableFile> file, const mcap::Header& header,
                                    const JsonlWriterOptions& options);

  Status add_schema(mcap::Schema schema) override;
  Status add_channel(mcap::Channel channel) override;
  Status write_attachment(const mcap::Attachment& attachment) override;
  Status write_metadata(const mcap::Metadata& metadata) override;
  Status write_chunk(const mcap::ChunkBuilder& chunk) override;
  // Writes what waits; nothing of what failed before.
  Status sync() override;
  // The end line; then sync and close.
  Status finish() override;
  Status close() override;
  [[nodiscard]] std::uint64_t size() const override { return size_; }

 private:
  struct Lane {
    std::string topic;
    std::optional<Topic> kind;  // of a take
    bool ambiguous = false;     // another channel has the same topic
  };

  explicit JsonlWriter(std::unique_ptr<WritableFile> file) : file_(std::move(file)) {}
  Status put(const std::string& line, Hash128 digest);
  // The same for a line that may hold any number of values.
  Status put_counted(const std::string& line, Hash128 digest);
  Status check_line(std::size_t bytes);
  [[nodiscard]] Status check_expansion() const;
  Status flush();
  Status append(ByteSpan lines);
  Status put_chunk(const mcap::ChunkBuilder& chunk);
  Status put_message(const mcap::Message& message);
  // The message's fields into fields_; false when they are not all of it.
  bool put_fields(const Lane& lane, ByteSpan data);

  std::unique_ptr<WritableFile> file_;
  std::optional<ZstdFrameWriter> zstd_;
  std::uint64_t size_ = 0;
  std::uint64_t text_bytes_ = 0;  // the same before compression
  std::size_t longest_line_ = 0;
  std::size_t largest_chunk_ = 0;
  std::string pending_;  // lines that are not in the file yet
  std::vector<Hash128> digests_;
  std::uint64_t chunks_ = 0;
  std::map<std::uint16_t, Lane> channels_;
  std::int64_t sample_rate_ = 48000;  // as the latest /take says
  RecordPacker packer_;
  JsonTree tree_;
  std::string fields_;
};

}  // namespace reprise::timeline
