// The clock that relates the sound card's counter to time, on made-up arrivals.
#include "core/session/record/sample_clock.h"

#include <algorithm>
#include <cmath>
#include <ostream>

#include <gtest/gtest.h>

#include "core/base/rng.h"

namespace reprise::session {
namespace {

constexpr std::int64_t kRate = 48000;
constexpr std::int64_t kBlock = 1024;

// A card that runs `ppm` too fast, whose blocks arrive up to 10 ms late.
class Card {
 public:
  explicit Card(double ppm) : rate_(static_cast<double>(kRate) * (1 + ppm * 1e-6)) {}

  // When the next block arrives, which ends at end().
  std::int64_t next() {
    end_ += kBlock;
    const double jitter = static_cast<double>(random_unit(9, 1, HopIndex{end_})) * 10e-3;
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

// ---- an hour of a busy machine ------------------------------------------------------------------

struct Hour {
  const char* name;
  double ppm;
  double wander_ppm;    // up and down, in half an hour
  double jitter_ms;     // the most, in the first half hour
  double jitter_later;  // … and in the second
  std::int64_t block;
  friend std::ostream& operator<<(std::ostream& out, const Hour& hour) { return out << hour.name; }
};

// Blocks are held up by chance, and now and then all of them for 200 ms; none comes too soon.
class BusyHour {
 public:
  explicit BusyHour(const Hour& hour) : hour_(hour) {}

  // When the next block arrives.
  std::int64_t next() {
    const HopIndex number{++blocks_};
    end_ += hour_.block;
    const double ppm = hour_.ppm + hour_.wander_ppm * std::sin(seconds_ * 2 * kPi / 3600);
    seconds_ += static_cast<double>(hour_.block) / (kRate * (1 + ppm * 1e-6));
    const double most = seconds_ < 1800 ? hour_.jitter_ms : hour_.jitter_later;
    const double late = most * 1e-3 * static_cast<double>(random_unit(9, 1, number));
    if (random_below(9, 2, number, 3000) == 0) {
      stall_until_ = seconds_ + 0.2;
    }
    arrival_ = std::max({arrival_ + 1e-6, seconds_ + late, stall_until_});
    rate_ = kRate * (1 + ppm * 1e-6);
    return ns(arrival_);
  }
  // Time passes and no sample is given: a gap or a pause.
  void stop(double seconds) { seconds_ += seconds; }

  [[nodiscard]] SampleIndex end() const { return {end_}; }
  [[nodiscard]] double seconds() const { return seconds_; }
  // The card's counter.
  [[nodiscard]] double truth(std::int64_t now_ns) const {
    const double since = static_cast<double>(now_ns - kStart) * 1e-9 - seconds_;
    return static_cast<double>(end_) + since * rate_;
  }

 private:
  static constexpr std::int64_t kStart = 5'000'000'000'000;
  static constexpr double kPi = 3.14159265358979323846;
  static std::int64_t ns(double seconds) {
    return kStart + static_cast<std::int64_t>(seconds * 1e9);
  }

  Hour hour_;
  std::int64_t blocks_ = 0;
  std::int64_t end_ = 0;
  double seconds_ = 0;  // when the last block was there
  double arrival_ = 0;
  double stall_until_ = 0;
  double rate_ = kRate;
};

class AnHour : public testing::TestWithParam<Hour> {};

TEST_P(AnHour, IsKnownToAMillisecondAllTheTime) {
  BusyHour card(GetParam());
  SampleClock clock(kRate);
  double worst = 0;
  double worst_at = 0;
  double settled = 0;
  double next_stop = 300;
  std::int64_t asked = 0;
  while (card.seconds() < 3600) {
    if (card.seconds() > next_stop) {  // the rate outlives gaps and pauses
      next_stop += 300;
      card.stop(static_cast<double>(random_below(9, 3, HopIndex{card.end().value}, 10)) + 0.3);
      clock.restart();
      EXPECT_FALSE(clock.settled());
    }
    const std::int64_t now = card.next();
    clock.update(card.end(), now);
    for (const std::int64_t later : {0, 8'000'000}) {
      asked = std::max(asked, now + later);
      const double error = (clock.sample_at(asked) - card.truth(asked)) / kRate * 1e3;
      if (clock.settled() && std::abs(error) > std::abs(worst)) {
        worst = error;
        worst_at = card.seconds();
      }
    }
    settled += clock.settled() ? static_cast<double>(GetParam().block) / kRate : 0;
  }
  EXPECT_LE(std::abs(worst), 1.0) << "ms, at " << worst_at << " s";
  EXPECT_GT(settled, 3300);
  EXPECT_NEAR(clock.drift_ppm(), GetParam().ppm, 1.5);
  RecordProperty("worst_error_us", static_cast<int>(worst * 1e3));
}

INSTANTIATE_TEST_SUITE_P(
    Cards, AnHour,
    testing::Values(Hour{"fast", 200, 0, 20, 20, 480}, Hour{"slow", -200, 0, 20, 20, 480},
                    Hour{"true", 0, 0, 20, 20, 1024}, Hour{"wandering", 50, 10, 20, 20, 480},
                    Hour{"burdened", -80, 2, 1, 20, 480}, Hour{"relieved", 80, 2, 20, 1, 480}),
    [](const auto& tested) { return tested.param.name; });

}  // namespace
}  // namespace reprise::session
