#include "core/mcap/record_shape.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace reprise::mcap {
namespace {

constexpr std::size_t kMinMessage = 2 + 4 + 8 + 8;

// A record's fields: digits are numbers of that many bytes, `s` is a length of four bytes and what
// it counts, `L` the same with eight bytes.
std::string_view fields_of(Opcode opcode) {
  constexpr std::array<std::string_view, 16> kFields{
      "",          "ss",     "884",     "2sss",      "22sss", "2488", "8884sL", "2s",
      "8888s8s88", "88ssL4", "88888ss", "82444488s", "ss",    "88s",  "188",    "4"};
  return kFields[static_cast<std::size_t>(opcode)];
}

template <typename T>
Result<T> number_at(const FileWindow& window, std::uint64_t offset) {
  std::array<std::byte, sizeof(T)> bytes;
  TRY(window.peek(offset, bytes));
  return ByteReader(bytes).get<T>();
}

// The length of field `kind` at `at`; its own bytes are known to be within the record.
Result<std::uint64_t> length_of(char kind, const FileWindow& window, std::uint64_t at) {
  if (kind == 's') {
    TRY_ASSIGN(const auto length, number_at<std::uint32_t>(window, at));
    return std::uint64_t{length};
  }
  return number_at<std::uint64_t>(window, at);
}

Result<bool> something_follows(const FileWindow& window, std::uint64_t end) {
  if (window.size() - end < kRecordHeaderSize) {
    return true;  // the end of the file, or the magic there
  }
  TRY_ASSIGN(const auto following, window.place_at(end));
  return following.has_value();
}

// What the first bytes of a chunk's records must be.
bool starts_as(std::string_view compression, ByteSpan records) {
  ByteReader reader(records);
  const auto magic = reader.get<std::uint32_t>();
  if (compression == "zstd") {
    return magic == 0xFD2FB528;
  }
  if (compression == "lz4") {
    return magic == 0x184D2204;
  }
  const std::uint32_t opcode = magic & 0xFF;
  return compression.empty() && opcode >= static_cast<std::uint32_t>(Opcode::kSchema) &&
         opcode <= static_cast<std::uint32_t>(Opcode::kMessage);
}

// A chunk's fields contradict neither each other nor the compression that they name.
Result<bool> is_coherent_chunk(const FileWindow& window, const RecordPlace& place) {
  std::array<std::byte, 64> bytes{};
  const auto length =
      static_cast<std::size_t>(std::min<std::uint64_t>(bytes.size(), place.content_length));
  TRY(window.peek(place.offset + kRecordHeaderSize, std::span(bytes).first(length)));
  ByteReader reader(ByteSpan(bytes).first(length));
  const auto start_time = reader.get<std::uint64_t>();
  const auto end_time = reader.get<std::uint64_t>();
  const auto uncompressed_size = reader.get<std::uint64_t>();
  reader.get<std::uint32_t>();
  const std::string compression = reader.get_string();
  const auto size = reader.get<std::uint64_t>();
  if (reader.failed() || start_time > end_time || uncompressed_size > kMaxChunkBytes) {
    return false;
  }
  const ByteSpan start = ByteSpan(bytes).subspan(reader.position(), reader.remaining());
  return starts_as(compression, start) && (!compression.empty() || uncompressed_size == size);
}

Result<bool> is_end(const FileWindow& window, std::uint64_t offset) {
  if (window.size() - offset == kMagic.size()) {
    return window.file().magic_at(offset);
  }
  return offset == window.size();
}

Result<bool> starts_records(const FileWindow& window, RecordPlace place, SearchFor what) {
  if (place.is(Opcode::kChunk)) {
    TRY_ASSIGN(const bool coherent, is_coherent_chunk(window, place));
    TRY_ASSIGN(const Belief belief, believe(window, place));
    return coherent && belief == Belief::kYes;
  }
  constexpr int kEnough = 3;
  for (int count = 1;; ++count) {
    const bool welcome = is_known(place.opcode) && !place.is(Opcode::kHeader) &&
                         (what == SearchFor::kAnything || !place.is(Opcode::kMessage));
    TRY_ASSIGN(const Belief belief, believe(window, place));
    if (!welcome || belief != Belief::kYes) {
      return false;
    }
    TRY_ASSIGN(const bool at_end, is_end(window, place.end()));
    if (count == kEnough || at_end) {
      return true;
    }
    TRY_ASSIGN(const auto following, window.place_at(place.end()));
    if (!following) {
      return false;
    }
    place = *following;
  }
}

// The first place in `bytes` at or behind `at` where opcode and length of a record may stand.
std::size_t next_candidate(ByteSpan bytes, std::size_t at) {
  constexpr unsigned kFirst = static_cast<unsigned>(Opcode::kFooter);
  constexpr unsigned kLast = static_cast<unsigned>(Opcode::kDataEnd);
  for (; at + kRecordHeaderSize <= bytes.size(); ++at) {
    // No length that is believed needs the upper four bytes.
    if (static_cast<unsigned>(bytes[at]) - kFirst <= kLast - kFirst &&
        (bytes[at + 5] | bytes[at + 6] | bytes[at + 7] | bytes[at + 8]) == std::byte{0}) {
      return at;
    }
  }
  return bytes.size();
}

}  // namespace

