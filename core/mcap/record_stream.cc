#include "core/mcap/record_stream.h"

#include <algorithm>
#include <string>

#include "core/base/hash.h"

namespace reprise::mcap {
namespace {

bool belongs_into_chunk(std::uint8_t opcode) {
  const auto kind = static_cast<Opcode>(opcode);
  return kind == Opcode::kSchema || kind == Opcode::kChannel || kind == Opcode::kMessage ||
         opcode > static_cast<std::uint8_t>(Opcode::kDataEnd);
}

}  // namespace

RecordStream::RecordStream(const File& file, DamageLog* log)
    : window_(file), log_(log), walker_(window_, log == nullptr ? own_log_ : *log) {}

Result<std::optional<StreamRecord>> RecordStream::next() {
  if (!started_) {
    TRY(check_start());
    started_ = true;
  }
  if (waiting_chunk_) {
    TRY(open_chunk());
  }
  if (inside_) {
    TRY_ASSIGN(const auto record, next_in_chunk());
    if (record) {
      return record;
    }
  }
  return next_in_file();
}

Status RecordStream::check_start() {
  TRY_ASSIGN(const bool magic, window_.file().magic_at(0));
  if (magic) {
    return {};
  }
  TRY_ASSIGN(const auto header, window_.place_at(kMagic.size()));
  if (!header || !header->is(Opcode::kHeader)) {
    return fail(ErrorCode::kCorrupt, "this is not an MCAP file");
  }
  return note(0, kMagic.size(), "the first bytes of the file are damaged");
}

Result<std::optional<StreamRecord>> RecordStream::next_in_chunk() {
  while (true) {
    const std::uint64_t at = inside_->position();
    const auto view = next_record(*inside_);
    if (!view) {
      break;
    }
    if (belongs_into_chunk(view->opcode)) {
      return StreamRecord{view->opcode, view->content, chunk_.offset, at};
    }
    TRY(note(chunk_.offset, 0,
             "a record of kind " + std::to_string(view->opcode) + " inside a chunk was skipped"));
  }
  const bool cut = inside_->failed();
  inside_.reset();
  if (cut) {
    TRY(note(chunk_.offset, 0, "a record of a chunk is cut"));
  }
  return std::nullopt;
}

Result<std::optional<RecordPlace>> RecordStream::next_place() {
  while (true) {
    TRY_ASSIGN(const auto place, walker_.next());
    TRY(judge_walk());
    if (!place || !is_known(place->opcode) || place->content_length <= kMaxRecordBytes) {
      return place;
    }
    TRY(note(place->offset, place->end() - place->offset,
             too_large(place->content_length).value().message));
  }
}

Result<std::optional<StreamRecord>> RecordStream::next_in_file() {
  TRY_ASSIGN(const auto place, next_place());
  if (!place) {
    return std::nullopt;
  }
  if (place->is(Opcode::kDataEnd)) {
    TRY(check_data_end(*place));
  } else if (place->is(Opcode::kFooter)) {
    TRY(check_footer(*place));
  }
  return take(*place);
}

Result<StreamRecord> RecordStream::take(const RecordPlace& place) {
  // Records of unknown kinds can be of any length.
  if (place.content_length > kMaxRecordBytes) {
    return StreamRecord{place.opcode, {}, place.offset, std::nullopt};
  }
  TRY(extend_crc(place.offset));
  TRY_ASSIGN(const ByteSpan bytes, window_.view(place.offset, place.end() - place.offset));
  crc_ = crc32(bytes, crc_);
  crc_end_ = place.end();
  if (place.is(Opcode::kChunk)) {
    waiting_chunk_ = place;
  }
  return StreamRecord{place.opcode, bytes.subspan(kRecordHeaderSize), place.offset, std::nullopt};
}

Status RecordStream::open_chunk() {
  chunk_ = *waiting_chunk_;
  waiting_chunk_.reset();
  TRY_ASSIGN(const ByteSpan content, window_.content(chunk_));
  const auto chunk = parse_chunk(content);
  const auto records = chunk ? unpack_chunk(*chunk, unpacked_) : fail(chunk.error());
  if (!records) {
    return records.error().code == ErrorCode::kCorrupt
               ? note(chunk_.offset, chunk_.end() - chunk_.offset, records.error().message)
               : fail(records.error());
  }
  inside_.emplace(*records);
  return {};
}

Status RecordStream::check_data_end(const RecordPlace& place) {
  TRY(extend_crc(place.offset));
  TRY_ASSIGN(const ByteSpan content, window_.content(place));
  TRY_ASSIGN(const std::uint32_t expected, parse_data_end(content));
  if (expected != 0 && expected != crc_) {
    TRY(note(place.offset, 0, "the CRC of the data section does not match"));
  }
  return {};
}

Status RecordStream::check_footer(const RecordPlace& place) {
  TRY_ASSIGN(const ByteSpan content, window_.content(place));
  TRY_ASSIGN(const Footer footer, parse_footer(content));
  TRY_ASSIGN(const bool magic, window_.file().magic_at(place.end()));
  finished_ = magic && window_.size() - place.end() == kMagic.size();
  if (!finished_) {
    TRY(note(place.end(), window_.size() - place.end(), "the file does not end with its footer"));
  }
  const std::uint64_t crc_at = place.end() - sizeof footer.summary_crc;
  if (footer.summary_crc == 0) {
    return {};
  }
  // Without a summary the CRC covers the footer's own fields.
  const std::uint64_t start = footer.summary_start == 0 ? place.offset : footer.summary_start;
  if (start > crc_at) {
    return note(place.offset, 0, "the footer points behind itself");
  }
  TRY_ASSIGN(const std::uint32_t crc, crc_of(window_, start, crc_at));
  return crc == footer.summary_crc ? Status()
                                   : note(start, 0, "the CRC of the summary does not match");
}

Status RecordStream::extend_crc(std::uint64_t end) {
  if (crc_end_ < end) {
    TRY_ASSIGN(crc_, crc_of(window_, crc_end_, end, crc_));
    crc_end_ = end;
  }
  return {};
}

Status RecordStream::note(std::uint64_t offset, std::uint64_t bytes, std::string what) {
  if (log_ == nullptr) {
    return fail(ErrorCode::kCorrupt, std::move(what));
  }
  log_->add(offset, bytes, std::move(what));
  return {};
}

Status RecordStream::judge_walk() {
  return own_log_.entries().empty() ? Status()
                                    : fail(ErrorCode::kCorrupt, own_log_.entries().front().what);
}

}  // namespace reprise::mcap
