// Pieces that are not of the damaged take, and takes that another program wrote.
#include <algorithm>
#include <ctime>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/base/zstd.h"
#include "core/timeline/seal_metadata.h"
#include "tests/timeline/recover_checks.h"
#include "tests/timeline/take_surgery.h"

namespace reprise::timeline {
namespace {

TEST(Recover, RepeatedChunksAreNotDoubled) {
  const Bytes& whole = whole_take();
  const mcap::Summary summary = summary_of(whole);
  const mcap::ChunkIndex& chunk = summary.chunks[2];
  const auto from = static_cast<std::ptrdiff_t>(chunk.offset);
  const auto to = from + static_cast<std::ptrdiff_t>(chunk.length + chunk.message_index_length);
  for (const bool sealed : {true, false}) {
    Bytes bytes = sealed ? whole : unfinished(whole);
    const Bytes piece(bytes.begin() + from, bytes.begin() + to);
    bytes.insert(bytes.begin() + to, piece.begin(), piece.end());
    const auto recovered = recover_bytes(bytes);
    ASSERT_TRUE(recovered.has_value());
    EXPECT_EQ(recovered->report.chunks_repeated, 1U);
    EXPECT_TRUE(expect_sound(*recovered, "repeated") == all_records());
    EXPECT_EQ(recovered->report.lossless(), sealed);
  }
}

TEST(Recover, ASealThatNamesOneChunkOftenIsNotBelieved) {
  TakeParts parts = take_apart(whole_take());
  SealRecord seal = *seal_from_metadata(parts.metadata(kSealName));
  const std::size_t chunks = seal.chunks.size();
  seal.chunks.insert(seal.chunks.end(), 1000, seal.chunks[3]);
  seal.seal.take_digest = take_digest(seal.chunks);
  parts.metadata(kSealName) = seal_to_metadata(seal);
  const auto recovered = recover_bytes(put_together(parts, Seals::kKeep));
  ASSERT_TRUE(recovered.has_value()) << recovered.error().message;
  EXPECT_EQ(recovered->report.chunks_kept, chunks);
  EXPECT_FALSE(recovered->report.has_seal);
  EXPECT_TRUE(expect_sound(*recovered, "often") == all_records());
}

// Chunks of a few bytes that unpack to very many, and that nothing proves.
Bytes with_bombs(int count) {
  constexpr std::size_t kSize = 32u << 20;
  const Bytes packed = *zstd_compress(Bytes(kSize), 1);
  Bytes bytes = unfinished(whole_take());
  for (int i = 0; i < count; ++i) {
    put_record(bytes, mcap::Chunk{0, 0, kSize, 1, "zstd", packed});
  }
  return bytes;
}

TEST(Recover, WhatUnpacksToMuchIsTriedOnlySoOften) {
  const auto cost = [](int count) {
    const Bytes bytes = with_bombs(count);
    const std::clock_t start = std::clock();
    EXPECT_TRUE(recover_bytes(bytes).has_value());
    return std::clock() - start;
  };
  const std::clock_t few = cost(40);
  EXPECT_LT(cost(400), 4 * few);
}

TEST(Recover, ChunksOfAnotherTakeAreLeftOut) {
  std::vector<Record> others = performance(kSeconds, true);
  for (Record& record : others) {
    if (auto* cue = std::get_if<Cue>(&record)) {
      cue->text += " of another take";
    }
    if (auto* packet = std::get_if<AudioPacket>(&record)) {
      packet->data.assign(50, std::byte{9});
    }
  }
  const Bytes other = make_take(small_header(), others, small_attachments(), {}, kSeconds);
  const mcap::Summary summary = summary_of(whole_take());
  const mcap::Summary other_summary = summary_of(other);
  // An old block of another take stands where chunks 3 and 4 were.
  Bytes bytes = whole_take();
  const mcap::ChunkIndex& first = summary.chunks[3];
  const mcap::ChunkIndex& last = summary.chunks[4];
  const mcap::ChunkIndex& foreign = other_summary.chunks[4];
  const auto at = static_cast<std::ptrdiff_t>(first.offset);
  const auto length = last.offset + last.length - first.offset;
  std::fill_n(bytes.begin() + at, length, std::byte{0});
  ASSERT_LE(foreign.length, length);
  std::copy_n(other.begin() + static_cast<std::ptrdiff_t>(foreign.offset), foreign.length,
              bytes.begin() + at);
  const auto recovered = recover_bytes(bytes);
  ASSERT_TRUE(recovered.has_value());
  EXPECT_EQ(recovered->report.chunks_foreign, 1U);
  EXPECT_EQ(recovered->report.chunks_lost.at_least, 2U);
  expect_sound(*recovered, "foreign");
}

TEST(Recover, AnOldPieceOfAnUnfinishedTakeGoesByItsSequence) {
  const std::vector<Record> records = performance(30, true);
  const Bytes whole = unfinished(make_take(small_header(), records, {}, {}, 30));
  const mcap::Summary summary = summary_of(make_take(small_header(), records, {}, {}, 30));
  // Chunk 40 of another recording lies where chunk 7 was.
  std::vector<Record> others = performance(30, true);
  for (Record& record : others) {
    if (auto* packet = std::get_if<AudioPacket>(&record)) {
      packet->data.assign(40, std::byte{9});
    }
  }
  const Bytes other = make_take(small_header(), others, {}, {}, 30);
  const mcap::ChunkIndex foreign = summary_of(other).chunks[40];
  Bytes bytes = whole;
  ASSERT_LE(foreign.length, summary.chunks[7].length);
  const auto at = bytes.begin() + static_cast<std::ptrdiff_t>(summary.chunks[7].offset);
  std::fill_n(at, summary.chunks[7].length, std::byte{0});
  std::copy_n(other.begin() + static_cast<std::ptrdiff_t>(foreign.offset), foreign.length, at);
  const auto recovered = recover_bytes(bytes);
  ASSERT_TRUE(recovered.has_value());
  EXPECT_EQ(recovered->report.chunks_foreign, 1U);
  EXPECT_EQ(recovered->report.chunks_kept + 1, summary.chunks.size());
}

TEST(Recover, ATakeThatWasWrittenIntoAnotherIsLeftOut) {
  const Bytes other = make_take(small_header(), performance(1), {}, {}, 1);
  for (const bool sealed : {true, false}) {
    const Bytes original = sealed ? whole_take() : unfinished(whole_take());
    const mcap::ChunkIndex middle = summary_of(whole_take()).chunks[4];
    // With its magic, seal, summary and footer, over a chunk and what follows.
    Bytes bytes = original;
    bytes.resize(std::max<std::size_t>(bytes.size(), middle.offset + other.size()));
    std::ranges::copy(other, bytes.begin() + static_cast<std::ptrdiff_t>(middle.offset));
    // And between two chunks.
    Bytes longer = original;
    longer.insert(longer.begin() + static_cast<std::ptrdiff_t>(middle.offset), other.begin(),
                  other.end());
    for (const Bytes& damaged_take : {bytes, longer}) {
      const auto recovered = recover_bytes(damaged_take);
      ASSERT_TRUE(recovered.has_value());
      EXPECT_GE(recovered->report.chunks_kept, 4U);
      expect_sound(*recovered, sealed ? "sealed" : "unfinished");
    }
    const auto recovered = recover_bytes(longer);
    EXPECT_EQ(recovered->report.lossless(), sealed);
    EXPECT_EQ(recovered->report.chunks_kept, summary_of(whole_take()).chunks.size());
  }
}

// Of the damage that it got by another version of the program: none.
TEST(Recover, SchemasOfAnotherVersionAreKept) {
  TakeParts parts = take_apart(whole_take());
  std::get<mcap::Schema>(parts.parts[1]).data.push_back(std::byte{0});
  const Bytes other = put_together(parts, Seals::kForge);
  const auto whole = recover_bytes(other);
  ASSERT_TRUE(whole.has_value()) << whole.error().message;
  EXPECT_TRUE(whole->report.lossless());
  EXPECT_TRUE(whole->bytes == other);
  const auto torn = recover_bytes(ByteSpan(other).first(other.size() - 100));
  EXPECT_TRUE(torn->bytes == other);
}

void insert_theirs(TakeParts& parts, std::string_view before) {
  const auto at = std::ranges::find_if(parts.parts, [&](const SurgeryPart& part) {
    const auto* metadata = std::get_if<mcap::Metadata>(&part);
    return metadata != nullptr && metadata->name == before;
  });
  ASSERT_NE(at, parts.parts.end());
  parts.parts.insert(at, mcap::Metadata{"theirs", {{"key", "value"}}});
}

TEST(Recover, MetadataOfAnotherProgramKeepsItsPlaceByThatOfARecovery) {
  TakeParts parts = take_apart(whole_take());
  parts.chunk(3).clear();
  std::erase_if(parts.parts, [](const SurgeryPart& part) {
    const auto* chunk = std::get_if<OwnedChunk>(&part);
    return chunk != nullptr && chunk->empty();
  });
  const auto recovered = recover_bytes(put_together(parts, Seals::kKeep));
  ASSERT_TRUE(recovered.has_value()) << recovered.error().message;
  ASSERT_FALSE(recovered->report.lossless());
  for (const std::string_view next : {"reprise.recovery", "reprise.chain"}) {
    TakeParts touched = take_apart(recovered->bytes);
    insert_theirs(touched, next);
    const Bytes whole = put_together(touched, Seals::kForge);
    const auto again = recover_bytes(whole);
    ASSERT_TRUE(again.has_value()) << again.error().message;
    EXPECT_TRUE(again->report.lossless()) << next;
    EXPECT_TRUE(again->bytes == whole) << next;
  }
}

TEST(Recover, ChannelsWithOtherNumbersAreTheirTopics) {
  TakeParts parts = take_apart(whole_take());
  const std::uint16_t cue = parts.channel("/cue").id;
  const std::uint16_t hash = parts.channel("/hash").id;
  parts.channel("/cue").id = hash;
  parts.channel("/hash").id = cue;
  for (SurgeryPart& part : parts.parts) {
    if (auto* chunk = std::get_if<OwnedChunk>(&part)) {
      for (OwnedMessage& message : *chunk) {
        const std::uint16_t id = message.channel;
        message.channel = id == cue ? hash : id == hash ? cue : id;
      }
    }
  }
  const auto recovered = recover_bytes(put_together(parts, Seals::kForge));
  ASSERT_TRUE(recovered.has_value()) << recovered.error().message;
  EXPECT_EQ(recovered->report.records_refused, 0U);
  EXPECT_TRUE(expect_sound(*recovered, "renumbered") == all_records());
}

}  // namespace
}  // namespace reprise::timeline