Result<std::optional<std::uint64_t>> fields_length(const FileWindow& window,
                                                   const RecordPlace& place) {
  if (!is_known(place.opcode)) {
    return place.content_length;
  }
  if (place.is(Opcode::kMessage)) {
    return place.content_length >= kMinMessage ? std::optional(place.content_length) : std::nullopt;
  }
  std::uint64_t length = 0;
  for (const char kind : fields_of(static_cast<Opcode>(place.opcode))) {
    const std::uint64_t own = kind == 's' ? 4 : kind == 'L' ? 8 : static_cast<unsigned>(kind - '0');
    if (own > place.content_length - length) {
      return std::nullopt;
    }
    if (kind == 's' || kind == 'L') {
      TRY_ASSIGN(const std::uint64_t counted,
                 length_of(kind, window, place.offset + kRecordHeaderSize + length));
      if (counted > place.content_length - length - own) {
        return std::nullopt;
      }
      length += counted;
    }
    length += own;
  }
  return length;
}

Result<Belief> believe(const FileWindow& window, const RecordPlace& place) {
  TRY_ASSIGN(const auto fields, fields_length(window, place));
  if (!fields) {
    return Belief::kNo;
  }
  const bool says_it_twice = is_known(place.opcode) && !place.is(Opcode::kMessage);
  if (says_it_twice && *fields == place.content_length) {
    return Belief::kYes;
  }
  // These two may have nothing behind their fields.
  if (place.is(Opcode::kFooter) || place.is(Opcode::kDataEnd)) {
    return Belief::kNo;
  }
  TRY_ASSIGN(const bool follows, something_follows(window, place.end()));
  return follows ? Belief::kYes : Belief::kUnsure;
}

Result<std::optional<RecordPlace>> find_record(FileWindow& window, std::uint64_t from,
                                               SearchFor what) {
  constexpr std::uint64_t kStep = 1u << 20;
  while (from < window.size() && window.size() - from >= kRecordHeaderSize) {
    // Steps overlap by less than a header, so that none is missed and none is met twice.
    const std::uint64_t length = std::min(kStep, window.size() - from);
    TRY_ASSIGN(const ByteSpan bytes, window.view(from, length));
    for (std::size_t at = next_candidate(bytes, 0); at < bytes.size();
         at = next_candidate(bytes, at + 1)) {
      TRY_ASSIGN(const auto place, window.place_at(from + at));
      if (place) {
        TRY_ASSIGN(const bool found, starts_records(window, *place, what));
        if (found) {
          return place;
        }
      }
    }
    from += length - (kRecordHeaderSize - 1);
  }
  return std::nullopt;
}

}  // namespace reprise::mcap
