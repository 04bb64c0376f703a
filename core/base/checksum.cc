#include "core/base/checksum.h"

#include <cstdint>

#include "core/base/hash.h"

namespace reprise {
namespace {

constexpr std::size_t kChecksumSize = sizeof(std::uint32_t);

}  // namespace

void append_checksum(Bytes& data) {
  const std::uint32_t checksum = crc32(data);
  ByteWriter(data).put(checksum);
}

std::optional<ByteSpan> without_checksum(ByteSpan data) {
  if (data.size() < kChecksumSize) {
    return std::nullopt;
  }
  const ByteSpan content = data.first(data.size() - kChecksumSize);
  const auto checksum = ByteReader(data.last(kChecksumSize)).get<std::uint32_t>();
  return checksum == crc32(content) ? std::optional(content) : std::nullopt;
}

}  // namespace reprise
