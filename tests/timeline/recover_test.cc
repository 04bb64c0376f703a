// Damaged takes made whole: every undamaged chunk is kept, all that comes out was in the original,
// and what comes out is a take without a flaw.
#include <algorithm>
#include <functional>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/mcap/reader.h"
#include "core/timeline/data_chain.h"
#include "core/timeline/doctor.h"
#include "tests/timeline/damage_maker.h"
#include "tests/timeline/recover_fixture.h"
#include "tests/timeline/take_fixture.h"
#include "tests/timeline/take_surgery.h"

namespace reprise::timeline {
namespace {

constexpr int kSeconds = 4;

const Bytes& whole_take() {
  static const Bytes bytes =
      make_take(small_header(), performance(kSeconds, true), small_attachments(), {}, kSeconds);
  return bytes;
}

mcap::Summary summary_of(ByteSpan bytes) {
  MemoryFileSystem fs;
  fs.put("a", bytes);
  return *mcap::read_summary(mcap::File(*fs.open("a")));
}

// Without seal and what follows.
Bytes unfinished(const Bytes& bytes) {
  const std::size_t chain = as_text(bytes).find(kChainName);
  return {bytes.begin(),
          bytes.begin() + static_cast<std::ptrdiff_t>(chain - 4 - mcap::kRecordHeaderSize)};
}

std::vector<Record> all_records() {
  std::vector<Record> records = performance(kSeconds, true);
  records.insert(records.begin(), small_header());
  return records;
}

bool is_part_of(const std::vector<Record>& part, const std::vector<Record>& whole) {
  auto at = whole.begin();
  for (const Record& record : part) {
    at = std::find(at, whole.end(), record);
    if (at == whole.end()) {
      return false;
    }
    ++at;
  }
  return true;
}

// The doctor on a recovered take; "" when it is sound.
std::string findings_of(ByteSpan bytes) {
  MemoryFileSystem fs;
  fs.put("a", bytes);
  const auto diagnosis = diagnose(fs, "a");
  std::string text;
  for (const Finding& finding : diagnosis->findings) {
    text += finding.severity == mcap::Severity::kError ? finding.what + "\n" : "";
  }
  return text;
}

// The properties that every recovery keeps; returns the records.
std::vector<Record> expect_sound(const RecoveredBytes& recovered, const std::string& label) {
  const auto take = read_take(recovered.bytes);
  EXPECT_TRUE(take.has_value()) << label;
  if (!take) {
    return {};
  }
  EXPECT_EQ(mcap::damage_text(take->damage), "") << label;
  EXPECT_TRUE(take->summary.seal.has_value()) << label;
  EXPECT_TRUE(is_part_of(take->records, all_records())) << label;
  for (const Attachment& attachment : take->attachments) {
    EXPECT_THAT(small_attachments(), testing::Contains(attachment)) << label;
  }
  if (recovered.report.lossless()) {
    EXPECT_TRUE(take->records == all_records()) << label;
    EXPECT_TRUE(take->attachments == small_attachments()) << label;
  }
  return take->records;
}

void expect_idempotent(const RecoveredBytes& recovered, const std::string& label) {
  const auto again = recover_bytes(recovered.bytes);
  ASSERT_TRUE(again.has_value()) << label << again.error().message;
  EXPECT_TRUE(again->report.lossless()) << label;
  EXPECT_TRUE(again->bytes == recovered.bytes) << label;
}

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

TEST(Recover, EveryTruncationKeepsTheChunksBeforeIt) {
  const Bytes& whole = whole_take();
  const mcap::Summary summary = summary_of(whole);
  for (std::size_t size = 0; size <= whole.size(); size += 101) {
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

constexpr std::size_t kNoChunk = ~std::size_t{0};

// Damage at one chunk: nothing but that chunk may be missing. The first one comes from its copy.
void expect_all_but(const Bytes& bytes, std::size_t chunk, const std::string& label) {
  const auto recovered = recover_bytes(bytes);
  ASSERT_TRUE(recovered.has_value()) << label << recovered.error().message;
  const std::size_t chunks = summary_of(whole_take()).chunks.size();
  const bool whole = chunk == 0 || chunk == kNoChunk;
  EXPECT_EQ(recovered->report.chunks_kept, whole ? chunks : chunks - 1) << label;
  expect_sound(*recovered, label);
  expect_idempotent(*recovered, label);
}

TEST(Recover, AChunksFieldsMayBeBrokenSoLongAsItsCrcOrItsSealProvesIt) {
  const Bytes& whole = whole_take();
  const mcap::Summary summary = summary_of(whole);
  for (const bool sealed : {true, false}) {
    const Bytes original = sealed ? whole : unfinished(whole);
    for (std::size_t i = 0; i < summary.chunks.size(); ++i) {
      // Opcode, each byte of the outer length, and of all fields before the records.
      for (std::size_t at = i % 3; at < 49; at += 3) {
        Bytes bytes = original;
        bytes[summary.chunks[i].offset + at] ^= std::byte{0x11};
        const bool crc = at >= 33 && at < 37;
        expect_all_but(bytes, sealed || !crc ? kNoChunk : i,
                       "chunk " + std::to_string(i) + " byte " + std::to_string(at) +
                           (sealed ? " sealed" : " unfinished"));
      }
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

TEST(Recover, ChannelsWithOtherNumbersAreTheirTopics) {
  TakeParts parts = take_apart(whole_take());
  const std::uint16_t cue = parts.channel("/cue").id;
  const std::uint16_t hash = parts.channel("/hash").id;
  parts.channel("/cue").id = hash;
  parts.channel("/hash").id = cue;
  for (TakePart& part : parts.parts) {
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

// Whether the damage leaves these bytes of the original as they are, wherever they lie now.
bool leaves(const DamagePlan& plan, std::uint64_t from, std::uint64_t to) {
  if (plan.kind == DamageKind::kInsert) {
    return to <= plan.offset || from >= plan.offset;
  }
  return to <= plan.offset || from >= plan.offset + plan.length;
}

// The copy of the header begins behind the first chunk's indexes and ends at the second chunk.
std::int64_t chunks_left(const DamagePlan& plan, const std::vector<mcap::ChunkIndex>& chunks) {
  const std::uint64_t header_end = chunks[0].offset + chunks[0].length;
  const bool header = leaves(plan, chunks[0].offset, header_end) ||
                      leaves(plan, header_end + chunks[0].message_index_length, chunks[1].offset);
  const auto left =
      std::count_if(chunks.begin() + 1, chunks.end(), [&](const mcap::ChunkIndex& chunk) {
        return leaves(plan, chunk.offset, chunk.offset + chunk.length);
      });
  return header ? left + 1 : 0;
}

void expect_all_that_is_left(const Bytes& original, const DamagePlan& plan, bool sealed) {
  const std::string label = to_string(plan) + (sealed ? " sealed" : "");
  const auto recovered = recover_bytes(damaged(original, plan));
  const std::int64_t left = chunks_left(plan, summary_of(whole_take()).chunks);
  if (!recovered) {
    EXPECT_EQ(recovered.error().code, ErrorCode::kCorrupt) << label;
    EXPECT_EQ(left, 0) << label << recovered.error().message;
    return;
  }
  EXPECT_GE(static_cast<std::int64_t>(recovered->report.chunks_kept), left) << label;
  expect_sound(*recovered, label);
  expect_idempotent(*recovered, label);
}

// REPRISE_RECOVER_DAMAGES of each kind.
TEST(Recover, DamageCostsWhatItHitsAndYieldsNothingThatWasNotThere) {
  const std::int64_t count = repetitions("REPRISE_RECOVER_DAMAGES", 25);
  for (const bool sealed : {true, false}) {
    const Bytes original = sealed ? whole_take() : unfinished(whole_take());
    for (int kind = 0; kind < kDamageKindCount; ++kind) {
      for (std::int64_t n = 0; n < count; ++n) {
        expect_all_that_is_left(
            original, plan_damage(static_cast<DamageKind>(kind), 7, n, original.size()), sealed);
      }
    }
  }
}

}  // namespace
}  // namespace reprise::timeline
