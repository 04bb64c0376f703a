// Takes whose CRCs were left out, or whose summary, behind a correct CRC, says something else than
// the file: a reader that believed it would show wrong things, or spend memory without end.
#include <functional>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/base/hash.h"
#include "core/mcap/reader.h"
#include "core/timeline/topics.h"
#include "tests/timeline/take_fixture.h"

namespace reprise::timeline {
namespace {

using testing::HasSubstr;

mcap::Summary summary_of(const Bytes& bytes) {
  MemoryFileSystem fs;
  fs.put("a", bytes);
  return *mcap::read_summary(mcap::File(*fs.open("a")));
}

// The take with another summary in its place, under a CRC of its own.
Bytes with_summary(const Bytes& bytes, const std::function<void(mcap::Summary&)>& change) {
  mcap::Summary summary = summary_of(bytes);
  change(summary);
  ByteReader footer(ByteSpan(bytes).subspan(bytes.size() - 28));
  const auto start = footer.get<std::uint64_t>();
  Bytes records;
  const auto put_all = [&records](const auto& list) {
    for (const auto& record : list) {
      put_record(records, record);
    }
  };
  put_all(summary.schemas);
  put_all(summary.channels);
  put_record(records, *summary.statistics);
  put_all(summary.metadata);
  put_all(summary.attachments);
  put_all(summary.chunks);
  put_record(records, mcap::Footer{start, 0, 0});
  records.erase(records.end() - sizeof(std::uint32_t), records.end());
  ByteWriter(records).put(crc32(records));
  ByteWriter(records).put_bytes(std::as_bytes(std::span(mcap::kMagic)));
  Bytes out(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(start));
  out.insert(out.end(), records.begin(), records.end());
  return out;
}

Bytes whole_take() {
  return make_take(small_header(), performance(2), small_attachments(), {}, 2);
}

ReadTake read_after(const std::function<void(mcap::Summary&)>& change) {
  const auto take = read_take(with_summary(whole_take(), change));
  EXPECT_TRUE(take.has_value()) << take.error().message;
  return take.value_or(ReadTake{});
}

// What check() adds to the damage that opening found.
std::string check_after(const std::function<void(mcap::Summary&)>& change) {
  MemoryFileSystem fs;
  fs.put("a", with_summary(whole_take(), change));
  auto reader = TakeReader::open(fs, "a");
  EXPECT_TRUE(reader.has_value()) << reader.error().message;
  EXPECT_EQ(damage_text(reader->damage()), "");
  EXPECT_TRUE(reader->check().has_value());
  return damage_text(reader->damage());
}

std::size_t all_records() {
  return performance(2).size() + 1;
}

TEST(HostileSummary, OneThatSaysTheSameIsBelieved) {
  EXPECT_EQ(check_after([](mcap::Summary&) {}), "");
}

TEST(HostileSummary, OneChunkNamedOftenIsNotBelieved) {
  const ReadTake take =
      read_after([](mcap::Summary& summary) { summary.chunks.assign(10'000, summary.chunks[0]); });
  EXPECT_EQ(take.records.size(), all_records());
  EXPECT_THAT(damage_text(take.damage), HasSubstr("overlap"));
}

TEST(HostileSummary, OneAttachmentNamedOftenIsNotBelieved) {
  const ReadTake take = read_after(
      [](mcap::Summary& summary) { summary.attachments.assign(10'000, summary.attachments[0]); });
  EXPECT_EQ(take.attachments, small_attachments());
  EXPECT_THAT(damage_text(take.damage), HasSubstr("overlap"));
}

TEST(HostileSummary, AChunkWhoseEndOverflowsIsNotBelieved) {
  const ReadTake take = read_after([](mcap::Summary& summary) {
    mcap::ChunkIndex wrapping;
    wrapping.offset = ~std::uint64_t{0};
    wrapping.length = 1;
    summary.chunks.push_back(wrapping);
  });
  EXPECT_EQ(take.records.size(), all_records());
  EXPECT_THAT(damage_text(take.damage), HasSubstr("outside the file"));
}

TEST(HostileSummary, OtherChannelsThanTheFilesAreReported) {
  const ReadTake take = read_after([](mcap::Summary& summary) {
    std::swap(summary.channels[2].topic, summary.channels[3].topic);
  });
  EXPECT_THAT(damage_text(take.damage), HasSubstr("the channels in the summary are not those"));
}

TEST(HostileSummary, ALaneThatTheHeaderDoesNotKnowIsNotBelieved) {
  const ReadTake take =
      read_after([](mcap::Summary& summary) { summary.channels[1].topic = "/audio/63"; });
  EXPECT_EQ(take.records.size(), all_records());
  for (const Record& record : take.records) {
    EXPECT_LT(topic_address(record).lane, small_header().lanes.size());
  }
  EXPECT_THAT(damage_text(take.damage), HasSubstr("none of the take's lanes"));
}

TEST(HostileSummary, AnAttachmentUnderAnotherNameIsRefused) {
  const ReadTake take = read_after([](mcap::Summary& summary) {
    std::swap(summary.attachments[0].name, summary.attachments[1].name);
  });
  EXPECT_TRUE(take.attachments.empty());
  EXPECT_THAT(damage_text(take.damage), HasSubstr("another one stands where the index says"));
}

TEST(HostileSummary, CheckComparesWhatOpeningDoesNot) {
  EXPECT_THAT(check_after([](mcap::Summary& summary) { summary.schemas[3].name = "x"; }),
              HasSubstr("the schemas in the summary are not those"));
  EXPECT_THAT(
      check_after([](mcap::Summary& summary) { summary.schemas[3].data[99] ^= std::byte{1}; }),
      HasSubstr("the schemas in the summary are not those"));
  EXPECT_THAT(check_after([](mcap::Summary& summary) { summary.chunks[2].end_time -= 1; }),
              HasSubstr("the chunks in the summary are not those"));
  EXPECT_THAT(
      check_after([](mcap::Summary& summary) { summary.chunks[2].message_index_offsets.erase(3); }),
      HasSubstr("the chunks in the summary are not those"));
  EXPECT_THAT(check_after([](mcap::Summary& summary) { summary.attachments.pop_back(); }),
              HasSubstr("the attachments in the summary are not those"));
  EXPECT_THAT(check_after([](mcap::Summary& summary) {
                summary.statistics->channel_message_counts[3] += 1;
              }),
              HasSubstr("the counts in the summary are not those"));
}

// ---- CRCs of 0, which MCAP reads as none ----

// With the four bytes at `place` set to 0 and a bit of the byte at `changed` flipped.
ReadTake read_without_crc(Bytes bytes, std::size_t place, std::size_t changed) {
  std::fill_n(bytes.begin() + static_cast<std::ptrdiff_t>(place), 4, std::byte{0});
  bytes[changed] ^= std::byte{1};
  const auto take = read_take(bytes);
  EXPECT_TRUE(take.has_value()) << take.error().message;
  return take.value_or(ReadTake{});
}

TEST(HostileSummary, AnAttachmentWithoutCrcIsRefused) {
  const Bytes bytes = whole_take();
  const mcap::AttachmentIndex attachment = summary_of(bytes).attachments[0];
  const std::size_t end = attachment.offset + attachment.length;
  const ReadTake take = read_without_crc(bytes, end - 4, end - 20);
  EXPECT_EQ(take.attachments.size(), 1U);
  EXPECT_THAT(damage_text(take.damage), HasSubstr("the CRC of an attachment does not match"));
}

TEST(HostileSummary, AChunkWithoutCrcIsRefused) {
  const Bytes whole = whole_take();
  const mcap::ChunkIndex chunk = summary_of(whole).chunks[2];
  const std::size_t crc = chunk.offset + mcap::kRecordHeaderSize + 8 + 8 + 8;
  // Not finished: no digest in a seal tells either.
  const Bytes partial(whole.begin(),
                      whole.begin() + static_cast<std::ptrdiff_t>(chunk.offset + chunk.length));
  Bytes bare = partial;
  std::fill_n(bare.begin() + static_cast<std::ptrdiff_t>(crc), 4, std::byte{0});
  const auto take = read_take(bare);
  ASSERT_TRUE(take.has_value());
  EXPECT_THAT(damage_text(take->damage), HasSubstr("the CRC of a chunk does not match"));
  EXPECT_LT(take->records.size(), read_take(partial)->records.size());
}

TEST(HostileSummary, AChunkOfZerosIsReported) {
  const Bytes whole = whole_take();
  const mcap::ChunkIndex chunk = summary_of(whole).chunks[2];
  Bytes partial(whole.begin(),
                whole.begin() + static_cast<std::ptrdiff_t>(chunk.offset + chunk.length));
  std::fill(partial.begin() + static_cast<std::ptrdiff_t>(chunk.offset + mcap::kRecordHeaderSize),
            partial.end(), std::byte{0});
  const auto take = read_take(partial);
  ASSERT_TRUE(take.has_value());
  EXPECT_THAT(damage_text(take->damage), HasSubstr("a chunk holds nothing"));
}

TEST(HostileSummary, ASummaryWithoutCrcIsNotBelieved) {
  const Bytes bytes = whole_take();
  const ReadTake take = read_without_crc(bytes, bytes.size() - 12, bytes.size() - 200);
  EXPECT_EQ(take.records.size(), all_records());
  EXPECT_THAT(damage_text(take.damage), HasSubstr("the summary cannot be used"));
}

TEST(HostileSummary, CheckMissesTheCrcOfTheDataSection) {
  Bytes bytes = whole_take();
  const auto start = ByteReader(ByteSpan(bytes).subspan(bytes.size() - 28)).get<std::uint64_t>();
  std::fill_n(bytes.begin() + static_cast<std::ptrdiff_t>(start) - 4, 4, std::byte{0});
  MemoryFileSystem fs;
  fs.put("a", bytes);
  auto reader = TakeReader::open(fs, "a");
  ASSERT_TRUE(reader->check().has_value());
  EXPECT_THAT(damage_text(reader->damage()), HasSubstr("the CRC of the data section"));
}

}  // namespace
}  // namespace reprise::timeline
