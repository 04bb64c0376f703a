#include "core/base/zstd.h"

#include <gtest/gtest.h>

namespace reprise {
namespace {

Bytes pattern(std::size_t size, std::uint32_t alphabet) {
  Bytes bytes(size);
  std::uint32_t state = 1;
  for (std::byte& b : bytes) {
    state = state * 1664525U + 1013904223U;
    b = static_cast<std::byte>((state >> 16) % alphabet);
  }
  return bytes;
}

TEST(Zstd, RoundTripsAndShrinks) {
  for (const std::size_t size : {0U, 1U, 1000U, 1'000'000U}) {
    const Bytes bytes = pattern(size, 16);
    const Bytes frame = zstd_compress(bytes, 1).value();
    EXPECT_EQ(zstd_decompress(frame, bytes.size()).value(), bytes);
    if (size >= 1000) {
      EXPECT_LT(frame.size(), bytes.size() * 3 / 4);
    }
  }
}

TEST(Zstd, SameInputSameBytes) {
  const Bytes bytes = pattern(300'000, 30);
  EXPECT_EQ(zstd_compress(bytes, 3).value(), zstd_compress(bytes, 3).value());
  ZstdCompressor compressor(3);
  for (const std::size_t size :
       {std::size_t{100}, bytes.size(), std::size_t{0}, bytes.size() / 2}) {
    const ByteSpan part = ByteSpan(bytes).first(size);
    const ByteSpan frame = compressor.compress(part).value();
    EXPECT_EQ(Bytes(frame.begin(), frame.end()), zstd_compress(part, 3).value());
  }
}

TEST(Zstd, TheFrameStatesItsSize) {
  const Bytes frame = zstd_compress(Bytes(100'000), 1).value();
  // Frame header: magic, then the descriptor; its two upper bits give the size field's width.
  EXPECT_NE(static_cast<unsigned>(frame.at(4)) >> 6, 0U);
}

TEST(Zstd, AWrongExpectedSizeIsCorrupt) {
  const Bytes frame = zstd_compress(pattern(1000, 16), 1).value();
  for (const std::uint64_t size : {0U, 999U, 1001U}) {
    const auto out = zstd_decompress(frame, size);
    ASSERT_FALSE(out) << size;
    EXPECT_EQ(out.error().code, ErrorCode::kCorrupt);
  }
}

TEST(Zstd, AnAbsurdExpectedSizeIsRefusedWithoutMemory) {
  const Bytes frame = zstd_compress(Bytes(1000), 1).value();
  EXPECT_EQ(zstd_decompress(frame, 1ULL << 40).error().code, ErrorCode::kCorrupt);
  EXPECT_EQ(zstd_decompress(frame, ~0ULL).error().code, ErrorCode::kCorrupt);
}

TEST(Zstd, TheMostCompressibleInputIsStillJustified) {
  const Bytes zeros(64U << 20);
  const Bytes frame = zstd_compress(zeros, 19).value();
  EXPECT_TRUE(zstd_decompress(frame, zeros.size()));
}

TEST(Zstd, EveryTruncationAndGarbageFails) {
  const Bytes frame = zstd_compress(pattern(200, 16), 1).value();
  for (std::size_t size = 0; size < frame.size(); ++size) {
    EXPECT_FALSE(zstd_decompress(ByteSpan(frame).first(size), 200)) << size;
  }
  EXPECT_FALSE(zstd_decompress(as_byte_span("this is no zstd frame at all"), 10));
}

TEST(Zstd, FlippedBytesNeverCrash) {
  const Bytes bytes = pattern(2000, 16);
  const Bytes frame = zstd_compress(bytes, 1).value();
  int refused = 0;
  for (std::size_t at = 0; at < frame.size(); ++at) {
    Bytes damaged = frame;
    damaged[at] ^= std::byte{0x55};
    const auto out = zstd_decompress(damaged, bytes.size());
    refused += out ? 0 : 1;
    EXPECT_TRUE(!out || out->size() == bytes.size());
  }
  EXPECT_GT(refused, 4) << "at least the magic number is checked";
}

}  // namespace
}  // namespace reprise
