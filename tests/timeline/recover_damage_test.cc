// Damage of many kinds at many places: what it does not hit is kept, whatever it hits.
#include <algorithm>

#include <gtest/gtest.h>

#include "tests/timeline/damage_maker.h"
#include "tests/timeline/recover_checks.h"

namespace reprise::timeline {
namespace {

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

// The index that lost it then claims the first byte of the chunk behind it.
TEST(Recover, AByteMissingInAChunksIndexesCostsNoChunk) {
  const Bytes& whole = whole_take();
  for (const mcap::ChunkIndex& chunk : summary_of(whole).chunks) {
    const std::uint64_t next = chunk.offset + chunk.length + chunk.message_index_length;
    // Every byte of the last entry, and some of all the others.
    for (std::uint64_t at = 1; at <= chunk.message_index_length; at += at < 24 ? 1 : 7) {
      const DamagePlan plan{DamageKind::kRemove, next - at, 1, 0, 0};
      expect_all_that_is_left(unfinished(whole), plan, false);
    }
  }
}

// REPRISE_RECOVER_DAMAGES flipped bits, and a quarter as many of each other kind.
TEST(Recover, DamageCostsWhatItHitsAndYieldsNothingThatWasNotThere) {
  const std::int64_t flips = repetitions("REPRISE_RECOVER_DAMAGES", 100);
  for (const bool sealed : {true, false}) {
    const Bytes original = sealed ? whole_take() : unfinished(whole_take());
    for (int kind = 0; kind < kDamageKindCount; ++kind) {
      const auto damage = static_cast<DamageKind>(kind);
      const std::int64_t count = damage == DamageKind::kFlipBit ? flips : flips / 4;
      for (std::int64_t n = 0; n < count; ++n) {
        expect_all_that_is_left(original, plan_damage(damage, 7, n, original.size()), sealed);
      }
    }
  }
}

}  // namespace
}  // namespace reprise::timeline
