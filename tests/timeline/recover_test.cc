// Damaged takes made whole: every undamaged chunk is kept, all that comes out was in the original,
// and what comes out is a take without a flaw.
#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/timeline/damage_maker.h"
#include "tests/timeline/recover_checks.h"

namespace reprise::timeline {
namespace {

TEST(Recover, AWholeTakeComesOutByteForByte) {
  const auto recovered = recover_bytes(whole_take());
  ASSERT_TRUE(recovered.has_value()) << recovered.error().message;
  EXPECT_TRUE(recovered->report.lossless());
  EXPECT_EQ(recovered->report.bytes_unreadable, 0U);
  EXPECT_TRUE(recovered->bytes == whole_take());
}

TEST(Recover, WithoutItsSummaryATakeComesOutByteForByte) {
  const Bytes& whole = whole_take();
  const std::size_t seal = as_text(whole).find(kSealName);
  for (std::size_t cut = 0; cut < 400; cut += 7) {
    const auto recovered = recover_bytes(ByteSpan(whole).first(whole.size() - cut));
    ASSERT_TRUE(recovered.has_value()) << cut;
    if (recovered->report.lossless()) {
      EXPECT_TRUE(recovered->bytes == whole) << cut;
    }
  }
  Bytes torn(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(seal) + 1500);
  EXPECT_TRUE(recover_bytes(torn)->bytes == whole);
}

TEST(Recover, AnUnfinishedTakeKeepsEverythingAndSaysThatItsEndIsUnknown) {
  const auto recovered = recover_bytes(unfinished(whole_take()));
  ASSERT_TRUE(recovered.has_value()) << recovered.error().message;
  EXPECT_FALSE(recovered->report.lossless());
  EXPECT_TRUE(expect_sound(*recovered, "") == all_records());
  ASSERT_EQ(recovered->report.spans.size(), 1U);
  EXPECT_EQ(recovered->report.spans[0].from.value, kSeconds * 48'000);
  EXPECT_FALSE(recovered->report.spans[0].to.has_value());
  EXPECT_EQ(recovered->report.samples, kSeconds * 48'000);
  EXPECT_EQ(findings_of(recovered->bytes), "");
  expect_idempotent(*recovered, "unfinished");
}

// At every byte where REPRISE_RECOVER_DAMAGES asks for a soak, else here and there.
TEST(Recover, EveryTruncationKeepsTheChunksBeforeIt) {
  const Bytes& whole = whole_take();
  const mcap::Summary summary = summary_of(whole);
  const std::size_t step = repetitions("REPRISE_RECOVER_DAMAGES", 0) > 0 ? 1 : 101;
  for (std::size_t size = 0; size <= whole.size(); size += step) {
    const auto recovered = recover_bytes(ByteSpan(whole).first(size));
    const auto kept = std::ranges::count_if(summary.chunks, [&](const mcap::ChunkIndex& chunk) {
      return chunk.offset + chunk.length <= size;
    });
    ASSERT_EQ(recovered.has_value(), kept > 0) << size;
    if (recovered) {
      EXPECT_EQ(static_cast<std::int64_t>(recovered->report.chunks_kept), kept) << size;
      expect_sound(*recovered, std::to_string(size));
    }
  }
}

TEST(Recover, AChunkThatItsSealProvesIsKeptWithoutItsCrc) {
  Bytes bytes = whole_take();
  const mcap::ChunkIndex chunk = summary_of(bytes).chunks[3];
  bytes[chunk.offset + mcap::kRecordHeaderSize + 24] ^= std::byte{1};  // its CRC
  const auto recovered = recover_bytes(bytes);
  ASSERT_TRUE(recovered.has_value());
  EXPECT_TRUE(recovered->report.lossless());
  EXPECT_TRUE(recovered->bytes == whole_take());
}

TEST(Recover, AFlippedChunkIsLeftOutAndNamed) {
  Bytes bytes = whole_take();
  const mcap::ChunkIndex chunk = summary_of(bytes).chunks[3];
  bytes[chunk.offset + chunk.length - 10] ^= std::byte{1};
  const auto recovered = recover_bytes(bytes);
  ASSERT_TRUE(recovered.has_value());
  const RecoveryReport& report = recovered->report;
  EXPECT_FALSE(report.lossless());
  EXPECT_EQ(report.chunks_lost.at_least, 1U);
  EXPECT_TRUE(report.chunks_lost.exact);
  EXPECT_GT(report.samples_lost, 0);
  ASSERT_EQ(report.spans.size(), 1U);
  const std::vector<Record> records = expect_sound(*recovered, "");
  EXPECT_EQ(findings_of(recovered->bytes), "");
  std::size_t lost = 0;
  for (const TopicRecovery& topic : report.topics) {
    EXPECT_TRUE(topic.lost.exact) << topic.topic;
    lost += topic.lost.at_least;
  }
  EXPECT_EQ(lost, all_records().size() - records.size());
  // What was lost lies inside the span that is named.
  for (const Record& record : all_records()) {
    if (std::ranges::find(records, record) == records.end()) {
      EXPECT_GE(sample_of(record), report.spans[0].from);
      EXPECT_LT(sample_of(record), *report.spans[0].to);
    }
  }
  expect_idempotent(*recovered, "flipped");
}

TEST(Recover, TheSealAfterALossCountsWhatIsThere) {
  Bytes bytes = whole_take();
  const mcap::ChunkIndex chunk = summary_of(bytes).chunks[3];
  bytes[chunk.offset + chunk.length - 10] ^= std::byte{1};
  const auto recovered = recover_bytes(bytes);
  const auto take = read_take(recovered->bytes);
  const Seal& seal = *take->summary.seal;
  EXPECT_EQ(seal.samples.value, kSeconds * 48'000);
  EXPECT_EQ(seal.lost_samples, recovered->report.samples_lost);
  EXPECT_EQ(seal.source_sha256, small_seal(1).source_sha256);
  EXPECT_EQ(seal.clipped_samples, 5);
  EXPECT_EQ(seal.frames, std::ranges::count_if(take->records, [](const Record& record) {
              return std::holds_alternative<FrameRecord>(record);
            }));
}

TEST(Recover, ALostHeaderComesFromItsCopy) {
  for (const bool sealed : {true, false}) {
    Bytes bytes = sealed ? whole_take() : unfinished(whole_take());
    const mcap::ChunkIndex chunk = summary_of(whole_take()).chunks[0];
    std::fill_n(bytes.begin() + static_cast<std::ptrdiff_t>(chunk.offset), chunk.length,
                std::byte{0});
    const auto recovered = recover_bytes(bytes);
    ASSERT_TRUE(recovered.has_value()) << recovered.error().message;
    EXPECT_TRUE(recovered->report.header_from_copy);
    EXPECT_EQ(recovered->report.lossless(), sealed);
    EXPECT_TRUE(expect_sound(*recovered, "header") == all_records());
    if (sealed) {
      EXPECT_TRUE(recovered->bytes == whole_take());
    }
  }
}

TEST(Recover, AHeaderFromItsCopyIsNoLostChunkToTheSummaryEither) {
  Bytes bytes = whole_take();
  const mcap::ChunkIndex chunk = summary_of(bytes).chunks[0];
  std::fill_n(bytes.begin() + static_cast<std::ptrdiff_t>(chunk.offset), chunk.length,
              std::byte{0});
  bytes[as_text(bytes).find("seal_digest") + 20] ^= std::byte{1};
  const auto recovered = recover_bytes(bytes);
  ASSERT_TRUE(recovered.has_value()) << recovered.error().message;
  EXPECT_FALSE(recovered->report.has_seal);
  EXPECT_TRUE(recovered->report.has_summary);
  EXPECT_TRUE(recovered->report.header_from_copy);
  EXPECT_TRUE(recovered->report.chunks_lost.none());
  EXPECT_TRUE(expect_sound(*recovered, "header") == all_records());
}

TEST(Recover, BytesAreNamedUnreadableWhereTheyAre) {
  const mcap::Summary summary = summary_of(whole_take());
  const mcap::ChunkIndex& kept = summary.chunks[3];
  Bytes bytes = whole_take();
  const auto erase = [&bytes](std::uint64_t from, std::uint64_t to) {
    std::fill(bytes.begin() + static_cast<std::ptrdiff_t>(from),
              bytes.begin() + static_cast<std::ptrdiff_t>(to), std::byte{0});
  };
  // Of three chunks only the compressed records of the second are left, which its seal proves.
  constexpr std::uint64_t kFields = 53;
  erase(summary.chunks[2].offset, kept.offset + kFields);
  erase(kept.offset + kept.length, summary.chunks[5].offset);
  const auto recovered = recover_bytes(bytes);
  ASSERT_TRUE(recovered.has_value()) << recovered.error().message;
  const RecoveryReport& report = recovered->report;
  EXPECT_EQ(report.chunks_lost.at_least, 2U);
  ASSERT_EQ(report.unreadable.size(), 2U);
  EXPECT_EQ(report.unreadable[0].offset, summary.chunks[2].offset);
  EXPECT_EQ(report.unreadable[0].bytes, kept.offset - summary.chunks[2].offset);
  EXPECT_EQ(report.unreadable[1].offset, kept.offset + kept.length);
  EXPECT_EQ(report.unreadable[1].bytes, summary.chunks[5].offset - kept.offset - kept.length);
  EXPECT_EQ(report.bytes_unreadable, report.unreadable[0].bytes + report.unreadable[1].bytes);
}

TEST(Recover, WithoutHeaderAndCopyNothingIsRecovered) {
  Bytes bytes = whole_take();
  const mcap::Summary summary = summary_of(bytes);
  const auto from = static_cast<std::ptrdiff_t>(summary.chunks[0].offset);
  const auto to = static_cast<std::ptrdiff_t>(summary.chunks[1].offset);
  std::fill(bytes.begin() + from, bytes.begin() + to, std::byte{0});
  const auto recovered = recover_bytes(bytes);
  ASSERT_FALSE(recovered.has_value());
  EXPECT_EQ(recovered.error().code, ErrorCode::kCorrupt);
  EXPECT_THAT(recovered.error().message,
              testing::HasSubstr("neither the /take record nor its copy can be read"));
}

TEST(Recover, WhatIsNoTakeIsNamed) {
  const auto recovered = recover_bytes(as_byte_span("fLaC and so on"));
  ASSERT_FALSE(recovered.has_value());
  EXPECT_THAT(recovered.error().message, testing::HasSubstr("not a take but a FLAC file"));
  EXPECT_FALSE(recover_bytes({}).has_value());
}

TEST(Recover, TheFirstBytesMayBeGone) {
  const Bytes& whole = whole_take();
  for (const std::size_t count : {1U, 8U, 9U, 100U, 3000U}) {
    const auto recovered = recover_bytes(ByteSpan(whole).subspan(count));
    ASSERT_TRUE(recovered.has_value()) << count;
    EXPECT_TRUE(recovered->report.lossless()) << count;
    EXPECT_TRUE(recovered->bytes == whole) << count;
  }
}

TEST(Recover, AttachmentsThatAreLostAreNamed) {
  Bytes bytes = whole_take();
  const mcap::AttachmentIndex lost = summary_of(bytes).attachments[0];
  bytes[lost.offset + lost.length - 20] ^= std::byte{1};
  const auto recovered = recover_bytes(bytes);
  ASSERT_TRUE(recovered.has_value());
  EXPECT_EQ(recovered->report.attachment_names_lost, std::vector<std::string>{"presets/aurora.fs"});
  EXPECT_EQ(recovered->report.attachments_kept, 1U);
  EXPECT_FALSE(recovered->report.lossless());
  expect_sound(*recovered, "attachment");
  expect_idempotent(*recovered, "attachment");
  // Without a summary only their number is known, and only when nothing else is broken there.
  const auto blind = recover_bytes(ByteSpan(bytes).first(bytes.size() - 100));
  EXPECT_EQ(blind->report.attachments_lost.at_least, 1U);
}

}  // namespace
}  // namespace reprise::timeline
