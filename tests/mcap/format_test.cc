#include "core/mcap/format.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace reprise::mcap {
namespace {

// The content of the one record in `bytes`.
ByteSpan content_of(const Bytes& bytes, Opcode opcode) {
  ByteReader reader(bytes);
  const auto view = next_record(reader);
  EXPECT_TRUE(view && reader.at_end());
  EXPECT_EQ(view->opcode, static_cast<std::uint8_t>(opcode));
  return view->content;
}

Bytes bytes_of(std::initializer_list<int> values) {
  Bytes out;
  for (const int value : values) {
    out.push_back(static_cast<std::byte>(value));
  }
  return out;
}

TEST(Format, RecordsLieAsTheSpecificationSays) {
  Bytes out;
  put_record(out, Header{"p", "ab"});
  EXPECT_EQ(out, bytes_of({1, 11, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 'p', 2, 0, 0, 0, 'a', 'b'}));
  out.clear();
  put_record(out, MessageIndex{0x0201, {{5, 6}}});
  EXPECT_EQ(out, bytes_of({7, 22, 0, 0, 0, 0, 0, 0, 0, 1, 2, 16, 0, 0, 0, 5,
                           0, 0,  0, 0, 0, 0, 0, 6, 0, 0, 0, 0,  0, 0, 0}));
  out.clear();
  put_record(out, Metadata{"n", {{"k", "v"}}});
  EXPECT_EQ(out, bytes_of({12, 19, 0, 0, 0, 0, 0, 0, 0,   1, 0, 0, 0, 'n',
                           10, 0,  0, 0, 1, 0, 0, 0, 'k', 1, 0, 0, 0, 'v'}));
}

TEST(Format, ValuesReturn) {
  Bytes out;
  const ChunkIndex index{1, 2, 3, 4, {{7, 8}, {9, 10}}, 11, "zstd", 12, 13};
  put_record(out, index);
  const auto back = parse_chunk_index(content_of(out, Opcode::kChunkIndex));
  ASSERT_TRUE(back.has_value());
  EXPECT_EQ(back->message_index_offsets, index.message_index_offsets);
  EXPECT_EQ(back->uncompressed_size, 13U);

  out.clear();
  const Statistics statistics{1, 2, 3, 4, 5, 6, 7, 8, {{1, 1}}};
  put_record(out, statistics);
  const auto counted = parse_statistics(content_of(out, Opcode::kStatistics));
  ASSERT_TRUE(counted.has_value());
  EXPECT_EQ(counted->end_time, 8U);
  EXPECT_EQ(counted->channel_message_counts, statistics.channel_message_counts);

  out.clear();
  const Channel channel{5, 6, "/topic", "flatbuffer", {{"a", "b"}, {"c", ""}}};
  put_record(out, channel);
  EXPECT_EQ(*parse_channel(content_of(out, Opcode::kChannel)), channel);
}

TEST(Format, AnAttachmentsCrcCoversEveryByteBeforeIt) {
  Bytes out;
  const Bytes data(5, std::byte{7});
  put_record(out, Attachment{1, 2, "name", "type", data});
  ASSERT_TRUE(parse_attachment(content_of(out, Opcode::kAttachment)).has_value());
  for (std::size_t at = kRecordHeaderSize; at < out.size(); ++at) {
    Bytes flipped = out;
    flipped[at] ^= std::byte{0x10};
    EXPECT_FALSE(parse_attachment(content_of(flipped, Opcode::kAttachment)).has_value()) << at;
  }
}

TEST(Format, ExtraBytesAreIgnoredWhereTheSpecificationAllowsThem) {
  Bytes out;
  put_record(out, Schema{1, "n", "e", {}});
  Bytes content(out.begin() + kRecordHeaderSize, out.end());
  content.resize(content.size() + 3);
  EXPECT_TRUE(parse_schema(content).has_value());

  out.clear();
  put_data_end(out, 5);
  content.assign(out.begin() + kRecordHeaderSize, out.end());
  content.resize(content.size() + 1);
  EXPECT_FALSE(parse_data_end(content).has_value());
  EXPECT_FALSE(parse_footer(Bytes(kFooterSize + 1)).has_value());
}

template <typename Parse>
void expect_no_prefix_parses(const Bytes& record, Parse parse) {
  const ByteSpan content = ByteSpan(record).subspan(kRecordHeaderSize);
  EXPECT_TRUE(parse(content).has_value());
  for (std::size_t size = 0; size < content.size(); ++size) {
    EXPECT_FALSE(parse(content.first(size)).has_value()) << size;
  }
}

TEST(Format, NoPrefixOfARecordIsARecord) {
  const auto packed = [](const auto& record) {
    Bytes out;
    put_record(out, record);
    return out;
  };
  expect_no_prefix_parses(packed(Header{"p", "l"}), parse_header);
  expect_no_prefix_parses(packed(Schema{1, "n", "e", Bytes(3)}), parse_schema);
  expect_no_prefix_parses(packed(Channel{1, 1, "t", "e", {{"k", "v"}}}), parse_channel);
  expect_no_prefix_parses(packed(MessageIndex{1, {{1, 2}}}), parse_message_index);
  expect_no_prefix_parses(packed(ChunkIndex{1, 2, 3, 4, {{1, 2}}, 5, "zstd", 6, 7}),
                          parse_chunk_index);
  expect_no_prefix_parses(packed(AttachmentIndex{1, 2, 3, 4, 5, "n", "m"}), parse_attachment_index);
  expect_no_prefix_parses(packed(Statistics{1, 1, 1, 1, 1, 1, 1, 1, {{1, 1}}}), parse_statistics);
  expect_no_prefix_parses(packed(Metadata{"n", {{"k", "v"}}}), parse_metadata);
  expect_no_prefix_parses(packed(MetadataIndex{1, 2, "n"}), parse_metadata_index);
  expect_no_prefix_parses(packed(SummaryOffset{Opcode::kSchema, 1, 2}), parse_summary_offset);
  expect_no_prefix_parses(packed(Footer{1, 2, 3}), parse_footer);
  const Bytes records(4);
  expect_no_prefix_parses(packed(Chunk{1, 2, 4, 3, "", records}), parse_chunk);
}

TEST(Format, MapLengthsThatReachBeyondTheRecordAreRefused) {
  Bytes out;
  put_record(out, Metadata{"", {{"k", "v"}}});
  Bytes content(out.begin() + kRecordHeaderSize, out.end());
  content[4] = std::byte{0xFF};
  content[7] = std::byte{0xFF};
  EXPECT_FALSE(parse_metadata(content).has_value());
}

}  // namespace
}  // namespace reprise::mcap
