#include "core/timeline/take_checks.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "core/base/hash.h"

namespace reprise::timeline {
namespace {

using Place = std::pair<std::uint64_t, std::uint64_t>;  // offset, length

template <typename Entries>
void add_places(std::vector<Place>& places, const Entries& entries) {
  for (const auto& entry : entries) {
    places.emplace_back(entry.offset, entry.length);
  }
}

template <typename Entry>
bool same_entry(const Entry& one, const Entry& other) {
  return one.offset == other.offset && one.length == other.length && one.name == other.name;
}

// The schemas and channels before the first attachment or chunk.
struct StartTables {
  std::vector<mcap::Schema> schemas;  // without data unless asked for
  std::vector<mcap::Channel> channels;
};

Result<StartTables> read_start(const mcap::File& file, Tables tables) {
  constexpr std::size_t kMostRecords = 10'000;
  StartTables start;
  std::uint64_t offset = mcap::kMagic.size();
  for (std::size_t i = 0; i < kMostRecords; ++i) {
    TRY_ASSIGN(const auto place, file.place_at(offset));
    const auto opcode = place ? static_cast<mcap::Opcode>(place->opcode) : mcap::Opcode::kDataEnd;
    if (opcode == mcap::Opcode::kChannel) {
      TRY_ASSIGN(const Bytes content, file.content(*place));
      TRY_ASSIGN(mcap::Channel channel, mcap::parse_channel(content));
      start.channels.push_back(std::move(channel));
    } else if (opcode == mcap::Opcode::kSchema && tables == Tables::kAll) {
      TRY_ASSIGN(const Bytes content, file.content(*place));
      TRY_ASSIGN(mcap::Schema schema, mcap::parse_schema(content));
      start.schemas.push_back(std::move(schema));
    } else if (opcode != mcap::Opcode::kSchema && opcode != mcap::Opcode::kHeader) {
      return start;
    }
    offset = place->end();
  }
  return corrupt("the file starts with more tables than any take has");
}

// By number: their order and how often they are said mean nothing.
template <typename Table>
std::map<std::uint16_t, Table> by_id(const std::vector<Table>& tables) {
  std::map<std::uint16_t, Table> sorted;
  for (const Table& table : tables) {
    sorted.emplace(table.id, table);
  }
  return sorted;
}

}  // namespace

Result<mcap::Attachment> parse_take_attachment(ByteSpan content) {
  TRY_ASSIGN(mcap::Attachment attachment, mcap::parse_attachment(content));
  constexpr std::size_t kFixedFields = 8 + 8 + 4 + 4 + 8;  // times, and the three lengths
  const std::size_t covered =
      kFixedFields + attachment.name.size() + attachment.media_type.size() + attachment.data.size();
  ByteReader crc(content.subspan(covered));
  if (crc.get<std::uint32_t>() != crc32(content.first(covered))) {
    return corrupt("the CRC of an attachment does not match");
  }
  return attachment;
}

Result<Bytes> unpack_take_chunk(const mcap::Chunk& chunk) {
  TRY_ASSIGN(Bytes records, mcap::unpack_chunk(chunk));
  if (records.empty()) {
    return corrupt("a chunk holds nothing");  // zeros look like that
  }
  if (chunk.uncompressed_crc == 0 && crc32(records) != 0) {
    return corrupt("the CRC of a chunk does not match");
  }
  return records;
}

Status check_summary_crc(const mcap::File& file) {
  const std::uint64_t crc_at = file.size() - mcap::kMagic.size() - sizeof(std::uint32_t);
  const std::uint64_t footer_at = crc_at + sizeof(std::uint32_t) - mcap::kFooterSize;
  TRY_ASSIGN(const Bytes content, file.read(footer_at, mcap::kFooterSize));
  TRY_ASSIGN(const mcap::Footer footer, mcap::parse_footer(content));
  if (footer.summary_crc != 0) {
    return {};
  }
  TRY_ASSIGN(const Bytes bytes, file.read(footer.summary_start, crc_at - footer.summary_start));
  return crc32(bytes) == 0 ? Status() : corrupt("the CRC of the summary does not match");
}

Status check_places(const mcap::File& file, const TakeIndex& index) {
  std::vector<Place> places;
  places.reserve(index.chunks.size() + index.attachments.size() + index.metadata.size());
  add_places(places, index.chunks);
  add_places(places, index.attachments);
  add_places(places, index.metadata);
  std::ranges::sort(places);
  std::uint64_t end = 0;
  for (const auto& [offset, length] : places) {
    const bool inside = length <= file.size() && offset <= file.size() - length;
    if (!inside || length == 0 || offset < end) {
      return corrupt("the places in the summary overlap or lie outside the file");
    }
    end = offset + length;
  }
  return {};
}

Status check_tables(const mcap::File& file, const mcap::Summary& summary, Tables tables) {
  TRY_ASSIGN(const StartTables start, read_start(file, tables));
  if (by_id(start.channels) != by_id(summary.channels)) {
    return corrupt("the channels in the summary are not those at the start of the file");
  }
  if (tables == Tables::kAll && by_id(start.schemas) != by_id(summary.schemas)) {
    return corrupt("the schemas in the summary are not those at the start of the file");
  }
  return {};
}

void compare_indexes(const TakeIndex& summary, const TakeIndex& scan, mcap::DamageLog& log) {
  if (scan.counts != summary.counts) {
    log.add(0, 0, "the counts in the summary are not those of the records");
  }
  if (!std::ranges::equal(summary.attachments, scan.attachments, same_entry<AttachmentEntry>)) {
    log.add(0, 0, "the attachments in the summary are not those of the file");
  }
  if (!std::ranges::equal(summary.metadata, scan.metadata, same_entry<MetadataEntry>)) {
    log.add(0, 0, "the metadata in the summary are not those of the file");
  }
  const auto same_chunk = [](const ChunkEntry& one, const ChunkEntry& other) {
    return one.offset == other.offset && one.length == other.length &&
           one.start_time == other.start_time && one.end_time == other.end_time &&
           one.channels == other.channels;
  };
  if (!std::ranges::equal(summary.chunks, scan.chunks, same_chunk)) {
    log.add(0, 0, "the chunks in the summary are not those of the file");
  }
}

}  // namespace reprise::timeline
