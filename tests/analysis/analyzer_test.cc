#include "core/analysis/analyzer.h"

#include <gtest/gtest.h>
#if defined(__x86_64__)
#include <immintrin.h>
#endif

#include "core/base/rng.h"
#include "tests/analysis/feature_hash.h"
#include "tests/analysis/signals.h"

namespace reprise::analysis {
namespace {

void expect_same(const std::vector<HopAnalysis>& a, const std::vector<HopAnalysis>& b) {
  ASSERT_EQ(a.size(), b.size());
  for (std::size_t i = 0; i < a.size(); ++i) {
    ASSERT_TRUE(same(a[i], b[i])) << "hop " << i;
  }
}

TEST(Analyzer, RefusesFormatsItDoesNotKnow) {
  for (const AudioFormat& format :
       {audio_format(7999, 2), audio_format(192001, 2), audio_format(48000, 0),
        audio_format(48000, 9), audio_format(48000, 2, 8), audio_format(48000, 2, 32)}) {
    const auto analyzer = Analyzer::create(format);
    ASSERT_FALSE(analyzer.has_value());
    EXPECT_EQ(analyzer.error().code, ErrorCode::kUnsupported);
  }
}

TEST(Analyzer, GivesEveryHopOnceAsSoonAsItsSamplesAreThere) {
  const AudioFormat format = audio_format(48000, 1);
  auto analyzer = Analyzer::create(format);
  std::int64_t hops = 0;
  const auto count = [&](const HopAnalysis& hop) {
    EXPECT_EQ(hop.hop.value, hops);
    EXPECT_EQ(hop.sample.value, hops * 256);
    ++hops;
    return Status{};
  };
  const Samples samples(2000);
  const PcmView all{format, SampleIndex{0}, samples};
  ASSERT_TRUE(analyzer->push(all.slice(0, 0), count));
  EXPECT_EQ(hops, 1);
  ASSERT_TRUE(analyzer->push(all.slice(0, 255), count));
  EXPECT_EQ(hops, 1);
  ASSERT_TRUE(analyzer->push(all.slice(255, 1), count));
  EXPECT_EQ(hops, 2);
  ASSERT_TRUE(analyzer->push(all.slice(256, 512), count));
  EXPECT_EQ(hops, 4);
  EXPECT_EQ(analyzer->position().value, 768);
}

TEST(Analyzer, BlockSizesDoNotMatter) {
  for (const AudioFormat& format : {audio_format(48000, 2), audio_format(22050, 3, 24)}) {
    const Samples samples = integer_piece(format, 14000);
    const auto whole = analyse(format, samples);
    EXPECT_EQ(static_cast<std::int64_t>(whole.size()), 14000 / hop_size(format.sample_rate) + 1);
    for (const std::int64_t size : {1, 7, 256, 4096}) {
      expect_same(whole, analyse_in_blocks(format, samples, [size] { return size; }));
    }
    std::int64_t counter = 0;
    expect_same(whole, analyse_in_blocks(format, samples, [&] {
                  return std::int64_t{random_below(3, 0, HopIndex{counter++}, 3000)} + 1;
                }));
  }
}

TEST(Analyzer, RefusesAudioThatDoesNotFollowOn) {
  const AudioFormat format = audio_format(48000, 2);
  auto analyzer = Analyzer::create(format);
  const Samples samples(200);
  const auto ignore = [](const HopAnalysis&) { return Status{}; };
  ASSERT_TRUE(analyzer->push({format, SampleIndex{0}, samples}, ignore));
  EXPECT_EQ(analyzer->push({format, SampleIndex{0}, samples}, ignore).error().code,
            ErrorCode::kInvalid);
  EXPECT_EQ(
      analyzer->push({audio_format(48000, 1), SampleIndex{100}, samples}, ignore).error().code,
      ErrorCode::kInvalid);
  EXPECT_TRUE(analyzer->push({format, SampleIndex{100}, samples}, ignore));
}

TEST(Analyzer, StopsAtTheSinksFirstError) {
  const AudioFormat format = audio_format(48000, 1);
  auto analyzer = Analyzer::create(format);
  const Samples samples(10000);
  int calls = 0;
  const Status status =
      analyzer->push({format, SampleIndex{0}, samples}, [&](const HopAnalysis&) -> Status {
        if (++calls == 3) {
          return fail(ErrorCode::kCancelled, "enough");
        }
        return {};
      });
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().code, ErrorCode::kCancelled);
  EXPECT_EQ(calls, 3);
}

TEST(Analyzer, SnapshotIsTheWindowOfTheHopThatWasGivenOutLast) {
  const AudioFormat format = audio_format(48000, 2, 24);
  auto analyzer = Analyzer::create(format);
  const Samples samples = generate(format, 3000, [](std::int64_t frame, std::int32_t channel) {
    return static_cast<double>(frame + 1) / 4096.0 * (channel == 0 ? 1.0 : -1.0);
  });
  AudioSnapshot inside;
  const auto take = [&](const HopAnalysis&) {
    analyzer->snapshot(inside);
    return Status{};
  };
  ASSERT_TRUE(analyzer->push({format, SampleIndex{0}, samples}, take));
  AudioSnapshot after;
  analyzer->snapshot(after);
  EXPECT_EQ(inside, after) << "samples after the hop must not show";
  EXPECT_EQ(after.channels, 2);
  EXPECT_EQ(after.waveform_length, 2048);
  EXPECT_EQ(after.spectrum_bins, 1024);
  ASSERT_EQ(after.waveform.size(), 4096U);
  const std::int64_t first = 11 * 256 - 2048;  // hop 11 is the last within 3000 samples
  EXPECT_EQ(after.waveform[0], (first + 1) * 8);
  EXPECT_EQ(after.waveform[2047], (first + 2048) * 8);
  EXPECT_EQ(after.waveform[2048], -(first + 1) * 8);
}

TEST(Analyzer, BeforeTheStartThereAreZeros) {
  const AudioFormat format = audio_format(48000, 1);
  auto analyzer = Analyzer::create(format);
  const Samples samples(256, 1000);
  AudioSnapshot snapshot;
  ASSERT_TRUE(analyzer->push({format, SampleIndex{0}, samples},
                             [](const HopAnalysis&) { return Status{}; }));
  analyzer->snapshot(snapshot);
  EXPECT_EQ(snapshot.waveform[1791], 0);
  EXPECT_EQ(snapshot.waveform[1792], 1000);
}

TEST(Analyzer, EveryRateAndChannelCountWorks) {
  for (const std::int32_t rate : {8000, 11025, 16000, 22050, 32000, 44100, 88200, 96000, 192000}) {
    for (const std::int32_t channels : {1, 2, 8}) {
      const AudioFormat format = audio_format(rate, channels, 24);
      const auto hops = analyse(format, noise(format, rate / 4, 0.5, 1));
      ASSERT_EQ(static_cast<std::int64_t>(hops.size()), rate / 4 / hop_size(rate) + 1);
      EXPECT_GT(hops.back().features.raw(FeatureId::kRms), 30000) << rate << " Hz " << channels;
      EXPECT_GT(hops.back().features.raw(FeatureId::kMid), 20000) << rate << " Hz " << channels;
    }
  }
}

TEST(Analyzer, SamplesOutsideTheirRangeAreClamped) {
  const AudioFormat format = audio_format(48000, 8, 24);
  const auto frames = std::size_t{8000};
  Samples wild(frames * 8);
  Samples tame(frames * 8);
  for (std::size_t i = 0; i < wild.size(); ++i) {
    const bool up = i / 800 % 2 == 0;
    wild[i] = up ? INT32_MAX : INT32_MIN;
    tame[i] = up ? (1 << 23) - 1 : -(1 << 23);
  }
  expect_same(analyse(format, wild), analyse(format, tame));
}

#if defined(__x86_64__)
TEST(Analyzer, TheThreadsFloatingPointModeDoesNotMatterAndIsLeftAlone) {
  const AudioFormat format = audio_format(48000, 2, 24);
  // Fades to nothing, through the range where flushed denormals would show.
  Samples samples = integer_piece(format, 48000);
  samples.resize(samples.size() + 200000);
  const auto usual = analyse(format, samples);
  const unsigned before = _mm_getcsr();
  const unsigned flush_and_round_up = 0x1F80U | 0x8040U | 0x4000U;
  _mm_setcsr(flush_and_round_up);
  const auto unusual = analyse(format, samples);
  const unsigned after = _mm_getcsr();
  _mm_setcsr(before);
  EXPECT_EQ(after & 0xFFC0U, flush_and_round_up & 0xFFC0U);
  expect_same(usual, unusual);
}
#endif

TEST(Analyzer, FeatureHashIsTheGoldenOne) {
  EXPECT_EQ(feature_hash(), kGoldenFeatureHash);
}

}  // namespace
}  // namespace reprise::analysis
