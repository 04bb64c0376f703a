#include "core/mcap/reader.h"

#include <algorithm>
#include <span>
#include <string>

#include "core/base/hash.h"
#include "core/base/zstd.h"

namespace reprise::mcap {
namespace {

constexpr std::size_t kWindow = 1 << 20;
// A chunk's compression name stands behind opcode, length, two times, size and CRC.
constexpr std::string_view kChunkMark{"\4\0\0\0zstd", 8};
constexpr std::uint64_t kChunkMarkAt = kRecordHeaderSize + 8 + 8 + 8 + 4;
// Content of a chunk before its compressed records, when its compression is called zstd.
constexpr std::uint64_t kChunkFieldsSize = 8 + 8 + 8 + 4 + 8 + 8;

tl::unexpected<Error> corrupt(std::string message) {
  return fail(ErrorCode::kCorrupt, std::move(message));
}

bool known(std::uint8_t opcode) {
  return opcode >= static_cast<std::uint8_t>(Opcode::kHeader) &&
         opcode <= static_cast<std::uint8_t>(Opcode::kDataEnd);
}

template <typename Record>
Status push(std::vector<Record>& to, Result<Record> record) {
  TRY_ASSIGN(Record value, std::move(record));
  to.push_back(std::move(value));
  return {};
}

Status add_to_summary(Summary& summary, const RecordView& record) {
  switch (static_cast<Opcode>(record.opcode)) {
    case Opcode::kSchema:
      return push(summary.schemas, parse_schema(record.content));
    case Opcode::kChannel:
      return push(summary.channels, parse_channel(record.content));
    case Opcode::kChunkIndex:
      return push(summary.chunks, parse_chunk_index(record.content));
    case Opcode::kAttachmentIndex:
      return push(summary.attachments, parse_attachment_index(record.content));
    case Opcode::kMetadataIndex:
      return push(summary.metadata, parse_metadata_index(record.content));
    case Opcode::kStatistics: {
      TRY_ASSIGN(summary.statistics, parse_statistics(record.content));
      return {};
    }
    default:
      return {};
  }
}

Result<Footer> read_footer(const File& file) {
  constexpr std::uint64_t kTail = kRecordHeaderSize + kFooterSize + kMagic.size();
  if (file.size() < kMagic.size() + kTail || !file.magic_at(file.size() - kMagic.size())) {
    return corrupt("the file has no end");
  }
  TRY_ASSIGN(const Bytes content,
             file.content(Opcode::kFooter, file.size() - kTail, kTail - kMagic.size()));
  return parse_footer(content);
}

}  // namespace

Result<Bytes> File::read(std::uint64_t offset, std::uint64_t length) const {
  if (offset > size() || length > size() - offset || length > kMaxRecordBytes) {
    return corrupt("a record reaches beyond the file");
  }
  Bytes out(static_cast<std::size_t>(length));
  TRY(file_->read_at(offset, out));
  return out;
}

Result<std::optional<RecordPlace>> File::place_at(std::uint64_t offset) const {
  if (offset > size() || size() - offset < kRecordHeaderSize) {
    return std::nullopt;
  }
  TRY_ASSIGN(const Bytes header, read(offset, kRecordHeaderSize));
  ByteReader reader(header);
  RecordPlace place;
  place.opcode = reader.get<std::uint8_t>();
  place.offset = offset;
  place.content_length = reader.get<std::uint64_t>();
  const std::uint64_t rest = size() - offset - kRecordHeaderSize;
  if (place.opcode == 0 || place.content_length > rest ||
      (known(place.opcode) && place.content_length > kMaxRecordBytes)) {
    return std::nullopt;
  }
  return place;
}

Result<Bytes> File::content(Opcode opcode, std::uint64_t offset, std::uint64_t length) const {
  TRY_ASSIGN(const auto place, place_at(offset));
  if (!place || place->opcode != static_cast<std::uint8_t>(opcode) ||
      place->end() - place->offset != length) {
    return corrupt("there is no such record where the index says");
  }
  return content(*place);
}

bool File::magic_at(std::uint64_t offset) const {
  const auto bytes = read(offset, kMagic.size());
  return bytes && std::ranges::equal(*bytes, std::as_bytes(std::span(kMagic)));
}

Result<std::uint32_t> File::crc_of_start(std::uint64_t length) const {
  std::uint32_t crc = 0;
  for (std::uint64_t at = 0; at < length; at += kWindow) {
    TRY_ASSIGN(const Bytes bytes, read(at, std::min<std::uint64_t>(kWindow, length - at)));
    crc = crc32(bytes, crc);
  }
  return crc;
}

Result<Summary> read_summary(const File& file) {
  TRY_ASSIGN(const Footer footer, read_footer(file));
  const std::uint64_t crc_at = file.size() - kMagic.size() - sizeof footer.summary_crc;
  if (footer.summary_start == 0 || footer.summary_start > crc_at) {
    return corrupt("the file has no summary");
  }
  TRY_ASSIGN(const Bytes bytes, file.read(footer.summary_start, crc_at - footer.summary_start));
  if (footer.summary_crc != 0 && footer.summary_crc != crc32(bytes)) {
    return corrupt("the CRC of the summary does not match");
  }
  constexpr std::size_t kFooterFields = kFooterSize - sizeof footer.summary_crc;
  if (bytes.size() < kRecordHeaderSize + kFooterFields) {
    return corrupt("the summary is too short");
  }
  ByteReader reader(ByteSpan(bytes).first(bytes.size() - kRecordHeaderSize - kFooterFields));
  Summary summary;
  while (const auto record = next_record(reader)) {
    TRY(add_to_summary(summary, *record));
  }
  if (reader.failed()) {
    return corrupt("a record of the summary is cut");
  }
  return summary;
}

Result<Bytes> unpack_chunk(const Chunk& chunk) {
  if (chunk.uncompressed_size > kMaxChunkBytes) {
    return corrupt("a chunk claims " + std::to_string(chunk.uncompressed_size) + " bytes");
  }
  Bytes records;
  if (chunk.compression == "zstd") {
    TRY_ASSIGN(records, zstd_decompress(chunk.records, chunk.uncompressed_size));
  } else if (chunk.compression.empty()) {
    records.assign(chunk.records.begin(), chunk.records.end());
  } else {
    return corrupt("a chunk is compressed with '" + chunk.compression + "'");
  }
  if (records.size() != chunk.uncompressed_size) {
    return corrupt("a chunk does not have the size that it claims");
  }
  if (chunk.uncompressed_crc != 0 && chunk.uncompressed_crc != crc32(records)) {
    return corrupt("the CRC of a chunk does not match");
  }
  return records;
}

Scanner::Scanner(const File& file, DamageLog& log) : file_(file), log_(log) {}

Result<std::optional<Scanner::Item>> Scanner::next() {
  while (!ended_ && offset_ < file_.size()) {
    TRY_ASSIGN(auto place, file_.place_at(offset_));
    if (place) {
      TRY_ASSIGN(const bool believable, consistent(*place));
      place = believable ? place : std::nullopt;
    }
    if (!place) {
      TRY_ASSIGN(const bool found, resynchronize());
      ended_ = !found;
      continue;
    }
    Item item{*place, {}};
    if (known(place->opcode)) {
      TRY_ASSIGN(item.content, file_.content(*place));
    }
    offset_ = place->end();
    ended_ = place->opcode == static_cast<std::uint8_t>(Opcode::kDataEnd);
    return item;
  }
  return std::nullopt;
}

// A chunk says its length twice. Where the outer one is larger there may be padding, if a record
// follows it; else one of both is damaged, and following it could skip good chunks.
Result<bool> Scanner::consistent(const RecordPlace& place) const {
  if (place.opcode != static_cast<std::uint8_t>(Opcode::kChunk) ||
      place.content_length < kChunkFieldsSize) {
    return true;
  }
  TRY_ASSIGN(const Bytes fields, file_.read(place.offset + kRecordHeaderSize, kChunkFieldsSize));
  if (as_text(fields).substr(kChunkMarkAt - kRecordHeaderSize, kChunkMark.size()) != kChunkMark) {
    return true;
  }
  ByteReader length(ByteSpan(fields).last(sizeof(std::uint64_t)));
  const auto inner = length.get<std::uint64_t>();
  const std::uint64_t outer = place.content_length - kChunkFieldsSize;
  if (inner >= outer) {
    return inner == outer;
  }
  TRY_ASSIGN(const auto following, file_.place_at(place.end()));
  return following.has_value();
}

// Moves to the next chunk whose header is plausible. False when there is none.
Result<bool> Scanner::resynchronize() {
  const std::uint64_t lost_at = offset_;
  std::uint64_t window_at = offset_ + 1;
  while (window_at < file_.size()) {
    const std::uint64_t length = std::min<std::uint64_t>(kWindow, file_.size() - window_at);
    TRY_ASSIGN(const Bytes window, file_.read(window_at, length));
    const std::string_view text = as_text(window);
    for (std::size_t at = text.find(kChunkMark); at != std::string_view::npos;
         at = text.find(kChunkMark, at + 1)) {
      const std::uint64_t mark = window_at + at;
      if (mark <= lost_at + kChunkMarkAt) {
        continue;
      }
      TRY_ASSIGN(const auto place, file_.place_at(mark - kChunkMarkAt));
      if (!place || place->opcode != static_cast<std::uint8_t>(Opcode::kChunk)) {
        continue;
      }
      TRY_ASSIGN(const bool believable, consistent(*place));
      if (believable) {
        offset_ = place->offset;
        log_.add(lost_at, offset_ - lost_at, "unreadable bytes between two chunks");
        return true;
      }
    }
    // Windows overlap by less than a mark, so that none is missed and none is met twice.
    window_at += length < kWindow ? length : length - (kChunkMark.size() - 1);
  }
  log_.add(lost_at, file_.size() - lost_at, "the file breaks off inside a record");
  return false;
}

}  // namespace reprise::mcap
