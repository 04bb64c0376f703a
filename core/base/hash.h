// Hashes: XXH3-128 for frames and content keys, SHA-256 for files and PCM, CRC-32 for MCAP.
// The streaming classes are sinks: update, then finish once. Not thread-safe; distinct objects are
// independent.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "core/base/bytes.h"
#include "core/base/error.h"

namespace reprise {

struct Hash128 {
  std::uint64_t high = 0;
  std::uint64_t low = 0;
  friend auto operator<=>(const Hash128&, const Hash128&) = default;
};
// 32 lower-case hexadecimal digits, most significant first (as xxhsum -H2 prints).
std::string to_hex(Hash128 hash);
Result<Hash128> parse_hash128(std::string_view hex);

Hash128 xxh3_128(ByteSpan bytes);

class Xxh3Stream {
 public:
  Xxh3Stream();
  ~Xxh3Stream();
  Xxh3Stream(Xxh3Stream&&) noexcept;
  Xxh3Stream& operator=(Xxh3Stream&&) noexcept;
  void update(ByteSpan bytes);
  [[nodiscard]] Hash128 digest() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};
// The part's length, then the part: so no two lists of parts make the same stream.
void update_with_part(Xxh3Stream& stream, ByteSpan part);

using Sha256 = std::array<std::uint8_t, 32>;
std::string to_hex(const Sha256& digest);
Sha256 sha256(ByteSpan bytes);

class Sha256Stream {
 public:
  Sha256Stream();
  ~Sha256Stream();
  // Goes on from the same beginning.
  Sha256Stream(const Sha256Stream& other);
  Sha256Stream& operator=(const Sha256Stream& other);
  Sha256Stream(Sha256Stream&&) noexcept;
  Sha256Stream& operator=(Sha256Stream&&) noexcept;
  void update(ByteSpan bytes);
  // Of everything so far; more may follow.
  [[nodiscard]] Sha256 digest() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// zlib's CRC-32; `seed` is the CRC of what came before.
std::uint32_t crc32(ByteSpan bytes, std::uint32_t seed = 0);

}  // namespace reprise
