// Where the bytes of a take are: everything adds up, whatever the file.
#include "core/timeline/statistics.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "core/timeline/record_codec.h"
#include "foreign_bfbs_generated.h"
#include "foreign_generated.h"
#include "tests/timeline/take_fixture.h"

namespace reprise::timeline {
namespace {

FileStatistics statistics_of(ByteSpan bytes) {
  MemoryFileSystem fs;
  fs.put("take.mcap", bytes);
  const mcap::File file(*fs.open("take.mcap"));
  mcap::DamageLog log;
  return *file_statistics(file, log);
}

std::uint64_t sum_of(const ContainerBytes& c) {
  return c.chunk_data + c.chunk_headers + c.message_indexes + c.schemas_and_channels + c.messages +
         c.attachments + c.metadata + c.summary + c.other;
}

std::uint64_t sum_of(const std::vector<FieldBytes>& fields) {
  std::uint64_t sum = 0;
  for (const FieldBytes& field : fields) {
    sum += field.bytes;
  }
  return sum;
}

const FieldBytes& field_of(const std::vector<FieldBytes>& fields, std::string_view name) {
  return *std::ranges::find(fields, name, &FieldBytes::field);
}

const TopicBytes& topic_of(const FileStatistics& stats, std::string_view name) {
  return *std::ranges::find(stats.topics, name, &TopicBytes::topic);
}

TEST(Statistics, EveryByteOfATakeCountsOnce) {
  const Bytes take = make_take(small_header(), performance(3, true), small_attachments(), {}, 3);
  const FileStatistics stats = statistics_of(take);
  EXPECT_EQ(stats.file_bytes, take.size());
  EXPECT_EQ(sum_of(stats.container), take.size());
  // Two magics and the records that no other part names.
  EXPECT_LT(stats.container.other, 100U);
  EXPECT_EQ(stats.container.messages, 0U);
  EXPECT_EQ(stats.topics.size(), 6U);
  std::uint64_t records = 0;
  for (const TopicBytes& topic : stats.topics) {
    EXPECT_EQ(sum_of(topic.fields), topic.message_bytes) << topic.topic;
    EXPECT_EQ(topic.record_bytes, topic.message_bytes + 31 * topic.messages) << topic.topic;
    EXPECT_GT(topic.alone_bytes, 0U) << topic.topic;
    records += topic.record_bytes;
  }
  EXPECT_EQ(records, stats.unpacked_bytes);
}

TEST(Statistics, TheBytesOfAFieldAreThoseOfItsValues) {
  const Bytes take = make_take(small_header(), performance(3), {}, {}, 3);
  const FileStatistics stats = statistics_of(take);
  const TopicBytes& frames = topic_of(stats, "/frame");
  EXPECT_EQ(frames.messages, 30U);
  const FieldBytes& features = field_of(frames.fields, "features");
  EXPECT_EQ(features.values, 30U);
  // An offset and a count of four bytes each, and the numbers.
  EXPECT_EQ(features.bytes, 30U * (4 + 4 + 2 * kFeatureCount));
  const FieldBytes& presets = field_of(frames.fields, "layers.preset");
  EXPECT_EQ(presets.bytes, 30U * (4 + 4 + 6 + 1));
  // The first frame's, at sample 0, is a default and absent.
  EXPECT_EQ(field_of(frames.fields, "sample").bytes, 29U * 8);
}

TEST(Statistics, DamageIsCountedAsOther) {
  Bytes take = make_take(small_header(), performance(3), {}, {}, 3);
  take.resize(take.size() / 2);
  const FileStatistics stats = statistics_of(take);
  EXPECT_EQ(sum_of(stats.container), take.size());
  EXPECT_EQ(stats.container.summary, 0U);
  Bytes flipped = make_take(small_header(), performance(3), {}, {}, 3);
  flipped[flipped.size() / 2] ^= std::byte{0x10};
  EXPECT_EQ(sum_of(statistics_of(flipped).container), flipped.size());
}

TEST(Statistics, SharedAndDamagedBytesOfAMessageCountOnce) {
  flatbuffers::FlatBufferBuilder builder;
  const auto leaf = ::foreign::CreateLeaf(builder, builder.CreateString("shared"));
  const auto leaves = builder.CreateVector(std::vector(100, leaf));
  ::foreign::RootBuilder root(builder);
  root.add_leaves(leaves);
  builder.Finish(root.Finish());
  const Bytes whole(
      reinterpret_cast<const std::byte*>(builder.GetBufferPointer()),
      reinterpret_cast<const std::byte*>(builder.GetBufferPointer()) + builder.GetSize());
  const auto schema =
      FlatSchema::parse(std::as_bytes(std::span(::foreign::RootBinarySchema::data(),
                                                ::foreign::RootBinarySchema::size())),
                        "foreign.Root");
  for (std::size_t bit = 0; bit < 8 * whole.size(); ++bit) {
    Bytes changed = whole;
    changed[bit / 8] ^= std::byte{1} << (bit % 8);
    FlatAccount account(*schema);
    account.add(changed);
    ASSERT_EQ(sum_of(account.fields()), whole.size()) << bit;
  }
  FlatAccount account(*schema);
  account.add(whole);
  EXPECT_EQ(field_of(account.fields(), "leaves.name").bytes, 4U + 4 + 6 + 1);
}

}  // namespace
}  // namespace reprise::timeline
