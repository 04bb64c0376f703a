// What the fuzzers' mutator does to a file: a changed byte passes every checksum.
#include "tests/timeline/checksums.h"

#include <gtest/gtest.h>

#include "tests/timeline/doctor_fixture.h"
#include "tests/timeline/take_fixture.h"

namespace reprise::timeline {
namespace {

Bytes from_corpus(const std::string& name) {
  return read_file(posix_file_system(), std::filesystem::path(CORPUS_DIR) / "take_reader" / name)
      .value_or(Bytes());
}

// The marker's text in the last chunk, by one letter.
void change(Bytes& take) {
  const std::size_t at = as_text(take).rfind("marker");
  ASSERT_NE(at, std::string_view::npos);
  take[at] = std::byte{'M'};
}

class Checksums : public testing::TestWithParam<const char*> {};

TEST_P(Checksums, AChangedByteReachesTheRecords) {
  Bytes whole = from_corpus(GetParam());
  repair_checksums(whole);  // of one the chain is that of other schemas
  Bytes take = whole;
  change(take);
  EXPECT_FALSE(read_take(take)->damage.empty());
  repair_checksums(take);
  const auto read = read_take(take);
  ASSERT_TRUE(read.has_value());
  EXPECT_EQ(mcap::damage_text(read->damage), "");
  EXPECT_EQ(read->records.size(), read_take(whole)->records.size());
  EXPECT_FALSE(read->records == read_take(whole)->records);
  EXPECT_EQ(findings(examine(take)), findings(examine(whole)));
}

INSTANTIATE_TEST_SUITE_P(Takes, Checksums,
                         testing::Values("unfinished_uncompressed.mcap", "sealed_uncompressed.mcap",
                                         "chained_uncompressed.mcap"),
                         [](const auto& take) {
                           const std::string name = take.param;
                           return name.substr(0, name.find('_'));
                         });

TEST(Checksums, WhatFitsStaysAsItIs) {
  const Bytes whole = make_take(small_header(), performance(2), small_attachments(), {}, 2);
  Bytes take = whole;
  repair_checksums(take);
  EXPECT_TRUE(take == whole);
}

TEST(Checksums, WhatIsNoFileIsLeftAlone) {
  const Bytes whole = make_take(small_header(), performance(2), small_attachments(), {}, 2);
  for (std::size_t size = 0; size < whole.size(); size += 97) {
    Bytes cut(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size));
    repair_checksums(cut);
    EXPECT_TRUE(std::equal(cut.begin(), cut.end(), whole.begin())) << size;
  }
}

TEST(PlainChunks, AreThoseThatAreNotCompressed) {
  Bytes plain = from_corpus("sealed_uncompressed.mcap");
  EXPECT_EQ(plain_chunks(plain).size(), 3U);
  Bytes packed = make_take(small_header(), performance(2), {}, {}, 2);
  EXPECT_TRUE(plain_chunks(packed).empty());
}

}  // namespace
}  // namespace reprise::timeline
