// The thread that keeps a device open, with devices that do what the test says.
#include "tools/sound/stream_keeper.h"

#include <atomic>

#include <gtest/gtest.h>

#include "tests/support/wait_until.h"

namespace reprise::tools {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

class MadeUpStream final : public DeviceStream {
 public:
  explicit MadeUpStream(const std::atomic<StreamHealth>& health) : health_(health) {}
  [[nodiscard]] StreamHealth health() const override { return health_; }
  [[nodiscard]] std::string name() const override { return "made up"; }
  [[nodiscard]] std::int64_t block_frames() const override { return 480; }
  std::vector<std::string> take_notes() override { return {}; }

 private:
  const std::atomic<StreamHealth>& health_;
};

class StreamKeeperTest : public testing::Test {
 protected:
  void start() {
    auto keeper = StreamKeeper::start(
        [this]() -> Result<std::unique_ptr<DeviceStream>> {
          ++opened_;
          health_ = StreamHealth::kRunning;
          return std::make_unique<MadeUpStream>(health_);
        },
        [this] { return calls_.load(); });
    ASSERT_TRUE(keeper);
    keeper_ = std::move(*keeper);
  }

  std::atomic<StreamHealth> health_{StreamHealth::kRunning};
  std::atomic<int> opened_{0};
  std::atomic<std::uint64_t> calls_{0};
  std::unique_ptr<StreamKeeper> keeper_;
};

// "Playing", says the server, and gives nothing.
TEST_F(StreamKeeperTest, ADeviceThatNeverCallsIsOpenedAgain) {
  start();
  const auto since = steady_clock::now();
  EXPECT_TRUE(wait_until([&] { return opened_ == 2; }));
  EXPECT_GE(steady_clock::now() - since, milliseconds(2900)) << "it is given three seconds";
}

TEST_F(StreamKeeperTest, ADeviceThatCallsIsKept) {
  start();
  for (int i = 0; i < 8; ++i) {
    std::this_thread::sleep_for(milliseconds(500));
    ++calls_;
  }
  EXPECT_EQ(opened_, 1);
}

TEST_F(StreamKeeperTest, ADeviceThatIsGoneIsOpenedAgainSoon) {
  start();
  const auto since = steady_clock::now();
  health_ = StreamHealth::kGone;
  EXPECT_TRUE(wait_until([&] { return opened_ == 2; }));
  EXPECT_LT(steady_clock::now() - since, milliseconds(2500));
  health_ = StreamHealth::kSuspended;  // by the user: it will come back by itself
  std::this_thread::sleep_for(milliseconds(300));
  EXPECT_EQ(opened_, 2);
}

}  // namespace
}  // namespace reprise::tools
