#include "core/timeline/take_disk.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "core/mcap/writer.h"
#include "core/timeline/take_index.h"
#include "core/timeline/topics.h"
#include "tests/support/no_new_threads.h"
#include "tests/support/wait_until.h"
#include "tests/timeline/fault_file_system.h"
#include "tests/timeline/take_fixture.h"

namespace reprise::timeline {
namespace {

constexpr int kChunks = 40;

// Number n, of 200 kB or of next to nothing, so that a later chunk is often ready before an earlier
// one; half noise, half zeros.
mcap::ChunkBuilder chunk_of(int n) {
  Bytes data(n % 3 == 0 ? 200'000 : 20);
  std::uint32_t state = static_cast<std::uint32_t>(n) * 2654435761u + 1;
  for (std::size_t i = 0; i < data.size() / 2; ++i) {
    state = state * 1664525u + 1013904223u;
    data[i] = static_cast<std::byte>(state >> 24);
  }
  mcap::ChunkBuilder chunk;
  const auto time = static_cast<std::uint64_t>(n);
  chunk.add(
      {channel_id({TopicKind::kAudio, 0}, 1), static_cast<std::uint32_t>(n), time, time, data});
  return chunk;
}

TakeBody start_body(FaultFileSystem& fs) {
  auto writer = mcap::Writer::create(*fs.create("take.mcap"), take_file_header());
  TakeBody body(std::make_unique<mcap::Writer>(std::move(*writer)), 1);
  EXPECT_TRUE(body.add_tables(take_schemas()).has_value());
  return body;
}

TakeDiskOptions options_of(Durability durability) {
  return {durability, mcap::WriterOptions().zstd_level};
}

Status hand_over(TakeDisk& disk, int n) {
  mcap::ChunkBuilder chunk = chunk_of(n);
  TRY(disk.hand_over(chunk, {n + 1}));
  EXPECT_TRUE(chunk.empty());
  return {};
}

Bytes written_on_one_thread() {
  FaultFileSystem fs;
  TakeBody body = start_body(fs);
  for (int n = 0; n < kChunks; ++n) {
    EXPECT_TRUE(body.add_chunk(chunk_of(n)).has_value());
  }
  EXPECT_TRUE(body.seal({}).has_value());
  return *fs.memory.content("take.mcap");
}

TEST(TakeDisk, WritesTheBytesThatOneThreadWrites) {
  FaultFileSystem fs;
  TakeDisk disk(start_body(fs), options_of(Durability::kFast));
  for (int n = 0; n < kChunks; ++n) {
    ASSERT_TRUE(hand_over(disk, n).has_value());
  }
  const auto sealed = disk.seal({});
  ASSERT_TRUE(sealed.has_value());
  EXPECT_TRUE(*fs.memory.content("take.mcap") == written_on_one_thread());
  EXPECT_EQ(disk.stats().bytes_written, fs.memory.content("take.mcap")->size());
  EXPECT_EQ(disk.stats().synced_until, SampleIndex{kChunks});
}

TEST(TakeDisk, WritesTheSameWhereThereAreNoThreads) {
  FaultFileSystem fs;
  std::optional<TakeDisk> disk;
  {
    const NoNewThreads limit;
    disk.emplace(start_body(fs), options_of(Durability::kFast));
  }
  for (int n = 0; n < kChunks; ++n) {
    ASSERT_TRUE(hand_over(*disk, n).has_value());
    EXPECT_EQ(disk->stats().written_until, SampleIndex{n + 1});
  }
  ASSERT_TRUE(disk->seal({}).has_value());
  EXPECT_TRUE(*fs.memory.content("take.mcap") == written_on_one_thread());
}

TEST(TakeDisk, AChunkIsOnTheDiskWithoutTheNextOne) {
  FaultFileSystem fs;
  TakeDisk disk(start_body(fs), options_of(Durability::kChunk));
  for (int n = 0; n < 4; ++n) {
    ASSERT_TRUE(hand_over(disk, n).has_value());
    EXPECT_TRUE(wait_until([&] { return disk.stats().synced_until == SampleIndex{n + 1}; }));
    EXPECT_EQ(fs.faults->syncs, n + 1);
    EXPECT_EQ(disk.stats().bytes_written, fs.memory.content("take.mcap")->size());
  }
}

// The chunk that fails has others behind it, which must not reach the file.
TEST(TakeDisk, TellsOfAFailureAtOnceAndWritesNothingMore) {
  FaultFileSystem fs;
  TakeDisk disk(start_body(fs), options_of(Durability::kFast));
  std::atomic<int> heard = 0;
  disk.on_failure([&](const Error& error) { heard += error.message == "broken" ? 1 : 100; });
  Gate gate;
  gate.close();
  const int at_start = fs.faults->appends;
  fs.faults->before_append = [&, faults = fs.faults.get()] {
    gate.pass();
    return faults->appends == at_start + 2 ? fail(ErrorCode::kIo, "broken") : Status();
  };
  for (int n = 0; n < 3; ++n) {
    ASSERT_TRUE(hand_over(disk, n).has_value());
  }
  EXPECT_EQ(disk.stats().written_until, SampleIndex{});
  gate.open();
  EXPECT_TRUE(wait_until([&] { return heard == 1; }));
  EXPECT_EQ(disk.stats().written_until, SampleIndex{1});
  EXPECT_EQ(disk.stats().synced_until, SampleIndex{1});
  EXPECT_EQ(disk.status().error().message, "broken");
  EXPECT_EQ(hand_over(disk, 3).error().message, "broken");
  EXPECT_EQ(disk.fail_with({ErrorCode::kInvalid, "later"}).error().message, "broken");
  EXPECT_EQ(disk.seal({}).error().message, "broken");
  EXPECT_EQ(disk.close().error().message, "broken");
  EXPECT_EQ(fs.faults->appends, at_start + 2);
  EXPECT_EQ(heard, 1);
}

TEST(TakeDisk, AFailedSyncIsToldAtOnceAndNotTriedAgain) {
  FaultFileSystem fs;
  TakeDisk disk(start_body(fs), options_of(Durability::kChunk));
  std::atomic<bool> heard = false;
  disk.on_failure([&](const Error& /*error*/) { heard = true; });
  fs.faults->before_sync = [] { return fail(ErrorCode::kIo, "not durable"); };
  ASSERT_TRUE(hand_over(disk, 0).has_value());
  EXPECT_TRUE(wait_until([&] { return heard.load(); }));
  EXPECT_EQ(disk.stats().written_until, SampleIndex{1});
  EXPECT_EQ(disk.stats().synced_until, SampleIndex{});
  EXPECT_EQ(disk.close().error().message, "not durable");
  EXPECT_EQ(fs.faults->syncs, 1);
}

TEST(TakeDisk, AFailureElsewhereComesBehindWhatWasHandedOver) {
  FaultFileSystem fs;
  TakeDisk disk(start_body(fs), options_of(Durability::kFast));
  ASSERT_TRUE(hand_over(disk, 0).has_value());
  EXPECT_EQ(disk.fail_with({ErrorCode::kInvalid, "too large"}).error().message, "too large");
  EXPECT_EQ(disk.stats().synced_until, SampleIndex{1});
  EXPECT_EQ(hand_over(disk, 1).error().message, "too large");
}

TEST(TakeDisk, TheEndWaitsForWhatWasHandedOver) {
  FaultFileSystem fs;
  const int at_start = [&] {
    TakeDisk disk(start_body(fs), options_of(Durability::kFast));
    const int appends = fs.faults->appends;
    for (int n = 0; n < 5; ++n) {
      EXPECT_TRUE(hand_over(disk, n).has_value());
    }
    return appends;
  }();
  EXPECT_EQ(fs.faults->appends, at_start + 5);
}

}  // namespace
}  // namespace reprise::timeline
