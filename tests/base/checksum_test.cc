#include "core/base/checksum.h"

#include <gtest/gtest.h>

namespace reprise {
namespace {

Bytes bytes_of(std::string_view text) {
  const ByteSpan span = std::as_bytes(std::span(text));
  return {span.begin(), span.end()};
}

TEST(Checksum, WhatItWasAppendedToComesBack) {
  for (const std::string_view text : {"", "a", "the state of a show"}) {
    Bytes data = bytes_of(text);
    append_checksum(data);
    EXPECT_EQ(data.size(), text.size() + 4);
    const auto content = without_checksum(data);
    ASSERT_TRUE(content.has_value());
    EXPECT_EQ(Bytes(content->begin(), content->end()), bytes_of(text));
  }
}

TEST(Checksum, NoChangedBitAndNoCutIsTaken) {
  Bytes data = bytes_of("state");
  append_checksum(data);
  for (std::size_t bit = 0; bit < 8 * data.size(); ++bit) {
    Bytes changed = data;
    changed[bit / 8] ^= static_cast<std::byte>(1U << (bit % 8));
    EXPECT_FALSE(without_checksum(changed).has_value()) << bit;
  }
  for (std::size_t size = 0; size < data.size(); ++size) {
    EXPECT_FALSE(without_checksum(ByteSpan(data).first(size)).has_value()) << size;
  }
}

}  // namespace
}  // namespace reprise
