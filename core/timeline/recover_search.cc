#include "core/timeline/recover_search.h"

#include <algorithm>
#include <array>
#include <span>
#include <string_view>

#include "core/base/hash.h"
#include "core/mcap/record_shape.h"

namespace reprise::timeline {
namespace {

using mcap::Opcode;

constexpr std::uint64_t kStep = 1u << 20;
constexpr std::string_view kOurNames = "reprise.";

Result<bool> looks_like_chunk(const mcap::FileWindow& window, std::uint64_t offset) {
  // Opcode, length, two times, size, CRC; then the name of the compression, the inner length, and
  // what a zstd frame begins with, in case that the name is broken.
  constexpr std::uint32_t kZstdMagic = 0xFD2FB528;
  std::array<std::byte, mcap::kRecordHeaderSize + 28 + 8 + 8 + 4> bytes{};
  if (window.size() - offset < bytes.size()) {
    return false;
  }
  TRY(window.peek(offset, bytes));
  ByteReader reader(bytes);
  reader.get_bytes(mcap::kRecordHeaderSize + 16);
  const auto size = reader.get<std::uint64_t>();
  reader.get<std::uint32_t>();
  ByteReader end(ByteSpan(bytes).last(sizeof kZstdMagic));
  if (end.get<std::uint32_t>() == kZstdMagic) {
    return true;
  }
  const std::string name = reader.get_string();
  if (reader.failed()) {
    return false;
  }
  return name == "zstd" || name == "lz4" ||
         (name.empty() && size > 0 && size == reader.get<std::uint64_t>());
}

// The record of this kind at `offset`, as long as its own fields say: its outer length is not
// believed.
Result<std::optional<Candidate>> by_fields(const mcap::FileWindow& window, Opcode kind,
                                           std::uint64_t offset) {
  if (window.size() - offset < mcap::kRecordHeaderSize) {
    return std::nullopt;
  }
  const std::uint64_t rest = window.size() - offset - mcap::kRecordHeaderSize;
  const mcap::RecordPlace place{static_cast<std::uint8_t>(kind), offset, rest};
  TRY_ASSIGN(const auto length, mcap::fields_length(window, place));
  if (!length || *length > mcap::kMaxRecordBytes) {
    return std::nullopt;
  }
  return Candidate{kind, offset, *length};
}

Result<bool> looks_like_ours(const mcap::FileWindow& window, std::uint64_t offset) {
  std::array<std::byte, mcap::kRecordHeaderSize + 4 + kOurNames.size()> bytes{};
  if (window.size() - offset < bytes.size()) {
    return false;
  }
  TRY(window.peek(offset, bytes));
  return as_text(ByteSpan(bytes).last(kOurNames.size())) == kOurNames;
}

// The candidate at `offset` for a record of the kind that `opcode` names.
Result<std::optional<Candidate>> candidate_at(const mcap::FileWindow& window, Opcode opcode,
                                              std::uint64_t offset) {
  if (opcode == Opcode::kChunk) {
    TRY_ASSIGN(const bool likely, looks_like_chunk(window, offset));
    return likely ? std::optional(Candidate{opcode, offset, 0}) : std::nullopt;
  }
  if (opcode == Opcode::kMetadata) {
    TRY_ASSIGN(const bool ours, looks_like_ours(window, offset));
    return ours ? by_fields(window, opcode, offset) : std::nullopt;
  }
  return opcode == Opcode::kAttachment ? by_fields(window, opcode, offset) : std::nullopt;
}

bool may_begin(std::byte opcode) {
  return opcode == std::byte{0x06} || opcode == std::byte{0x09} || opcode == std::byte{0x0C};
}

}  // namespace

Result<std::optional<Candidate>> next_candidate(mcap::FileWindow& window, std::uint64_t from,
                                                std::uint64_t to) {
  while (from < to) {
    const std::uint64_t length = std::min(kStep, to - from);
    TRY_ASSIGN(const ByteSpan bytes, window.view(from, length));
    for (std::size_t at = 0; at < bytes.size(); ++at) {
      if (may_begin(bytes[at])) {
        TRY_ASSIGN(const auto found,
                   candidate_at(window, static_cast<Opcode>(bytes[at]), from + at));
        if (found) {
          return found;
        }
      }
    }
    from += length;
  }
  return std::nullopt;
}

Result<std::vector<Candidate>> candidates_where_expected(const mcap::FileWindow& window,
                                                         std::uint64_t offset) {
  std::vector<Candidate> out;
  for (const Opcode kind : {Opcode::kChunk, Opcode::kMetadata, Opcode::kAttachment}) {
    TRY_ASSIGN(const auto found, candidate_at(window, kind, offset));
    if (found) {
      out.push_back(*found);
    }
  }
  return out;
}

Result<std::optional<MovedSummary>> read_summary_at(const mcap::File& file, std::uint64_t start) {
  constexpr std::uint64_t kTail = mcap::kRecordHeaderSize + mcap::kFooterSize + mcap::kMagic.size();
  constexpr std::uint64_t kCrcSize = 4;
  if (file.size() < kTail || start > file.size() - kTail ||
      file.size() - start > mcap::kMaxRecordBytes) {
    return std::nullopt;
  }
  TRY_ASSIGN(const bool ended, file.magic_at(file.size() - mcap::kMagic.size()));
  if (!ended) {
    return std::nullopt;
  }
  TRY_ASSIGN(const Bytes bytes, file.read(start, file.size() - start - mcap::kMagic.size()));
  const ByteSpan footer_bytes = ByteSpan(bytes).last(mcap::kFooterSize);
  const auto footer = mcap::parse_footer(footer_bytes);
  if (!footer || footer->summary_crc == 0 ||
      footer->summary_crc != crc32(ByteSpan(bytes).first(bytes.size() - kCrcSize))) {
    return std::nullopt;
  }
  auto summary = mcap::parse_summary(
      ByteSpan(bytes).first(bytes.size() - mcap::kFooterSize - mcap::kRecordHeaderSize));
  if (!summary) {
    return std::nullopt;
  }
  return MovedSummary{std::move(*summary), static_cast<std::int64_t>(start) -
                                               static_cast<std::int64_t>(footer->summary_start)};
}

}  // namespace reprise::timeline
