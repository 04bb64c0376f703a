#include "core/base/hash.h"

#include <gtest/gtest.h>

#include "core/base/vector_registers.h"

#if defined(__x86_64__)
#include <cpuid.h>
#include <immintrin.h>
#endif

namespace reprise {
namespace {

Bytes pattern(std::size_t size) {
  Bytes bytes(size);
  std::uint32_t state = 1;
  for (std::byte& b : bytes) {
    state = state * 1664525U + 1013904223U;
    b = static_cast<std::byte>(state >> 24);
  }
  return bytes;
}

TEST(Hash, Xxh3KnownAnswers) {
  // As `xxhsum -H2` prints them.
  EXPECT_EQ(to_hex(xxh3_128({})), "99aa06d3014798d86001c324468d497f");
  EXPECT_EQ(to_hex(xxh3_128(as_byte_span("a"))), "a96faf705af16834e6c632b61e964e1f");
  EXPECT_EQ(to_hex(xxh3_128(pattern(100'000))), "7cac8d0eae8bed3db2d424868b772e96");
}

TEST(Hash, Xxh3StreamEqualsOneCallForAnyCut) {
  const Bytes bytes = pattern(5000);
  const Hash128 whole = xxh3_128(bytes);
  for (const std::size_t step : {1U, 7U, 64U, 255U, 256U, 1024U, 4999U}) {
    Xxh3Stream stream;
    for (std::size_t at = 0; at < bytes.size(); at += step) {
      stream.update(ByteSpan(bytes).subspan(at, std::min(step, bytes.size() - at)));
    }
    EXPECT_EQ(stream.digest(), whole) << "in steps of " << step;
    EXPECT_EQ(stream.digest(), whole) << "the digest may be read twice";
  }
}

#if defined(__x86_64__)
bool can_tell_registers_in_use() {
  unsigned a = 0;
  unsigned b = 0;
  unsigned c = 0;
  unsigned d = 0;
  constexpr unsigned kXgetbv1 = 1U << 2U;
  return __builtin_cpu_supports("avx2") != 0 && __get_cpuid_count(13, 1, &a, &b, &c, &d) != 0 &&
         (a & kXgetbv1) != 0;
}

// XINUSE: bit 2 says that some upper half of an AVX register is not zero.
__attribute__((target("xsave"))) bool upper_halves_in_use() {
  return (_xgetbv(1) & 4) != 0;
}

// Not compiled for AVX: g++ would clean up behind it.
void dirty_upper_halves() {
  __asm__ volatile("vpcmpeqd %%ymm0, %%ymm0, %%ymm0" : : : "xmm0");
}

// With them in use, the SSE code of the next library runs up to three times slower.
TEST(Hash, Xxh3LeavesTheUpperVectorHalvesUnused) {
  if (!can_tell_registers_in_use()) {
    GTEST_SKIP() << "this CPU does not say which registers are in use";
  }
  clear_upper_vector_halves();
  if (upper_halves_in_use()) {
    GTEST_SKIP() << "this CPU always says that they are";
  }
  const Bytes bytes = pattern(100'000);
  dirty_upper_halves();
  ASSERT_TRUE(upper_halves_in_use());
  static_cast<void>(xxh3_128(bytes));
  EXPECT_FALSE(upper_halves_in_use());
  Xxh3Stream stream;
  dirty_upper_halves();
  stream.update(bytes);
  EXPECT_FALSE(upper_halves_in_use());
  dirty_upper_halves();
  static_cast<void>(stream.digest());
  EXPECT_FALSE(upper_halves_in_use());
}
#endif

TEST(Hash, Xxh3OfEveryShortLengthDiffers) {
  const Bytes bytes(300, std::byte{0});
  for (std::size_t size = 1; size < bytes.size(); ++size) {
    EXPECT_NE(xxh3_128(ByteSpan(bytes).first(size)), xxh3_128(ByteSpan(bytes).first(size - 1)));
  }
}

TEST(Hash, Hash128TextRoundTrip) {
  const Hash128 hash{.high = 0x0123456789ABCDEF, .low = 0xFEDCBA9876543210};
  EXPECT_EQ(to_hex(hash), "0123456789abcdeffedcba9876543210");
  EXPECT_EQ(parse_hash128(to_hex(hash)).value(), hash);
  EXPECT_EQ(parse_hash128("0123456789ABCDEFFEDCBA9876543210").value(), hash);
}

TEST(Hash, Hash128RefusesOtherText) {
  EXPECT_FALSE(parse_hash128(""));
  EXPECT_FALSE(parse_hash128("0123456789abcdeffedcba987654321"));
  EXPECT_FALSE(parse_hash128("0123456789abcdeffedcba98765432100"));
  EXPECT_FALSE(parse_hash128("0123456789abcdeffedcba987654321g"));
  EXPECT_FALSE(parse_hash128("-123456789abcdeffedcba9876543210"));
}

TEST(Hash, Sha256KnownAnswers) {
  // FIPS 180-2, appendix B.
  EXPECT_EQ(to_hex(sha256({})), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(to_hex(sha256(as_byte_span("abc"))),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(to_hex(sha256(Bytes(1'000'000, std::byte{'a'}))),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(Hash, Sha256DigestDoesNotEndTheStream) {
  Sha256Stream stream;
  stream.update(as_byte_span("a"));
  EXPECT_EQ(stream.digest(), sha256(as_byte_span("a")));
  stream.update(as_byte_span("bc"));
  EXPECT_EQ(stream.digest(), sha256(as_byte_span("abc")));
}

TEST(Hash, StreamsMove) {
  Xxh3Stream xxh;
  xxh.update(as_byte_span("a"));
  Xxh3Stream moved_xxh(std::move(xxh));
  moved_xxh.update(as_byte_span("b"));
  EXPECT_EQ(moved_xxh.digest(), xxh3_128(as_byte_span("ab")));

  Sha256Stream sha;
  sha.update(as_byte_span("a"));
  Sha256Stream moved_sha;
  moved_sha = std::move(sha);
  moved_sha.update(as_byte_span("bc"));
  EXPECT_EQ(moved_sha.digest(), sha256(as_byte_span("abc")));
}

TEST(Hash, ACopyOfASha256StreamGoesItsOwnWay) {
  Sha256Stream one;
  one.update(as_byte_span("a"));
  Sha256Stream two = one;
  Sha256Stream three;
  three = one;
  one.update(as_byte_span("b"));
  two.update(as_byte_span("bc"));
  EXPECT_EQ(one.digest(), sha256(as_byte_span("ab")));
  EXPECT_EQ(two.digest(), sha256(as_byte_span("abc")));
  EXPECT_EQ(three.digest(), sha256(as_byte_span("a")));
}

TEST(Hash, Crc32KnownAnswersAndSeed) {
  EXPECT_EQ(crc32(as_byte_span("123456789")), 0xCBF43926U);
  EXPECT_EQ(crc32({}), 0U);
  EXPECT_EQ(crc32(as_byte_span("56789"), crc32(as_byte_span("1234"))), 0xCBF43926U);
  EXPECT_EQ(crc32({}, 0x12345678), 0x12345678U);
}

}  // namespace
}  // namespace reprise
