#include "core/session/export/stored_packet.h"

#include <algorithm>

namespace reprise::session {
namespace {

// Offset of the next 00 00 01 at or after `from`, or the size.
std::size_t find_start_code(ByteSpan stream, std::size_t from) {
  for (std::size_t at = from; at + 3 <= stream.size(); ++at) {
    if (stream[at] == std::byte{0} && stream[at + 1] == std::byte{0} &&
        stream[at + 2] == std::byte{1}) {
      return at;
    }
  }
  return stream.size();
}

void put_big_endian(Bytes& out, std::size_t value) {
  for (int shift = 24; shift >= 0; shift -= 8) {
    out.push_back(static_cast<std::byte>(static_cast<std::uint8_t>(value >> shift)));
  }
}

Bytes with_lengths(ByteSpan stream) {
  Bytes out;
  std::size_t start = find_start_code(stream, 0);
  while (start < stream.size()) {
    const std::size_t begin = start + 3;
    start = find_start_code(stream, begin);
    std::size_t end = start;
    while (end > begin && stream[end - 1] == std::byte{0}) {
      --end;  // trailing zeros belong to the next start code
    }
    put_big_endian(out, end - begin);
    out.insert(out.end(), stream.begin() + static_cast<std::ptrdiff_t>(begin),
               stream.begin() + static_cast<std::ptrdiff_t>(end));
  }
  return out;
}

}  // namespace

Sha256 stored_packet_sha256(media::VideoCodecId codec, ByteSpan packet) {
  if (codec == media::VideoCodecId::kH264) {
    return sha256(with_lengths(packet));
  }
  return sha256(packet);
}

}  // namespace reprise::session
