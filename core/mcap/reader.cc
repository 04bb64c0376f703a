#include "core/mcap/reader.h"

#include <algorithm>
#include <array>
#include <span>
#include <string>

#include "core/base/hash.h"

namespace reprise::mcap {
namespace {

template <typename Record>
Status push(std::vector<Record>& to, Result<Record> record) {
  TRY_ASSIGN(Record value, std::move(record));
  to.push_back(std::move(value));
  return {};
}

Status add_to_summary(Summary& summary, const RecordView& record, const ChunkSink& sink) {
  switch (static_cast<Opcode>(record.opcode)) {
    case Opcode::kSchema:
      return push(summary.schemas, parse_schema(record.content));
    case Opcode::kChannel:
      return push(summary.channels, parse_channel(record.content));
    case Opcode::kChunkIndex:
      if (sink) {
        TRY_ASSIGN(const ChunkOutline chunk, parse_chunk_outline(record.content));
        return sink(chunk);
      }
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
  const bool fits = file.size() >= kMagic.size() + kTail;
  TRY_ASSIGN(const bool ended, file.magic_at(fits ? file.size() - kMagic.size() : file.size()));
  if (!ended) {
    return corrupt("the file has no end");
  }
  TRY_ASSIGN(const Bytes content,
             file.content(Opcode::kFooter, file.size() - kTail, kTail - kMagic.size()));
  return parse_footer(content);
}

}  // namespace

std::optional<RecordPlace> place_from(std::span<const std::byte, kRecordHeaderSize> header,
                                      std::uint64_t offset, std::uint64_t file_size) {
  ByteReader reader(header);
  RecordPlace place;
  place.opcode = reader.get<std::uint8_t>();
  place.offset = offset;
  place.content_length = reader.get<std::uint64_t>();
  const std::uint64_t rest = file_size - offset - kRecordHeaderSize;
  return place.opcode != 0 && place.content_length <= rest ? std::optional(place) : std::nullopt;
}

tl::unexpected<Error> too_large(std::uint64_t bytes) {
  return corrupt("a record of " + std::to_string(bytes) + " bytes is too large to be read");
}

Status File::read_at(std::uint64_t offset, std::span<std::byte> out) const {
  if (offset > size() || out.size() > size() - offset) {
    return corrupt("a record reaches beyond the file");
  }
  return file_->read_at(offset, out);
}

Result<Bytes> File::read(std::uint64_t offset, std::uint64_t length) const {
  if (offset > size() || length > size() - offset) {
    return corrupt("a record reaches beyond the file");
  }
  if (length > kMaxRecordBytes) {
    return too_large(length);
  }
  Bytes out(static_cast<std::size_t>(length));
  TRY(file_->read_at(offset, out));
  return out;
}

Result<std::optional<RecordPlace>> File::place_at(std::uint64_t offset) const {
  if (offset > size() || size() - offset < kRecordHeaderSize) {
    return std::nullopt;
  }
  std::array<std::byte, kRecordHeaderSize> header;
  TRY(read_at(offset, header));
  return place_from(header, offset, size());
}

Result<Bytes> File::content(Opcode opcode, std::uint64_t offset, std::uint64_t length) const {
  TRY_ASSIGN(const auto place, place_at(offset));
  if (!place || place->opcode != static_cast<std::uint8_t>(opcode) ||
      place->end() - place->offset != length) {
    return corrupt("there is no such record where the index says");
  }
  return content(*place);
}

Result<bool> File::magic_at(std::uint64_t offset) const {
  if (offset > size() || size() - offset < kMagic.size()) {
    return false;
  }
  TRY_ASSIGN(const Bytes bytes, read(offset, kMagic.size()));
  return std::ranges::equal(bytes, std::as_bytes(std::span(kMagic)));
}

Result<Summary> parse_summary(ByteSpan records, const ChunkSink& sink) {
  ByteReader reader(records);
  Summary summary;
  while (const auto record = next_record(reader)) {
    TRY(add_to_summary(summary, *record, sink));
  }
  if (reader.failed()) {
    return corrupt("a record of the summary is cut");
  }
  return summary;
}

Result<bool> promises_summary(const File& file) {
  const std::uint64_t magic_bytes = std::min<std::uint64_t>(file.size(), kMagic.size());
  TRY_ASSIGN(const bool ended, file.magic_at(file.size() - magic_bytes));
  if (!ended || file.size() <= 2 * kMagic.size()) {
    return false;
  }
  const auto footer = read_footer(file);
  if (!footer && footer.error().code != ErrorCode::kCorrupt) {
    return fail(footer.error());
  }
  return !footer || footer->summary_start != 0;
}

Result<Summary> read_summary(const File& file, const ChunkSink& sink) {
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
  return parse_summary(ByteSpan(bytes).first(bytes.size() - kRecordHeaderSize - kFooterFields),
                       sink);
}

}  // namespace reprise::mcap
