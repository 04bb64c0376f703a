#include "core/timeline/seal_metadata.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/timeline/record_codec.h"
#include "tests/timeline/take_fixture.h"

namespace reprise::timeline {
namespace {

SealRecord sample_record() {
  SealRecord record{small_seal(3), {{1, 2}, {3, 4}, {~0ULL, 0}}};
  record.seal.frames = 30;
  record.seal.cues = kMaxSample;
  record.seal.take_digest = take_digest(record.chunks);
  record.seal.chain_head = sha256(as_byte_span("chain"));
  return record;
}

TEST(SealMetadata, ReturnsTheSeal) {
  for (const bool has_source : {true, false}) {
    SealRecord record = sample_record();
    if (!has_source) {
      record.seal.source_sha256.reset();
      record.seal.chain_head.reset();
    }
    const auto back = seal_from_metadata(seal_to_metadata(record));
    ASSERT_TRUE(back.has_value()) << back.error().message;
    EXPECT_EQ(back->seal, record.seal);
    EXPECT_EQ(back->chunks, record.chunks);
  }
}

TEST(SealMetadata, NoticesEveryChangedCharacter) {
  const mcap::Metadata metadata = seal_to_metadata(sample_record());
  for (const auto& [name, value] : metadata.entries) {
    for (std::size_t i = 0; i < value.size(); ++i) {
      mcap::Metadata changed = metadata;
      changed.entries[name][i] = static_cast<char>(value[i] ^ 1);
      const auto back = seal_from_metadata(changed);
      ASSERT_FALSE(back.has_value()) << name << " at " << i;
      EXPECT_EQ(back.error().code, ErrorCode::kCorrupt);
    }
  }
}

TEST(SealMetadata, NoticesMissingFields) {
  const mcap::Metadata metadata = seal_to_metadata(sample_record());
  for (const auto& [name, value] : metadata.entries) {
    mcap::Metadata changed = metadata;
    changed.entries.erase(name);
    EXPECT_FALSE(seal_from_metadata(changed).has_value()) << name;
  }
  EXPECT_FALSE(seal_from_metadata({}).has_value());
}

TEST(SealMetadata, TakeDigestDependsOnOrderAndNumberOfChunks) {
  const std::vector<Hash128> one{{1, 2}};
  const std::vector<Hash128> two{{1, 2}, {3, 4}};
  const std::vector<Hash128> swapped{{3, 4}, {1, 2}};
  EXPECT_NE(take_digest(one), take_digest(two));
  EXPECT_NE(take_digest(two), take_digest(swapped));
  EXPECT_EQ(take_digest({}), xxh3_128({}));
}

TEST(HeaderCopy, ReturnsTheHeaderOrRefuses) {
  RecordPacker packer;
  const mcap::Metadata metadata = header_copy_to_metadata(packer.pack(extreme_header()));
  const auto back = header_from_metadata(metadata);
  ASSERT_TRUE(back.has_value()) << back.error().message;
  EXPECT_EQ(*back, extreme_header());
  mcap::Metadata changed = metadata;
  changed.entries["message"][40] ^= 1;
  EXPECT_FALSE(header_from_metadata(changed).has_value());
  changed = metadata;
  changed.entries["message"] += "0";
  EXPECT_FALSE(header_from_metadata(changed).has_value());
  EXPECT_FALSE(header_from_metadata({}).has_value());
}

}  // namespace
}  // namespace reprise::timeline
