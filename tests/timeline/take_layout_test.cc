// What a take's bytes must be, whoever reads them: MCAP's rules and the project's own.
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/base/zstd.h"
#include "core/mcap/reader.h"
#include "core/mcap/scanner.h"
#include "core/timeline/topics.h"
#include "tests/timeline/take_fixture.h"

namespace reprise::timeline {
namespace {

struct Layout {
  std::vector<mcap::Scanner::Item> items;  // of the data section
  mcap::Summary summary;
};

Layout layout_of(const Bytes& bytes) {
  MemoryFileSystem fs;
  fs.put("take.mcap", bytes);
  const mcap::File file(*fs.open("take.mcap"));
  Layout layout;
  mcap::DamageLog log;
  mcap::Scanner scanner(file, log);
  for (auto item = scanner.next(); *item; item = scanner.next()) {
    layout.items.push_back(**item);
  }
  EXPECT_EQ(damage_text(log.entries()), "");
  layout.summary = *mcap::read_summary(file);
  return layout;
}

std::vector<Bytes> chunks_of(const Layout& layout) {
  std::vector<Bytes> chunks;
  for (const auto& item : layout.items) {
    if (item.place.opcode == static_cast<std::uint8_t>(mcap::Opcode::kChunk)) {
      chunks.push_back(*mcap::unpack_chunk(*mcap::parse_chunk(item.content)));
    }
  }
  return chunks;
}

std::vector<mcap::Message> messages_of(const Bytes& chunk) {
  std::vector<mcap::Message> messages;
  ByteReader reader(chunk);
  while (const auto view = mcap::next_record(reader)) {
    EXPECT_EQ(view->opcode, static_cast<std::uint8_t>(mcap::Opcode::kMessage));
    messages.push_back(*mcap::parse_message(view->content));
  }
  return messages;
}

Bytes small_take() {
  return make_take(small_header(), performance(3, true), small_attachments(), {}, 3);
}

TEST(TakeLayout, SameRecordsGiveTheSameBytesHoweverTheQueueRuns) {
  const Bytes reference = small_take();
  for (const std::size_t queue_bytes : {std::size_t{1}, std::size_t{500}, std::size_t{1} << 30}) {
    for (const Durability durability : {Durability::kFast, Durability::kChunk}) {
      TakeWriterOptions options;
      options.queue_bytes = queue_bytes;
      options.durability = durability;
      const Bytes again =
          make_take(small_header(), performance(3, true), small_attachments(), options, 3);
      EXPECT_TRUE(again == reference) << queue_bytes;
    }
  }
}

TEST(TakeLayout, RecordsStandInTheOrderOfTheDocument) {
  std::string order;
  for (const auto& item : layout_of(small_take()).items) {
    const char sign = static_cast<char>('A' + item.place.opcode - 1);
    order += order.ends_with(sign) ? "" : std::string(1, sign);
  }
  // Header, schemas, channels, attachments, first chunk and its index, the copy of /take, chunks
  // and indexes, chain and seal, end.
  EXPECT_THAT(order, testing::MatchesRegex("ACDIFGL(FG)+LO"));
}

TEST(TakeLayout, EveryCrcIsThere) {
  const Bytes bytes = small_take();
  for (const auto& item : layout_of(bytes).items) {
    const auto opcode = static_cast<mcap::Opcode>(item.place.opcode);
    ByteReader last(ByteSpan(item.content).last(4));
    if (opcode == mcap::Opcode::kChunk) {
      EXPECT_NE(mcap::parse_chunk(item.content)->uncompressed_crc, 0U);
    } else if (opcode == mcap::Opcode::kAttachment || opcode == mcap::Opcode::kDataEnd) {
      EXPECT_NE(last.get<std::uint32_t>(), 0U);
    }
  }
  const mcap::Footer footer =
      *mcap::parse_footer(ByteSpan(bytes).subspan(bytes.size() - 28, mcap::kFooterSize));
  EXPECT_NE(footer.summary_crc, 0U);
}

TEST(TakeLayout, SummaryRepeatsSchemasAndChannelsAndIndexesEverything) {
  const Layout layout = layout_of(small_take());
  std::vector<mcap::Schema> schemas;
  std::vector<mcap::Channel> channels;
  std::map<mcap::Opcode, std::size_t> seen;
  for (const auto& item : layout.items) {
    const auto opcode = static_cast<mcap::Opcode>(item.place.opcode);
    ++seen[opcode];
    if (opcode == mcap::Opcode::kSchema) {
      schemas.push_back(*mcap::parse_schema(item.content));
    } else if (opcode == mcap::Opcode::kChannel) {
      channels.push_back(*mcap::parse_channel(item.content));
    }
  }
  EXPECT_EQ(layout.summary.schemas, schemas);
  EXPECT_EQ(layout.summary.channels, channels);
  EXPECT_EQ(schemas, take_schemas());
  EXPECT_EQ(channels, take_channels(1));
  EXPECT_EQ(layout.summary.chunks.size(), seen[mcap::Opcode::kChunk]);
  EXPECT_EQ(layout.summary.attachments.size(), 2U);
  EXPECT_EQ(layout.summary.metadata.size(), 3U);
  ASSERT_TRUE(layout.summary.statistics.has_value());
  const mcap::Statistics& statistics = *layout.summary.statistics;
  EXPECT_EQ(statistics.message_count, performance(3, true).size() + 1);
  EXPECT_EQ(statistics.schema_count, 6U);
  EXPECT_EQ(statistics.channel_count, 6U);
  EXPECT_EQ(statistics.attachment_count, 2U);
  EXPECT_EQ(statistics.metadata_count, 3U);
  EXPECT_EQ(statistics.chunk_count, seen[mcap::Opcode::kChunk]);
  EXPECT_EQ(statistics.start_time, static_cast<std::uint64_t>(kFileEpochNs));
}

TEST(TakeLayout, MessageIndexesPointAtTheirMessages) {
  const Bytes bytes = small_take();
  const Layout layout = layout_of(bytes);
  for (const mcap::ChunkIndex& index : layout.summary.chunks) {
    const ByteSpan file(bytes);
    const Bytes records = *mcap::unpack_chunk(*mcap::parse_chunk(file.subspan(
        index.offset + mcap::kRecordHeaderSize, index.length - mcap::kRecordHeaderSize)));
    std::size_t indexed = 0;
    for (const auto& [channel, offset] : index.message_index_offsets) {
      ByteReader at(file.subspan(offset));
      const auto messages = mcap::parse_message_index(mcap::next_record(at)->content);
      EXPECT_EQ(messages->channel, channel);
      for (const auto& [time, place] : messages->entries) {
        ByteReader inside(ByteSpan(records).subspan(place));
        const auto message = mcap::parse_message(mcap::next_record(inside)->content);
        EXPECT_EQ(message->log_time, time);
        EXPECT_EQ(message->channel, channel);
        ++indexed;
      }
    }
    EXPECT_EQ(indexed, messages_of(records).size());
  }
}

TEST(TakeLayout, SequencesOfATopicAreContiguous) {
  std::map<std::uint16_t, std::uint32_t> next;
  for (const Bytes& chunk : chunks_of(layout_of(small_take()))) {
    for (const mcap::Message& message : messages_of(chunk)) {
      EXPECT_EQ(message.sequence, next[message.channel]++);
    }
  }
}

TEST(TakeLayout, TheFirstChunkHoldsTheTakeRecordAlone) {
  const auto chunks = chunks_of(layout_of(small_take()));
  EXPECT_EQ(messages_of(chunks[0]).size(), 1U);
  EXPECT_EQ(messages_of(chunks[0])[0].channel, 1U);
}

TEST(TakeLayout, AChunkClosesAfterHalfASecondOfTakeTime) {
  const auto chunks = chunks_of(layout_of(small_take()));
  ASSERT_EQ(chunks.size(), 7U);
  for (std::size_t i = 1; i < chunks.size(); ++i) {
    const auto messages = messages_of(chunks[i]);
    EXPECT_LT(messages.back().log_time - messages.front().log_time, 500'000'000U);
    if (i + 1 < chunks.size()) {
      EXPECT_GE(messages_of(chunks[i + 1])[0].log_time - messages[0].log_time, 500'000'000U);
    }
  }
}

TEST(TakeLayout, AChunkClosesAtItsSize) {
  TakeWriterOptions options;
  options.chunk_bytes = 400;
  const auto chunks = chunks_of(layout_of(make_take(small_header(), performance(1), {}, options)));
  for (std::size_t i = 1; i + 1 < chunks.size(); ++i) {
    EXPECT_GE(chunks[i].size(), 400U);
    const auto messages = messages_of(chunks[i]);
    EXPECT_LT(chunks[i].size() - messages.back().data.size() - 31, 400U);
  }
}

TEST(TakeLayout, LogTimeIsTheEpochAndTheSampleRoundedDown) {
  TakeHeader header = small_header();
  header.audio.sample_rate = 44'100;
  const Bytes bytes = make_take(header, {AudioPacket{0, {1}, 1, {}}}, {});
  const auto chunks = chunks_of(layout_of(bytes));
  EXPECT_EQ(messages_of(chunks.back())[0].log_time,
            static_cast<std::uint64_t>(kFileEpochNs) + 22'675U);
}

TEST(TakeLayout, NoPathOfTheBuildIsInside) {
  const Bytes bytes = small_take();
  EXPECT_EQ(as_text(bytes).find("schema/"), std::string_view::npos);
  EXPECT_EQ(as_text(bytes).find("take.mcap"), std::string_view::npos);
}

}  // namespace
}  // namespace reprise::timeline
