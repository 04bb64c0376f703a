#include "core/timeline/doctor_surplus.h"

#include <algorithm>

namespace reprise::timeline {
namespace {

template <typename Record>
bool is_plain_record(const Result<Record>& record, ByteSpan content) {
  if (!record) {
    return true;
  }
  Bytes bytes;
  put_record(bytes, *record);
  return std::ranges::equal(ByteSpan(bytes).subspan(mcap::kRecordHeaderSize), content);
}

bool is_plain_chunk(const Result<mcap::Chunk>& chunk, ByteSpan content) {
  constexpr std::size_t kFixedFields = 8 + 8 + 8 + 4 + 4 + 8;
  return !chunk ||
         content.size() == kFixedFields + chunk->compression.size() + chunk->records.size();
}

bool is_plain_attachment(const Result<mcap::Attachment>& attachment, ByteSpan content) {
  constexpr std::size_t kFixedFields = 8 + 8 + 4 + 4 + 8 + 4;
  return !attachment || content.size() == kFixedFields + attachment->name.size() +
                                              attachment->media_type.size() +
                                              attachment->data.size();
}

bool belongs_into_summary(mcap::Opcode opcode) {
  switch (opcode) {
    case mcap::Opcode::kSchema:
    case mcap::Opcode::kChannel:
    case mcap::Opcode::kStatistics:
    case mcap::Opcode::kMetadataIndex:
    case mcap::Opcode::kAttachmentIndex:
    case mcap::Opcode::kChunkIndex:
    case mcap::Opcode::kSummaryOffset:
      return true;
    default:
      return false;
  }
}

}  // namespace

bool is_plain(mcap::Opcode opcode, ByteSpan content) {
  switch (opcode) {
    case mcap::Opcode::kHeader:
      return is_plain_record(mcap::parse_header(content), content);
    case mcap::Opcode::kSchema:
      return is_plain_record(mcap::parse_schema(content), content);
    case mcap::Opcode::kChannel:
      return is_plain_record(mcap::parse_channel(content), content);
    case mcap::Opcode::kChunk:
      return is_plain_chunk(mcap::parse_chunk(content), content);
    case mcap::Opcode::kMessageIndex:
      return is_plain_record(mcap::parse_message_index(content), content);
    case mcap::Opcode::kAttachment:
      return is_plain_attachment(mcap::parse_attachment(content), content);
    case mcap::Opcode::kMetadata:
      return is_plain_record(mcap::parse_metadata(content), content);
    case mcap::Opcode::kChunkIndex:
      return is_plain_record(mcap::parse_chunk_index(content), content);
    case mcap::Opcode::kAttachmentIndex:
      return is_plain_record(mcap::parse_attachment_index(content), content);
    case mcap::Opcode::kStatistics:
      return is_plain_record(mcap::parse_statistics(content), content);
    case mcap::Opcode::kMetadataIndex:
      return is_plain_record(mcap::parse_metadata_index(content), content);
    case mcap::Opcode::kSummaryOffset:
      return is_plain_record(mcap::parse_summary_offset(content), content);
    default:
      return true;  // fixed in size, or without a place in a take
  }
}

Status check_summary_surplus(const mcap::File& file, std::uint64_t offset, Findings& findings) {
  while (true) {
    TRY_ASSIGN(const auto place, file.place_at(offset));
    const bool readable = place && place->content_length <= mcap::kMaxRecordBytes;
    if (!readable || place->is(mcap::Opcode::kFooter)) {
      return {};
    }
    const auto opcode = static_cast<mcap::Opcode>(place->opcode);
    if (!belongs_into_summary(opcode)) {
      findings.error(FindingPart::kStructure, offset, "outside",
                     "a record of kind " + std::to_string(place->opcode) +
                         ", which has no place in the summary of a take");
    } else {
      TRY_ASSIGN(const Bytes content, file.content(*place));
      if (!is_plain(opcode, content)) {
        findings.error(FindingPart::kStructure, offset, "surplus",
                       "a record of the summary holds more than its fields");
      }
    }
    offset = place->end();
  }
}

}  // namespace reprise::timeline
