#include "core/mcap/audit_summary.h"

#include <algorithm>

namespace reprise::mcap {
namespace {

// The fact of the record at `offset`, of facts in file order.
template <typename Facts>
auto* fact_at(Facts& facts, std::uint64_t offset) {
  const auto place = [](const auto& fact) { return fact.index.offset; };
  const auto found = std::ranges::lower_bound(facts, offset, {}, place);
  return found != facts.end() && found->index.offset == offset ? &*found : nullptr;
}

template <typename Facts>
std::size_t count_unindexed(const Facts& facts) {
  return static_cast<std::size_t>(
      std::ranges::count_if(facts, [](const auto& fact) { return !fact.indexed; }));
}

Differences compare(const ChunkIndex& claimed, const ChunkIndex& found) {
  Differences differences;
  differences.compare("start time", claimed.start_time, found.start_time);
  differences.compare("end time", claimed.end_time, found.end_time);
  differences.compare("length", claimed.length, found.length);
  differences.compare("message index offsets", claimed.message_index_offsets,
                      found.message_index_offsets);
  differences.compare("message index length", claimed.message_index_length,
                      found.message_index_length);
  differences.compare("compression", claimed.compression, found.compression);
  differences.compare("compressed size", claimed.compressed_size, found.compressed_size);
  differences.compare("uncompressed size", claimed.uncompressed_size, found.uncompressed_size);
  return differences;
}

Differences compare(const AttachmentIndex& claimed, const AttachmentIndex& found) {
  Differences differences;
  differences.compare("length", claimed.length, found.length);
  differences.compare("log time", claimed.log_time, found.log_time);
  differences.compare("create time", claimed.create_time, found.create_time);
  differences.compare("data size", claimed.data_size, found.data_size);
  differences.compare("name", claimed.name, found.name);
  differences.compare("media type", claimed.media_type, found.media_type);
  return differences;
}

Differences compare(const MetadataIndex& claimed, const MetadataIndex& found) {
  Differences differences;
  differences.compare("length", claimed.length, found.length);
  differences.compare("name", claimed.name, found.name);
  return differences;
}

Differences compare(const Statistics& claimed, const AuditFacts& facts) {
  const auto count = [](const auto& of) { return std::uint64_t{of.size()}; };
  Differences differences;
  differences.compare("messages", claimed.message_count, facts.message_count);
  differences.compare("schemas", std::uint64_t{claimed.schema_count}, count(facts.schemas));
  differences.compare("channels", std::uint64_t{claimed.channel_count}, count(facts.channels));
  differences.compare("attachments", std::uint64_t{claimed.attachment_count},
                      count(facts.attachments));
  differences.compare("metadata", std::uint64_t{claimed.metadata_count}, count(facts.metadata));
  differences.compare("chunks", std::uint64_t{claimed.chunk_count}, count(facts.chunks));
  differences.compare("start time", claimed.start_time, facts.start_time);
  differences.compare("end time", claimed.end_time, facts.end_time);
  // A channel without messages may be listed with 0 or not at all.
  auto counts = claimed.channel_message_counts;
  std::erase_if(counts, [](const auto& entry) { return entry.second == 0; });
  differences.compare("messages by channel", counts, facts.messages);
  return differences;
}

// Marks the fact that `index` claims to describe, and says what it gets wrong.
template <typename Facts, typename Index>
void judge_index(AuditFindings& findings, Facts& facts, const Index& index, std::uint64_t offset,
                 std::string_view code, const std::string& thing) {
  auto* const fact = fact_at(facts, index.offset);
  if (fact == nullptr) {
    findings.error(offset, code, "an index names " + thing + " where there is none");
    return;
  }
  if (std::exchange(fact->indexed, true)) {
    findings.error(offset, code, "a second index of the same " + thing.substr(thing.find(' ') + 1));
  }
  const Differences differences = compare(index, fact->index);
  if (differences.any()) {
    findings.error(offset, code, "the index of " + thing + " is wrong: " + differences.names());
  }
}

}  // namespace

Status SummaryAudit::take(const RecordPlace& place, ByteSpan content) {
  any_ = true;
  Status status = take_known(place, content);
  if (!status && status.error().code == ErrorCode::kCorrupt) {
    findings_.error(place.offset, "record-malformed", status.error().message);
    return {};
  }
  return status;
}

Status SummaryAudit::take_known(const RecordPlace& place, ByteSpan content) {
  if (static_cast<Opcode>(place.opcode) == Opcode::kSummaryOffset) {
    return take_summary_offset(place, content);
  }
  note_group(place);
  switch (static_cast<Opcode>(place.opcode)) {
    case Opcode::kSchema:
      return take_schema(place.offset, content);
    case Opcode::kChannel:
      return take_channel(place.offset, content);
    case Opcode::kStatistics:
      return take_statistics(place.offset, content);
    case Opcode::kChunkIndex:
      return take_chunk_index(place.offset, content);
    case Opcode::kAttachmentIndex:
      return take_attachment_index(place.offset, content);
    case Opcode::kMetadataIndex:
      return take_metadata_index(place.offset, content);
    default:
      findings_.error(
          place.offset, "record-misplaced",
          "a record of kind " + std::to_string(place.opcode) + " has no place in the summary");
      return {};
  }
}

void SummaryAudit::note_group(const RecordPlace& place) {
  const auto kind = static_cast<Opcode>(place.opcode);
  const std::uint64_t length = place.end() - place.offset;
  if (!groups_.empty() && groups_.back().offset.group == kind &&
      groups_.back().offset.start + groups_.back().offset.length == place.offset) {
    groups_.back().offset.length += length;
    return;
  }
  const auto same = [&](const Group& group) { return group.offset.group == kind; };
  if (std::ranges::any_of(groups_, same) || offsets_start_ != 0) {
    findings_.error(place.offset, "summary-groups",
                    "the summary's records are not grouped by kind");
  }
  groups_.push_back({{kind, place.offset, length}});
}

Status SummaryAudit::take_schema(std::uint64_t offset, ByteSpan content) {
  TRY_ASSIGN(const Schema schema, parse_schema(content));
  const auto found = facts_.schemas.find(schema.id);
  if (found == facts_.schemas.end()) {
    findings_.error(offset, "summary-schema",
                    "schema " + std::to_string(schema.id) + " stands in the summary alone");
  } else if (found->second != schema) {
    findings_.error(offset, "summary-schema",
                    "schema " + std::to_string(schema.id) + " of the summary is another one");
  }
  return {};
}

Status SummaryAudit::take_channel(std::uint64_t offset, ByteSpan content) {
  TRY_ASSIGN(const Channel channel, parse_channel(content));
  const auto found = facts_.channels.find(channel.id);
  if (found == facts_.channels.end()) {
    findings_.error(offset, "summary-channel",
                    "channel " + std::to_string(channel.id) + " stands in the summary alone");
  } else if (found->second != channel) {
    findings_.error(offset, "summary-channel",
                    "channel " + std::to_string(channel.id) + " of the summary is another one");
  }
  return {};
}

Status SummaryAudit::take_statistics(std::uint64_t offset, ByteSpan content) {
  TRY_ASSIGN(const Statistics statistics, parse_statistics(content));
  if (std::exchange(statistics_, true)) {
    findings_.error(offset, "statistics", "the statistics are there twice");
  }
  const Differences differences = compare(statistics, facts_);
  if (differences.any()) {
    findings_.error(offset, "statistics", "the statistics are wrong: " + differences.names());
  }
  return {};
}

Status SummaryAudit::take_chunk_index(std::uint64_t offset, ByteSpan content) {
  TRY_ASSIGN(const ChunkIndex index, parse_chunk_index(content));
  chunk_indexes_ = true;
  judge_index(findings_, facts_.chunks, index, offset, "chunk-index", "a chunk");
  return {};
}

Status SummaryAudit::take_attachment_index(std::uint64_t offset, ByteSpan content) {
  TRY_ASSIGN(const AttachmentIndex index, parse_attachment_index(content));
  attachment_indexes_ = true;
  judge_index(findings_, facts_.attachments, index, offset, "attachment-index", "an attachment");
  return {};
}

Status SummaryAudit::take_metadata_index(std::uint64_t offset, ByteSpan content) {
  TRY_ASSIGN(const MetadataIndex index, parse_metadata_index(content));
  metadata_indexes_ = true;
  judge_index(findings_, facts_.metadata, index, offset, "metadata-index", "a metadata record");
  return {};
}

Status SummaryAudit::take_summary_offset(const RecordPlace& place, ByteSpan content) {
  offsets_start_ = offsets_start_ == 0 ? place.offset : offsets_start_;
  TRY_ASSIGN(const SummaryOffset offset, parse_summary_offset(content));
  const auto group = std::ranges::find_if(groups_, [&](const Group& known) {
    return known.offset.group == offset.group && known.offset.start == offset.start &&
           known.offset.length == offset.length;
  });
  if (group == groups_.end()) {
    findings_.error(place.offset, "summary-offset",
                    "a summary offset names a group that is not there");
  } else if (std::exchange(group->named, true)) {
    findings_.error(place.offset, "summary-offset", "two summary offsets name one group");
  }
  return {};
}

Status SummaryAudit::take_footer(const RecordPlace& place, ByteSpan content, std::uint64_t start) {
  TRY_ASSIGN(const Footer footer, parse_footer(content));
  if (footer.summary_start != (any_ ? start : 0)) {
    findings_.error(place.offset, "footer", "the footer's summary start is wrong");
  }
  if (footer.summary_offset_start != offsets_start_) {
    findings_.error(place.offset, "footer", "the footer's summary offset start is wrong");
  }
  check_complete(place.offset);
  return {};
}

void SummaryAudit::check_complete(std::uint64_t footer_offset) {
  const auto report = [&](bool some, std::size_t missing, std::string_view code,
                          const std::string& what) {
    if (some && missing != 0) {
      findings_.error(footer_offset, code, std::to_string(missing) + what);
    }
  };
  report(chunk_indexes_, count_unindexed(facts_.chunks), "chunk-index-missing",
         " of the chunks are not in the index");
  report(attachment_indexes_, count_unindexed(facts_.attachments), "attachment-index-missing",
         " of the attachments are not in the index");
  report(metadata_indexes_, count_unindexed(facts_.metadata), "metadata-index-missing",
         " of the metadata records are not in the index");
  const auto unnamed = [](const Group& group) { return !group.named; };
  report(offsets_start_ != 0, static_cast<std::size_t>(std::ranges::count_if(groups_, unnamed)),
         "summary-offset-missing", " of the summary's groups have no summary offset");
}

}  // namespace reprise::mcap
