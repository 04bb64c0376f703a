#include "core/base/bytes.h"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>

namespace reprise {
namespace {

TEST(Bytes, WriterIsLittleEndian) {
  Bytes out;
  ByteWriter writer(out);
  writer.put(std::uint32_t{0x04030201});
  writer.put(std::uint16_t{0x0605});
  writer.put(std::int8_t{-1});
  EXPECT_EQ(out, (Bytes{std::byte{1}, std::byte{2}, std::byte{3}, std::byte{4}, std::byte{5},
                        std::byte{6}, std::byte{0xFF}}));
  EXPECT_EQ(writer.size(), 7U);
}

TEST(Bytes, EverythingReadsBack) {
  Bytes out;
  ByteWriter writer(out);
  writer.put(std::numeric_limits<std::int64_t>::min());
  writer.put(std::numeric_limits<std::uint64_t>::max());
  writer.put(std::int16_t{-12345});
  writer.put_f32(-0.0F);
  writer.put_f64(1.0 / 3);
  writer.put_string("déjà");
  writer.put_string("");

  ByteReader reader(out);
  EXPECT_EQ(reader.get<std::int64_t>(), std::numeric_limits<std::int64_t>::min());
  EXPECT_EQ(reader.get<std::uint64_t>(), std::numeric_limits<std::uint64_t>::max());
  EXPECT_EQ(reader.get<std::int16_t>(), -12345);
  EXPECT_TRUE(std::signbit(reader.get_f32()));
  EXPECT_EQ(reader.get_f64(), 1.0 / 3);
  EXPECT_EQ(reader.get_string(), "déjà");
  EXPECT_EQ(reader.get_string(), "");
  EXPECT_TRUE(reader.at_end());
  EXPECT_FALSE(reader.failed());
}

TEST(Bytes, ReaderPastTheEndYieldsZeroAndStaysFailed) {
  const Bytes three(3, std::byte{0xFF});
  ByteReader reader(three);
  EXPECT_EQ(reader.get<std::uint32_t>(), 0U);
  EXPECT_TRUE(reader.failed());
  EXPECT_EQ(reader.get<std::uint8_t>(), 0U) << "a failed reader must not resume";
  EXPECT_EQ(reader.remaining(), 0U);
}

TEST(Bytes, HostileLengthDoesNotOverflow) {
  const Bytes four(4, std::byte{0xFF});
  ByteReader reader(four);
  EXPECT_EQ(reader.get_string(), "");
  EXPECT_TRUE(reader.failed());

  ByteReader other(four);
  EXPECT_TRUE(other.get_bytes(std::numeric_limits<std::uint64_t>::max()).empty());
  EXPECT_TRUE(other.failed());
}

TEST(Bytes, EmptyReadAtTheEndIsNoFailure) {
  ByteReader reader{ByteSpan{}};
  EXPECT_TRUE(reader.get_bytes(0).empty());
  EXPECT_FALSE(reader.failed());
  EXPECT_TRUE(reader.at_end());
}

}  // namespace
}  // namespace reprise
