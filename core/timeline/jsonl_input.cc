#include "core/timeline/jsonl_input.h"

#include <algorithm>
#include <array>
#include <utility>

#include "core/timeline/jsonl_limits.h"

namespace reprise::timeline {
namespace {

constexpr std::size_t kBlockBytes = 256u << 10;
constexpr std::array<std::uint8_t, 4> kFrameMagic{0x28, 0xB5, 0x2F, 0xFD};
// Of frames that turn out damaged: each search may read the same bytes again.
constexpr int kMaxResumes = 1000;

ByteSpan frame_magic() {
  return std::as_bytes(std::span(kFrameMagic));
}

}  // namespace

bool is_zstd(ByteSpan start) {
  if (start.size() < 4) {
    return false;
  }
  // Frames that are to be skipped have sixteen magic numbers of their own.
  const bool skippable = (start[0] & std::byte{0xF0}) == std::byte{0x50} &&
                         start[1] == std::byte{0x2A} && start[2] == std::byte{0x4D} &&
                         start[3] == std::byte{0x18};
  return skippable || std::ranges::equal(start.first(4), frame_magic());
}

Result<LineInput> LineInput::open(std::unique_ptr<RandomAccessFile> file,
                                  std::size_t max_line_bytes) {
  LineInput input(std::move(file));
  input.max_line_bytes_ = input.justified(max_line_bytes);
  Bytes start(static_cast<std::size_t>(std::min<std::uint64_t>(input.file_->size(), 4)));
  TRY(input.file_->read_at(0, start));
  if (is_zstd(start)) {
    TRY_ASSIGN(input.zstd_, ZstdFrameReader::create());
  }
  return input;
}

std::size_t LineInput::justified(std::size_t limit) const {
  return justified_bytes(file_->size(), limit);
}

// The bytes at offset_, as far as they fit into a block.
Result<ByteSpan> LineInput::block() {
  const std::uint64_t block_end = block_offset_ + block_.size();
  if (offset_ < block_offset_ || offset_ >= block_end) {
    block_.resize(
        static_cast<std::size_t>(std::min<std::uint64_t>(kBlockBytes, file_->size() - offset_)));
    block_offset_ = offset_;
    TRY(file_->read_at(offset_, block_));
  }
  return ByteSpan(block_).subspan(static_cast<std::size_t>(offset_ - block_offset_));
}

Status LineInput::fill_plain() {
  TRY_ASSIGN(const ByteSpan bytes, block());
  text_ += as_text(bytes);
  offset_ += bytes.size();
  at_end_ = offset_ == file_->size();
  return {};
}

void LineInput::drop_line() {
  text_.clear();
  text_at_ = scanned_ = 0;
  line_offset_ = offset_;
}

// Behind a frame that cannot be read: the next thing that looks like one.
Status LineInput::next_frame(mcap::DamageLog& log, std::string what) {
  const std::uint64_t start = frame_offset_;
  zstd_->reset();
  inside_frame_ = false;
  const bool search = ++resumed_ <= kMaxResumes;
  offset_ = start + 1;
  bool found = false;
  while (search && !found && offset_ < file_->size()) {
    block_.clear();
    TRY_ASSIGN(const ByteSpan bytes, block());
    const auto at = std::ranges::search(bytes, frame_magic()).begin() - bytes.begin();
    found = std::cmp_less(at, bytes.size());
    // A magic number may lie across two blocks.
    const bool last = bytes.size() < 4 || offset_ + bytes.size() == file_->size();
    offset_ += found || last ? static_cast<std::size_t>(at) : bytes.size() - 3;
  }
  if (!found) {
    offset_ = file_->size();
    at_end_ = true;
  }
  log.add(start, offset_ - start, std::move(what));
  drop_line();
  return {};
}

Status LineInput::fill_zstd(mcap::DamageLog& log) {
  TRY_ASSIGN(const ByteSpan bytes, block());
  if (!inside_frame_) {
    frame_offset_ = offset_;
    inside_frame_ = true;
    if (text_at_ == text_.size()) {
      line_offset_ = frame_offset_;
    }
  }
  const std::size_t old_size = text_.size();
  text_.resize(old_size + kBlockBytes);
  const auto step = zstd_->step(bytes, std::as_writable_bytes(std::span(text_)).subspan(old_size));
  text_.resize(old_size + (step ? step->produced : 0));
  if (!step) {
    return next_frame(log, step.error().message);
  }
  offset_ += step->consumed;
  expanded_ += step->produced;
  if (expands_too_much(expanded_, file_->size())) {
    log.add(frame_offset_, file_->size() - frame_offset_,
            "a zstd frame expands more than any take does");
    offset_ = file_->size();
    at_end_ = true;
    drop_line();
    return {};
  }
  inside_frame_ = !step->frame_ended;
  if (offset_ == file_->size() && (step->frame_ended || step->produced == 0)) {
    at_end_ = true;
    if (inside_frame_) {
      log.add(frame_offset_, file_->size() - frame_offset_, "the file ends inside a zstd frame");
    }
  }
  return {};
}

Status LineInput::fill(mcap::DamageLog& log) {
  if (text_at_ > 0) {
    text_.erase(0, text_at_);
    scanned_ -= text_at_;
    text_at_ = 0;
  }
  if (offset_ == file_->size() && !inside_frame_) {
    at_end_ = true;
    return {};
  }
  return zstd_ ? fill_zstd(log) : fill_plain();
}

Result<std::optional<LineInput::Line>> LineInput::next(mcap::DamageLog& log) {
  while (true) {
    const std::size_t end = text_.find('\n', scanned_);
    const bool ended = end != std::string::npos;
    if (ended || (at_end_ && text_at_ < text_.size())) {
      const std::size_t length = (ended ? end : text_.size()) - text_at_;
      const Line line{std::string_view(text_).substr(text_at_, length), ++line_number_,
                      line_offset_, zstd_ ? offset_ : line_offset_ + length, ended};
      text_at_ += length + (ended ? 1 : 0);
      scanned_ = text_at_;
      line_offset_ = zstd_ ? frame_offset_ : line_offset_ + length + 1;
      if (!std::exchange(skipping_, false)) {
        return line;
      }
      continue;
    }
    if (at_end_) {
      return std::nullopt;
    }
    scanned_ = text_.size();
    if (text_.size() - text_at_ > max_line_bytes_) {
      log.add(line_offset_, offset_ - line_offset_,
              "line " + std::to_string(line_number_ + 1) + " is longer than " +
                  std::to_string(max_line_bytes_) + " bytes");
      skipping_ = true;
      text_.resize(text_at_);
      scanned_ = text_at_;
    }
    TRY(fill(log));
  }
}

}  // namespace reprise::timeline
