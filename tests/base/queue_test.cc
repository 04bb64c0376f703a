#include "core/base/queue.h"

#include <atomic>
#include <chrono>
#include <memory>
#include <numeric>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace reprise {
namespace {

TEST(BoundedQueue, KeepsOrder) {
  BoundedQueue<int> queue(3);
  ASSERT_TRUE(queue.push(1));
  ASSERT_TRUE(queue.push(2));
  EXPECT_EQ(queue.size(), 2U);
  EXPECT_EQ(queue.pop(), 1);
  EXPECT_EQ(queue.pop(), 2);
}

TEST(BoundedQueue, CloseDrainsAndRefuses) {
  BoundedQueue<int> queue(3);
  ASSERT_TRUE(queue.push(1));
  queue.close();
  EXPECT_FALSE(queue.push(2));
  EXPECT_EQ(queue.pop(), 1);
  EXPECT_EQ(queue.pop(), std::nullopt);
}

TEST(BoundedQueue, AbortEmptiesAtOnce) {
  BoundedQueue<std::unique_ptr<int>> queue(3);
  ASSERT_TRUE(queue.push(std::make_unique<int>(1)));
  queue.abort();
  EXPECT_EQ(queue.size(), 0U);
  EXPECT_EQ(queue.pop(), std::nullopt);
  EXPECT_FALSE(queue.push(nullptr));
}

TEST(BoundedQueueDeathTest, NeedsRoom) {
  EXPECT_DEATH(BoundedQueue<int>(0), "CHECK");
}

TEST(BoundedQueue, PushWaitsWhileFull) {
  BoundedQueue<int> queue(1);
  ASSERT_TRUE(queue.push(1));
  std::atomic<bool> pushed = false;
  std::thread producer([&] {
    EXPECT_TRUE(queue.push(2));
    pushed = true;
  });
  std::this_thread::sleep_for(std::chrono::milliseconds(20));
  EXPECT_FALSE(pushed);
  EXPECT_EQ(queue.pop(), 1);
  EXPECT_EQ(queue.pop(), 2);
  producer.join();
  EXPECT_TRUE(pushed);
}

TEST(BoundedQueue, CloseWakesAProducerAndAConsumer) {
  BoundedQueue<int> full(1);
  ASSERT_TRUE(full.push(1));
  BoundedQueue<int> empty(1);
  std::thread producer([&] { EXPECT_FALSE(full.push(2)); });
  std::thread consumer([&] { EXPECT_EQ(empty.pop(), std::nullopt); });
  std::this_thread::sleep_for(std::chrono::milliseconds(10));
  full.close();
  empty.close();
  producer.join();
  consumer.join();
}

TEST(BoundedQueue, AbortWakesEveryWaiter) {
  BoundedQueue<int> queue(1);
  ASSERT_TRUE(queue.push(0));
  std::vector<std::thread> producers;
  for (int i = 0; i < 4; ++i) {
    producers.emplace_back([&] { EXPECT_FALSE(queue.push(1)); });
  }
  std::this_thread::sleep_for(std::chrono::milliseconds(10));
  queue.abort();
  for (std::thread& producer : producers) {
    producer.join();
  }
}

// Every item arrives exactly once and never are there more than the capacity, whatever the shape.
class ManyThreads : public testing::TestWithParam<std::tuple<int, int, std::size_t>> {};

INSTANTIATE_TEST_SUITE_P(Shapes, ManyThreads,
                         testing::Combine(testing::Values(1, 3), testing::Values(1, 3),
                                          testing::Values(std::size_t{1}, std::size_t{4})));

TEST_P(ManyThreads, EveryItemArrivesOnce) {
  const auto [producer_count, consumer_count, capacity] = GetParam();
  constexpr int kItems = 3000;
  const std::size_t bound = capacity;
  BoundedQueue<int> queue(bound);
  std::vector<std::atomic<int>> seen(static_cast<std::size_t>(producer_count) * kItems);
  std::vector<std::thread> consumers;
  for (int c = 0; c < consumer_count; ++c) {
    consumers.emplace_back([&] {
      while (const auto item = queue.pop()) {
        ++seen[static_cast<std::size_t>(*item)];
        EXPECT_LE(queue.size(), bound);
      }
    });
  }
  std::vector<std::thread> producers;
  for (int p = 0; p < producer_count; ++p) {
    producers.emplace_back([&queue, p] {
      for (int i = 0; i < kItems; ++i) {
        EXPECT_TRUE(queue.push(p * kItems + i));
      }
    });
  }
  for (std::thread& producer : producers) {
    producer.join();
  }
  queue.close();
  for (std::thread& consumer : consumers) {
    consumer.join();
  }
  for (const std::atomic<int>& count : seen) {
    ASSERT_EQ(count, 1);
  }
}

}  // namespace
}  // namespace reprise
