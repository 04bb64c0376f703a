#include "tests/timeline/checksums.h"

#include <algorithm>
#include <optional>

#include "core/mcap/reader.h"
#include "core/timeline/data_chain.h"
#include "core/timeline/seal_metadata.h"

namespace reprise::timeline {
namespace {

using Span = std::span<std::byte>;

struct Place {
  mcap::Opcode opcode = mcap::Opcode::kHeader;
  std::size_t offset = 0;
  Span content;
  [[nodiscard]] std::size_t end() const {
    return offset + mcap::kRecordHeaderSize + content.size();
  }
};

std::optional<Place> place_at(Span file, std::size_t offset) {
  if (offset > file.size()) {
    return std::nullopt;
  }
  ByteReader reader(file.subspan(offset));
  const auto opcode = static_cast<mcap::Opcode>(reader.get<std::uint8_t>());
  const auto length = reader.get<std::uint64_t>();
  if (reader.failed() || length > reader.remaining()) {
    return std::nullopt;
  }
  return Place{opcode, offset,
               file.subspan(offset + mcap::kRecordHeaderSize, static_cast<std::size_t>(length))};
}

std::vector<Place> places_of(Span file) {
  std::vector<Place> places;
  std::size_t offset = mcap::kMagic.size();
  while (const auto place = place_at(file, offset)) {
    places.push_back(*place);
    offset = place->end();
  }
  return places;
}

void put_crc(Span at, ByteSpan covered) {
  Bytes bytes;
  ByteWriter(bytes).put(crc32(covered));
  std::ranges::copy(bytes, at.begin());
}

void repair_attachment(Span content) {
  constexpr std::size_t kFixedFields = 8 + 8 + 4 + 4 + 8;
  const auto record = mcap::parse_attachment_unchecked(content);
  if (record) {
    const mcap::Attachment& file = record->attachment;
    const std::size_t covered =
        kFixedFields + file.name.size() + file.media_type.size() + file.data.size();
    put_crc(content.subspan(covered), content.first(covered));
  }
}

void repair_footer(Span file, const Place& place) {
  const auto footer = mcap::parse_footer(place.content);
  const std::size_t crc_at = place.end() - sizeof(std::uint32_t);
  if (footer && footer->summary_start > 0 && footer->summary_start <= crc_at) {
    const auto start = static_cast<std::size_t>(footer->summary_start);
    put_crc(file.subspan(crc_at), file.subspan(start, crc_at - start));
  }
}

// The data section of one file, with the digests of what was met so far.
class Repair {
 public:
  void operator()(Span file, const Place& place) {
    const std::size_t end_crc = sizeof(std::uint32_t);
    if (place.opcode == mcap::Opcode::kChunk) {
      repair_chunk(place.content);
      return;
    }
    if (place.opcode == mcap::Opcode::kAttachment) {
      repair_attachment(place.content);
    } else if (place.opcode == mcap::Opcode::kMetadata) {
      repair_metadata(place.content);
    } else if (place.opcode == mcap::Opcode::kDataEnd && place.content.size() == end_crc) {
      put_crc(place.content, file.first(place.offset));
    } else if (place.opcode == mcap::Opcode::kFooter) {
      repair_footer(file, place);
    }
    if (is_chained(place.opcode, place.content)) {
      chain_.add(place.opcode, place.content);
    }
  }

 private:
  void repair_chunk(Span content) {
    constexpr std::size_t kCrcAt = 24;
    auto chunk = mcap::parse_chunk(content);
    if (!chunk) {
      return;
    }
    chunk->uncompressed_crc = 0;
    if (const auto records = mcap::unpack_chunk(*chunk)) {
      put_crc(content.subspan(kCrcAt), *records);
      digests_.push_back(xxh3_128(*records));
      chain_.add(mcap::Opcode::kChunk, *records);
    }
  }

  void repair_metadata(Span content) {
    const auto metadata = mcap::parse_metadata(content);
    if (!metadata) {
      return;
    }
    if (metadata->name == kChainName) {
      replace(content, chain_to_metadata(chain_));
    } else if (metadata->name == kSealName) {
      if (auto record = seal_from_metadata(*metadata)) {
        record->chunks = digests_;
        record->seal.take_digest = take_digest(digests_);
        if (record->seal.chain_head) {
          record->seal.chain_head = chain_.head();
        }
        replace(content, seal_to_metadata(*record));
      }
    }
  }

  static void replace(Span content, const mcap::Metadata& metadata) {
    Bytes record;
    put_record(record, metadata);
    const ByteSpan now = ByteSpan(record).subspan(mcap::kRecordHeaderSize);
    if (now.size() == content.size()) {
      std::ranges::copy(now, content.begin());
    }
  }

  DataChain chain_;
  std::vector<Hash128> digests_;
};

}  // namespace

void repair_checksums(Span file) {
  Repair repair;
  for (const Place& place : places_of(file)) {
    repair(file, place);
  }
}

std::vector<Span> plain_chunks(Span file) {
  std::vector<Span> chunks;
  for (const Place& place : places_of(file)) {
    const auto chunk = place.opcode == mcap::Opcode::kChunk
                           ? mcap::parse_chunk(place.content)
                           : Result<mcap::Chunk>(fail(ErrorCode::kCorrupt, ""));
    if (chunk && chunk->compression.empty() && !chunk->records.empty()) {
      const auto at = static_cast<std::size_t>(chunk->records.data() - place.content.data());
      chunks.push_back(place.content.subspan(at, chunk->records.size()));
    }
  }
  return chunks;
}

}  // namespace reprise::timeline
