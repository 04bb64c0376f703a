#include <algorithm>
#include <string>

#include "core/base/hash.h"
#include "core/base/lz4.h"
#include "core/base/zstd.h"
#include "core/mcap/reader.h"

namespace reprise::mcap {
namespace {

// A compression: what its bytes may expand to, and how.
struct Codec {
  std::string_view name;
  bool (*can_hold)(std::uint64_t size, std::uint64_t compressed);
  Status (*unpack)(ByteSpan compressed, std::span<std::byte> out);
};
constexpr Codec kCodecs[] = {{"zstd", zstd_can_hold, zstd_decompress},
                             {"lz4", lz4_can_hold, lz4_decompress}};

Status decompress(const Codec& codec, const Chunk& chunk, Bytes& buffer) {
  if (!codec.can_hold(chunk.uncompressed_size, chunk.records.size())) {
    return corrupt("a chunk of " + std::to_string(chunk.records.size()) + " bytes cannot hold " +
                   std::to_string(chunk.uncompressed_size));
  }
  buffer.resize(static_cast<std::size_t>(chunk.uncompressed_size));
  return codec.unpack(chunk.records, buffer);
}

}  // namespace

Result<ByteSpan> unpack_chunk(const Chunk& chunk, Bytes& buffer) {
  if (chunk.uncompressed_size > kMaxChunkBytes) {
    return corrupt("a chunk claims " + std::to_string(chunk.uncompressed_size) + " bytes");
  }
  ByteSpan records = chunk.records;
  if (!chunk.compression.empty()) {
    const auto* const codec =
        std::find_if(std::begin(kCodecs), std::end(kCodecs),
                     [&](const Codec& known) { return known.name == chunk.compression; });
    if (codec == std::end(kCodecs)) {
      return corrupt("a chunk is compressed with '" + chunk.compression + "'");
    }
    TRY(decompress(*codec, chunk, buffer));
    records = buffer;
  }
  if (records.size() != chunk.uncompressed_size) {
    return corrupt("a chunk does not have the size that it claims");
  }
  if (chunk.uncompressed_crc != 0 && chunk.uncompressed_crc != crc32(records)) {
    return corrupt("the CRC of a chunk does not match");
  }
  return records;
}

Result<Bytes> unpack_chunk(const Chunk& chunk) {
  Bytes buffer;
  TRY_ASSIGN(const ByteSpan records, unpack_chunk(chunk, buffer));
  if (records.data() != buffer.data()) {
    buffer.assign(records.begin(), records.end());
  }
  return buffer;
}

}  // namespace reprise::mcap
