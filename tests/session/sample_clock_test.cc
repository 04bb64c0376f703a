// The clock that relates the sound card's counter to time, on made-up arrivals.
#include "core/session/record/sample_clock.h"

#include <cmath>

#include <gtest/gtest.h>

#include "core/base/rng.h"

namespace reprise::session {
namespace {

constexpr std::int64_t kRate = 48000;
constexpr std::int64_t kBlock = 1024;

// A card that runs `ppm` too fast, whose blocks arrive up to 5 ms sooner or later.
class Card {
 public:
  explicit Card(double ppm) : rate_(static_cast<double>(kRate) * (1 + ppm * 1e-6)) {}

  // When the next block arrives, which ends at end().
  std::int64_t next() {
    end_ += kBlock;
    const double jitter = (static_cast<double>(random_unit(9, 1, HopIndex{end_})) - 0.5) * 10e-3;
    return time_of(end_) + static_cast<std::int64_t>(jitter * 1e9);
  }
  [[nodiscard]] SampleIndex end() const { return {end_}; }
  [[nodiscard]] std::int64_t time_of(std::int64_t sample) const {
    return kStart + static_cast<std::int64_t>(static_cast<double>(sample) / rate_ * 1e9) + stall_;
  }
  [[nodiscard]] double truth(std::int64_t now_ns) const {
    return static_cast<double>(now_ns - kStart - stall_) * 1e-9 * rate_;
  }
  void stall(std::int64_t ns) { stall_ += ns; }

 private:
  static constexpr std::int64_t kStart = 1'000'000'000'000;
  double rate_;
  std::int64_t end_ = 0;
  std::int64_t stall_ = 0;
};

void run(Card& card, SampleClock& clock, double seconds) {
  const std::int64_t until = card.end().value + static_cast<std::int64_t>(seconds * kRate);
  while (card.end().value < until) {
    const std::int64_t now = card.next();
    clock.update(card.end(), now);
  }
}

double error_ms(const Card& card, const SampleClock& clock) {
  const std::int64_t now = card.time_of(card.end().value) + 7'000'000;
  return std::abs(clock.sample_at(now) - card.truth(now)) / kRate * 1e3;
}

TEST(SampleClock, ConvergesToTheCardsRateThroughJitter) {
  for (const double ppm : {80.0, -80.0, 0.0}) {
    Card card(ppm);
    SampleClock clock(kRate);
    EXPECT_FALSE(clock.settled());
    run(card, clock, 30);
    EXPECT_TRUE(clock.settled());
    for (int i = 0; i < 30; ++i) {  // and stays so
      run(card, clock, 1);
      EXPECT_LT(error_ms(card, clock), 1.0) << ppm;
    }
    run(card, clock, 180);
    EXPECT_NEAR(clock.drift_ppm(), ppm, 2.0);
    EXPECT_LT(error_ms(card, clock), 0.5) << ppm;
  }
}

TEST(SampleClock, ARestartKeepsTheRate) {
  Card card(80);
  SampleClock clock(kRate);
  run(card, clock, 240);
  const double drift = clock.drift_ppm();
  clock.restart();
  EXPECT_FALSE(clock.settled());
  EXPECT_EQ(clock.drift_ppm(), drift);
  const double before = clock.sample_at(card.time_of(card.end().value));
  EXPECT_EQ(clock.sample_at(card.time_of(card.end().value) + 5'000'000'000), before);
  card.stall(60'000'000'000);
  run(card, clock, 3);
  EXPECT_LT(error_ms(card, clock), 1.0);
  EXPECT_NEAR(clock.drift_ppm(), 80, 2.0);
}

TEST(SampleClock, NeverGoesBackAndNeverFarAhead) {
  Card card(-300);
  SampleClock clock(kRate);
  EXPECT_EQ(clock.sample_at(5), 0.0);
  double last = 0;
  std::int64_t asked = 0;
  for (int i = 0; i < 2000; ++i) {
    const std::int64_t now = card.next();
    clock.update(card.end(), now);
    for (int k = 0; k < 5; ++k) {
      asked = std::max(asked, now + k * 4'000'000);
      const double sample = clock.sample_at(asked);
      ASSERT_GE(sample, last);
      last = sample;
    }
  }
  const auto end = static_cast<double>(card.end().value);
  EXPECT_LE(clock.sample_at(asked + 3'600'000'000'000), end + 1.02 * kRate);
}

TEST(SampleClock, FollowsALossThatNobodyToldOf) {
  Card card(20);
  SampleClock clock(kRate);
  run(card, clock, 60);
  card.stall(80'000'000);  // 80 ms of sound never came
  run(card, clock, 4);
  EXPECT_LT(error_ms(card, clock), 2.0);
  EXPECT_NEAR(clock.drift_ppm(), 20, 30.0);
}

}  // namespace
}  // namespace reprise::session
