#include "core/base/hash.h"

#include <charconv>
#include <optional>
#include <string_view>
#include <system_error>

#include <libdeflate.h>
#include <openssl/evp.h>
#include <xxh_x86dispatch.h>  // the XXH3 names below choose SSE2, AVX2 or AVX-512 at run time

#include "core/base/check.h"
#include "core/base/text.h"
#include "core/base/vector_registers.h"

namespace reprise {
namespace {

// Also ends the library's use of AVX.
Hash128 from_xxh(XXH128_hash_t hash) {
  clear_upper_vector_halves();
  return Hash128{.high = hash.high64, .low = hash.low64};
}

void append_hex(std::string& out, std::uint64_t word) {
  for (int shift = 60; shift >= 0; shift -= 4) {
    out += kHexDigits[(word >> shift) & 15];
  }
}

std::optional<std::uint64_t> parse_hex_word(std::string_view digits) {
  std::uint64_t word = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), word, 16);
  if (error != std::errc() || end != digits.data() + digits.size()) {
    return std::nullopt;
  }
  return word;
}

}  // namespace

std::string to_hex(Hash128 hash) {
  std::string out;
  out.reserve(32);
  append_hex(out, hash.high);
  append_hex(out, hash.low);
  return out;
}

Result<Hash128> parse_hash128(std::string_view hex) {
  if (hex.size() == 32) {
    const auto high = parse_hex_word(hex.substr(0, 16));
    const auto low = parse_hex_word(hex.substr(16));
    if (high && low) {
      return Hash128{.high = *high, .low = *low};
    }
  }
  return fail(ErrorCode::kInvalid,
              "'" + std::string(hex) + "' is not a hash of 32 hexadecimal digits");
}

Hash128 xxh3_128(ByteSpan bytes) {
  return from_xxh(XXH3_128bits(bytes.data(), bytes.size()));
}

struct Xxh3Stream::State {
  XXH3_state_t* xxh = XXH3_createState();

  State() {
    CHECK(xxh != nullptr);
    CHECK(XXH3_128bits_reset(xxh) == XXH_OK);
  }
  ~State() { XXH3_freeState(xxh); }
  State(const State&) = delete;
  State& operator=(const State&) = delete;
};

Xxh3Stream::Xxh3Stream() : state_(std::make_unique<State>()) {}
Xxh3Stream::~Xxh3Stream() = default;
Xxh3Stream::Xxh3Stream(Xxh3Stream&&) noexcept = default;
Xxh3Stream& Xxh3Stream::operator=(Xxh3Stream&&) noexcept = default;

void Xxh3Stream::update(ByteSpan bytes) {
  CHECK(XXH3_128bits_update(state_->xxh, bytes.data(), bytes.size()) == XXH_OK);
  clear_upper_vector_halves();
}

Hash128 Xxh3Stream::digest() const {
  return from_xxh(XXH3_128bits_digest(state_->xxh));
}

void update_with_part(Xxh3Stream& stream, ByteSpan part) {
  Bytes length;
  ByteWriter(length).put(static_cast<std::uint64_t>(part.size()));
  stream.update(length);
  stream.update(part);
}

std::string to_hex(const Sha256& digest) {
  return to_hex_bytes(std::as_bytes(std::span(digest)));
}

Sha256 sha256(ByteSpan bytes) {
  Sha256Stream stream;
  stream.update(bytes);
  return stream.digest();
}

struct Sha256Stream::State {
  EVP_MD_CTX* context = EVP_MD_CTX_new();

  State() {
    CHECK(context != nullptr);
    CHECK(EVP_DigestInit_ex(context, EVP_sha256(), nullptr) == 1);
  }
  ~State() { EVP_MD_CTX_free(context); }
  State(const State&) = delete;
  State& operator=(const State&) = delete;
};

Sha256Stream::Sha256Stream() : state_(std::make_unique<State>()) {}
Sha256Stream::~Sha256Stream() = default;
Sha256Stream::Sha256Stream(const Sha256Stream& other) : Sha256Stream() {
  CHECK(EVP_MD_CTX_copy_ex(state_->context, other.state_->context) == 1);
}
Sha256Stream& Sha256Stream::operator=(const Sha256Stream& other) {
  return *this = Sha256Stream(other);
}
Sha256Stream::Sha256Stream(Sha256Stream&&) noexcept = default;
Sha256Stream& Sha256Stream::operator=(Sha256Stream&&) noexcept = default;

void Sha256Stream::update(ByteSpan bytes) {
  CHECK(EVP_DigestUpdate(state_->context, bytes.data(), bytes.size()) == 1);
}

Sha256 Sha256Stream::digest() const {
  // Finishing a context ends it, so a copy is finished.
  State copy;
  CHECK(EVP_MD_CTX_copy_ex(copy.context, state_->context) == 1);
  Sha256 digest{};
  unsigned int size = 0;
  CHECK(EVP_DigestFinal_ex(copy.context, digest.data(), &size) == 1);
  CHECK(size == digest.size());
  return digest;
}

std::uint32_t crc32(ByteSpan bytes, std::uint32_t seed) {
  // libdeflate takes a null pointer as a request for the initial value.
  return bytes.empty() ? seed : libdeflate_crc32(seed, bytes.data(), bytes.size());
}

}  // namespace reprise
