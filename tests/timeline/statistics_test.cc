// Where the bytes of a take are: everything adds up, whatever the file.
#include "core/timeline/statistics.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "core/base/zstd.h"
#include "core/timeline/record_codec.h"
#include "foreign_bfbs_generated.h"
#include "foreign_generated.h"
#include "tests/mcap/foreign_file.h"
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

ByteSpan foreign_bfbs() {
  return std::as_bytes(
      std::span(::foreign::RootBinarySchema::data(), ::foreign::RootBinarySchema::size()));
}

std::shared_ptr<const FlatSchema> foreign_schema() {
  return std::make_shared<const FlatSchema>(*FlatSchema::parse(foreign_bfbs(), "foreign.Root"));
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
  const auto schema = foreign_schema();
  for (std::size_t bit = 0; bit < 8 * whole.size(); ++bit) {
    Bytes changed = whole;
    changed[bit / 8] ^= std::byte{1} << (bit % 8);
    FlatAccount account(schema);
    account.add(changed);
    ASSERT_EQ(sum_of(account.fields()), whole.size()) << bit;
  }
  FlatAccount account(schema);
  account.add(whole);
  EXPECT_EQ(field_of(account.fields(), "leaves.name").bytes, 4U + 4 + 6 + 1);
}

TEST(Statistics, AMessageThatUnfoldsFarIsNotFollowedToItsEnd) {
  constexpr std::size_t kMany = 20'000;
  flatbuffers::FlatBufferBuilder builder;
  const auto leaf = ::foreign::CreateLeaf(builder, builder.CreateString(std::string(kMany, 'x')));
  const auto leaves = builder.CreateVector(std::vector(kMany, leaf));
  ::foreign::RootBuilder root(builder);
  root.add_leaves(leaves);
  builder.Finish(root.Finish());
  FlatAccount account(foreign_schema());
  account.add(std::as_bytes(std::span(builder.GetBufferPointer(), builder.GetSize())));
  EXPECT_EQ(sum_of(account.fields()), builder.GetSize());
  EXPECT_LT(field_of(account.fields(), "leaves.name").values, 200U);
}

TEST(Statistics, TheNamesOfFieldsTakeNoMoreThanTheyMay) {
  // Each level has twenty fields with names of 5,000 bytes, one of which leads to the next.
  auto schema = std::make_shared<FlatSchema>();
  FlatObject table;
  for (std::uint16_t i = 0; i < 20; ++i) {
    FlatField field;
    field.name = std::string(5000, static_cast<char>('a' + i));
    field.id = i;
    field.type = i == 0 ? FlatType{FlatBase::kObject, FlatBase::kNone, 0, 0}
                        : FlatType{FlatBase::kUByte, FlatBase::kNone, -1, 0};
    table.fields.push_back(field);
  }
  schema->objects.push_back(table);
  flatbuffers::FlatBufferBuilder builder;
  flatbuffers::Offset<void> inner;
  for (int level = 0; level < 60; ++level) {
    const auto start = builder.StartTable();
    for (flatbuffers::voffset_t i = 1; i < 20; ++i) {
      builder.AddElement<std::uint8_t>(flatbuffers::FieldIndexToOffset(i), 1);
    }
    builder.AddOffset(flatbuffers::FieldIndexToOffset(0), inner);
    inner = builder.EndTable(start);
  }
  builder.Finish(inner);
  FlatAccount account(schema);
  account.add(std::as_bytes(std::span(builder.GetBufferPointer(), builder.GetSize())));
  EXPECT_EQ(sum_of(account.fields()), builder.GetSize());
  std::size_t names = 0;
  for (const FieldBytes& field : account.fields()) {
    names += field.field.size();
  }
  EXPECT_LT(names, std::size_t{1} << 20);
}

TEST(Statistics, ASchemaIsReadWithTheFirstMessageOfItsChannels) {
  flatbuffers::FlatBufferBuilder builder;
  builder.Finish(::foreign::CreateLeaf(builder, builder.CreateString("oak")));
  const auto leaf = std::as_bytes(std::span(builder.GetBufferPointer(), builder.GetSize()));
  mcap::ForeignFile file;
  for (std::uint16_t id = 1; id <= 2; ++id) {
    file.put(mcap::Channel{id, 1, "/" + std::to_string(id), "flatbuffer", {}});
  }
  const ByteSpan bfbs = foreign_bfbs();
  file.put(mcap::Schema{1, "foreign.Leaf", "flatbuffer", {bfbs.begin(), bfbs.end()}});
  file.put(mcap::Message{1, 0, 0, 0, leaf}).put(mcap::Message{2, 0, 0, 0, leaf}).end();
  const FileStatistics stats = statistics_of(file.bytes());
  ASSERT_EQ(stats.topics.size(), 2U);
  for (const TopicBytes& topic : stats.topics) {
    ASSERT_EQ(topic.fields.size(), 2U);
    EXPECT_EQ(field_of(topic.fields, "name").values, 1U);
  }
}

TEST(Statistics, AloneBytesAreThoseOfRecordsCompressedTogether) {
  Bytes together;
  mcap::ForeignFile loose;
  loose.put_channel(1, "/a");
  for (std::uint32_t i = 0; i < 100; ++i) {
    const mcap::Message message{1, i, i, i, as_byte_span("the same again and again")};
    loose.put(message);
    mcap::put_record(together, message);
  }
  loose.end();
  EXPECT_EQ(topic_of(statistics_of(loose.bytes()), "/a").alone_bytes,
            zstd_compress(together, 1)->size());

  // A chunk is one piece, whatever its size.
  Bytes records;
  for (std::uint32_t i = 0; i < 40; ++i) {
    mcap::put_record(records, mcap::Message{1, i, i, i, Bytes(50'000, std::byte{1})});
  }
  mcap::ForeignFile chunked;
  chunked.put_channel(1, "/a").put_chunk(records, mcap::Packing::kNone, 0, 40).end();
  EXPECT_EQ(topic_of(statistics_of(chunked.bytes()), "/a").alone_bytes,
            zstd_compress(records, 1)->size());
}

}  // namespace
}  // namespace reprise::timeline
