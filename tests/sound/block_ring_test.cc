#include "tools/sound/block_ring.h"

#include <cstring>
#include <numeric>
#include <thread>

#include <gtest/gtest.h>

namespace reprise::tools {
namespace {

constexpr std::size_t kFrame = 4;

Bytes block(std::size_t frames, int first) {
  Bytes bytes(frames * kFrame);
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    bytes[i] = static_cast<std::byte>(static_cast<std::size_t>(first) + i);
  }
  return bytes;
}

struct Popped {
  bool there = false;
  Bytes bytes;
  BlockStamp stamp;
};

Popped pop(BlockRing& ring) {
  Popped popped;
  popped.there = ring.pop(popped.bytes, popped.stamp);
  return popped;
}

TEST(BlockRing, GivesBlocksInOrderAcrossItsEnd) {
  BlockRing ring(10, kFrame, 4);
  EXPECT_FALSE(pop(ring).there);
  for (int round = 0; round < 20; ++round) {
    const Bytes first = block(4, round);
    const Bytes second = block(3, round + 100);
    ring.push(first, round);
    ring.push(second, round + 1);
    Popped popped = pop(ring);
    EXPECT_EQ(popped.bytes, first);
    EXPECT_EQ(popped.stamp.arrived_ns, round);
    popped = pop(ring);
    EXPECT_EQ(popped.bytes, second);
    EXPECT_EQ(popped.stamp.lost_before, 0);
    EXPECT_FALSE(pop(ring).there);
  }
  EXPECT_EQ(ring.overruns(), 0U);
}

TEST(BlockRing, CountsWhatHasNoRoomAndSaysWhereItWas) {
  BlockRing ring(10, kFrame, 4);
  ring.push(block(6, 1), 1);
  ring.push(block(5, 2), 2);  // no room
  ring.push(block(7, 3), 3);  // still none
  ring.push(block(4, 4), 4);  // fits exactly
  EXPECT_EQ(pop(ring).stamp.lost_before, 0);
  const Popped after = pop(ring);
  EXPECT_EQ(after.bytes, block(4, 4));
  EXPECT_EQ(after.stamp.lost_before, 12);
  EXPECT_EQ(ring.overruns(), 1U) << "one stretch";
  ring.push(block(1, 5), 5);
  EXPECT_EQ(pop(ring).stamp.lost_before, 0) << "told once";
}

TEST(BlockRing, IsFullWhenItsSlotsAre) {
  BlockRing ring(100, kFrame, 2);
  for (int i = 0; i < 3; ++i) {
    ring.push(block(1, i), i);
  }
  EXPECT_TRUE(pop(ring).there);
  ring.push(block(1, 3), 3);
  EXPECT_TRUE(pop(ring).there);
  EXPECT_EQ(pop(ring).stamp.lost_before, 1);
}

TEST(BlockRing, TakesADevicesWordForWhatIsMissing) {
  BlockRing ring(10, kFrame, 4);
  ring.lose(480);
  ring.push(block(2, 1), 1);
  EXPECT_EQ(pop(ring).stamp.lost_before, 480);
  EXPECT_EQ(ring.overruns(), 1U);
}

// A reader that falls behind now and then: bytes and losses together are all that was sent, and
// each block stands where it belongs.
TEST(BlockRing, LosesNothingUncountedBetweenThreads) {
  constexpr std::int64_t kBlocks = 20'000;
  BlockRing ring(64, sizeof(std::int64_t), 16);
  std::thread producer([&] {
    std::int64_t next = 0;
    for (std::int64_t i = 0; i < kBlocks; ++i) {
      std::vector<std::int64_t> frames(static_cast<std::size_t>(1 + i % 7));
      std::iota(frames.begin(), frames.end(), next);
      next += static_cast<std::int64_t>(frames.size());
      ring.push(std::as_bytes(std::span(frames)), i);
      if (i % 16 == 0) {
        std::this_thread::yield();
      }
    }
    // The last block always comes, so that the account can be closed.
    std::vector<std::int64_t> end(1, next);
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
    ring.push(std::as_bytes(std::span(end)), -1);
  });
  Bytes bytes;
  BlockStamp stamp;
  std::int64_t expected = 0;
  while (stamp.arrived_ns != -1) {
    if (!ring.pop(bytes, stamp)) {
      std::this_thread::yield();
      continue;
    }
    expected += stamp.lost_before;
    for (std::size_t at = 0; at < bytes.size(); at += sizeof(std::int64_t)) {
      std::int64_t frame = 0;
      std::memcpy(&frame, bytes.data() + at, sizeof frame);
      ASSERT_EQ(frame, expected++);
    }
  }
  producer.join();
}

}  // namespace
}  // namespace reprise::tools
