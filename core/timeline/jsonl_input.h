// The lines of a text file, plain or as zstd frames, with bounded memory whatever the file says.
// Damage is noted and reading goes on behind it: at the next line, or the next frame. One thread.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/file.h"
#include "core/base/zstd_stream.h"
#include "core/mcap/damage_log.h"

namespace reprise::timeline {

// A file that begins like zstd frames.
bool is_zstd(ByteSpan start);

class LineInput {
 public:
  struct Line {
    std::string_view text;     // without its end; valid until the next call
    std::uint64_t number = 0;  // from 1
    std::uint64_t offset = 0;  // in the file: of the line, or of the frame that it starts in
    std::uint64_t end = 0;     // in the file: behind it, or behind what was read of its last frame
    bool ended = false;        // by a line feed: only the last line may lack it
  };

  static Result<LineInput> open(std::unique_ptr<RandomAccessFile> file, std::size_t max_line_bytes);

  // The next line, or nothing at the end. Fails only when the disk does.
  Result<std::optional<Line>> next(mcap::DamageLog& log);

  [[nodiscard]] std::uint64_t file_size() const { return file_->size(); }
  // What a file of this size may ask of memory, at most `limit`.
  [[nodiscard]] std::size_t justified(std::size_t limit) const;
  // Bytes of the file that were read.
  [[nodiscard]] std::uint64_t position() const { return offset_; }

 private:
  explicit LineInput(std::unique_ptr<RandomAccessFile> file) : file_(std::move(file)) {}

  Status fill(mcap::DamageLog& log);
  Status fill_plain();
  Status fill_zstd(mcap::DamageLog& log);
  Result<ByteSpan> block();
  Status next_frame(mcap::DamageLog& log, std::string what);
  void drop_line();

  std::unique_ptr<RandomAccessFile> file_;
  std::size_t max_line_bytes_ = 0;
  std::optional<ZstdFrameReader> zstd_;
  std::uint64_t offset_ = 0;        // of the next byte of the file
  std::uint64_t frame_offset_ = 0;  // of the frame that is being read
  bool inside_frame_ = false;
  std::uint64_t expanded_ = 0;  // bytes that came out of the frames
  int resumed_ = 0;             // times that a frame had to be searched
  Bytes block_;
  std::uint64_t block_offset_ = 0;  // in the file
  std::string text_;                // read and not handed out
  std::size_t text_at_ = 0;
  std::size_t scanned_ = 0;  // of text_: holds no line feed between text_at_ and here
  std::uint64_t line_offset_ = 0;
  std::uint64_t line_number_ = 0;
  bool skipping_ = false;  // to the end of a line that is too long
  bool at_end_ = false;
};

}  // namespace reprise::timeline
