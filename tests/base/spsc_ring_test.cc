#include "core/base/spsc_ring.h"

#include <memory>
#include <string>
#include <thread>

#include <gtest/gtest.h>

#include "core/base/poll.h"

namespace reprise {
namespace {

TEST(SpscRing, IsFirstInFirstOutAndBounded) {
  SpscRing<std::string> ring(2);
  std::string out;
  EXPECT_FALSE(ring.try_pop(out));
  for (int round = 0; round < 5; ++round) {
    EXPECT_TRUE(ring.try_push("a"));
    EXPECT_TRUE(ring.try_push("b"));
    EXPECT_EQ(ring.size(), 2U);
    std::string refused = "stays";
    EXPECT_FALSE(ring.try_push(std::move(refused)));
    EXPECT_EQ(refused, "stays");
    ASSERT_TRUE(ring.try_pop(out));
    EXPECT_EQ(out, "a");
    ASSERT_TRUE(ring.try_pop(out));
    EXPECT_EQ(out, "b");
    EXPECT_EQ(ring.size(), 0U);
  }
}

TEST(SpscRing, CarriesEverythingFromOneThreadToAnother) {
  constexpr int kCount = 20'000;
  SpscRing<std::unique_ptr<int>> ring(7);
  const std::chrono::microseconds pause(10);
  std::thread producer([&] {
    for (int i = 0; i < kCount; ++i) {
      auto item = std::make_unique<int>(i);
      while (!ring.try_push(std::move(item))) {
        std::this_thread::yield();
      }
    }
  });
  for (int i = 0; i < kCount; ++i) {
    std::unique_ptr<int> item;
    Poll(pause, pause).until([&] { return ring.try_pop(item); });
    ASSERT_EQ(*item, i);
  }
  producer.join();
}

}  // namespace
}  // namespace reprise
