#include "core/timeline/recover_chunk.h"

#include <algorithm>
#include <array>
#include <utility>

#include "core/base/zstd.h"
#include "core/timeline/topics.h"

namespace reprise::timeline {
namespace {

constexpr std::uint64_t kTimesAndSize = 8 + 8 + 8;
// Content of a chunk in front of its records, without the name of its compression.
constexpr std::uint64_t kFixedFields = kTimesAndSize + 4 + 4 + 8;
constexpr std::size_t kLongestName = 4;  // "zstd"

bool is_compression(std::string_view name) {
  return name.empty() || name == "zstd" || name == "lz4";
}

// The size that a zstd frame says itself, for a chunk whose own field may be broken.
Result<std::optional<std::uint64_t>> size_in_frame(const mcap::FileWindow& window,
                                                   std::uint64_t data_at) {
  std::array<std::byte, 18> start{};  // the longest header of a frame
  if (data_at > window.size() || window.size() - data_at < start.size()) {
    return std::nullopt;
  }
  TRY(window.peek(data_at, start));
  return zstd_content_size(start);
}

Result<std::optional<Bytes>> unpack(mcap::FileWindow& window, const FoundChunk& chunk) {
  if (chunk.data_at > window.size() || chunk.data_length > window.size() - chunk.data_at ||
      chunk.data_length > mcap::kMaxRecordBytes) {
    return std::nullopt;
  }
  TRY_ASSIGN(const ByteSpan data, window.view(chunk.data_at, chunk.data_length));
  auto records = mcap::unpack_chunk({0, 0, chunk.size, 0, chunk.compression, data});
  if (!records) {
    return std::nullopt;
  }
  return std::move(*records);
}

bool proves(const ChunkClaim& claim, const std::set<Hash128>& digests, ByteSpan records,
            Hash128 digest) {
  return digests.contains(digest) || (claim.crc != 0 && claim.crc == crc32(records));
}

// Times and order, from the messages.
void describe(FoundChunk& chunk, ByteSpan records) {
  bool first = true;
  ByteReader reader(records);
  while (const auto view = mcap::next_record(reader)) {
    const auto message = view->opcode == static_cast<std::uint8_t>(mcap::Opcode::kMessage)
                             ? mcap::parse_message(view->content)
                             : fail(ErrorCode::kCorrupt, "no message");
    if (!message) {
      continue;
    }
    chunk.start_time = first ? message->log_time : std::min(chunk.start_time, message->log_time);
    chunk.end_time = std::max(chunk.end_time, message->log_time);
    first = false;
    if (message->channel == channel_id({TopicKind::kAudio, 0}, 0) && !chunk.order) {
      chunk.order = message->sequence;
    }
  }
}

}  // namespace

Result<Bytes> load_chunk(const mcap::File& file, const FoundChunk& chunk) {
  TRY_ASSIGN(const Bytes data, file.read(chunk.data_at, chunk.data_length));
  auto records = mcap::unpack_chunk({0, 0, chunk.size, 0, chunk.compression, data});
  if (!records || xxh3_128(*records) != chunk.digest) {
    return fail(ErrorCode::kIo, "the take changed while it was read",
                "end what writes it, then try again");
  }
  return records;
}

Result<std::optional<ChunkClaim>> read_claim(const mcap::FileWindow& window, std::uint64_t offset) {
  std::array<std::byte, mcap::kRecordHeaderSize + kFixedFields + kLongestName> bytes{};
  if (offset > window.size() || window.size() - offset < bytes.size()) {
    return std::nullopt;
  }
  TRY(window.peek(offset, bytes));
  ByteReader reader(bytes);
  reader.get<std::uint8_t>();
  const auto outer = reader.get<std::uint64_t>();
  reader.get_bytes(16);
  ChunkClaim claim;
  claim.offset = offset;
  claim.sizes = {reader.get<std::uint64_t>()};
  claim.crc = reader.get<std::uint32_t>();
  const std::string name = reader.get_string();
  const auto inner = reader.get<std::uint64_t>();
  // One damaged byte may stand in the name itself; takes know only one.
  const bool known = !reader.failed() && is_compression(name);
  const std::uint64_t fields = kFixedFields + (known ? name.size() : kLongestName);
  claim.data_at = offset + mcap::kRecordHeaderSize + fields;
  if (known) {
    claim.compressions = {name};
    claim.lengths = {inner};
  } else {
    ByteReader length(ByteSpan(bytes).last(sizeof(std::uint64_t)));
    claim.compressions = {"zstd"};
    claim.lengths = {length.get<std::uint64_t>()};
  }
  if (claim.compressions.front() == "zstd") {
    TRY_ASSIGN(const auto size, size_in_frame(window, claim.data_at));
    if (size && *size != claim.sizes.front()) {
      claim.sizes.push_back(*size);
    }
  }
  if (outer >= fields && outer - fields != claim.lengths.front()) {
    claim.lengths.push_back(outer - fields);
  }
  const std::uint64_t rest = window.size() - std::min(window.size(), claim.data_at);
  std::erase_if(claim.lengths, [&](std::uint64_t length) { return length > rest; });
  return claim.lengths.empty() ? std::nullopt : std::optional(std::move(claim));
}

Result<std::optional<ChunkClaim>> claim_from_index(const mcap::FileWindow& window,
                                                   const mcap::ChunkIndex& index,
                                                   std::int64_t shift) {
  const std::uint64_t offset = index.offset + static_cast<std::uint64_t>(shift);
  const std::uint64_t fields = kFixedFields + index.compression.size();
  ChunkClaim claim;
  claim.offset = offset;
  claim.data_at = offset + mcap::kRecordHeaderSize + fields;
  claim.lengths = {index.compressed_size};
  claim.sizes = {index.uncompressed_size};
  claim.compressions = {index.compression};
  std::array<std::byte, 4> crc{};
  const std::uint64_t crc_at = offset + mcap::kRecordHeaderSize + kTimesAndSize;
  if (claim.data_at < offset || claim.data_at > window.size()) {
    return std::nullopt;
  }
  TRY(window.peek(crc_at, crc));
  claim.crc = ByteReader(crc).get<std::uint32_t>();
  return claim;
}

std::uint64_t most_unpacked(const ChunkClaim& claim) {
  std::uint64_t once = 0;
  for (const std::uint64_t size : claim.sizes) {
    once += size <= mcap::kMaxChunkBytes ? size : 0;  // larger ones are refused
  }
  return once * claim.lengths.size() * claim.compressions.size();
}

Result<std::optional<ProvenChunk>> prove_chunk(mcap::FileWindow& window, const ChunkClaim& claim,
                                               const std::set<Hash128>& digests) {
  for (const std::string& compression : claim.compressions) {
    for (const std::uint64_t length : claim.lengths) {
      for (const std::uint64_t size : claim.sizes) {
        FoundChunk chunk{claim.offset, claim.data_at, length, size, compression, {}, 0, 0, {}, {}};
        TRY_ASSIGN(auto records, unpack(window, chunk));
        if (!records) {
          continue;
        }
        chunk.digest = xxh3_128(*records);
        if (proves(claim, digests, *records, chunk.digest)) {
          describe(chunk, *records);
          return ProvenChunk{std::move(chunk), std::move(*records)};
        }
      }
    }
  }
  return std::nullopt;
}

}  // namespace reprise::timeline
