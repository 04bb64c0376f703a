#include <gtest/gtest.h>

#include "core/base/hash.h"
#include "core/base/rng.h"
#include "tests/analysis/signals.h"

namespace reprise::analysis {
namespace {

Status ignore(const HopAnalysis&) {
  return {};
}

Analyzer analyzer_at(const AudioFormat& format, const Samples& samples, std::int64_t frames) {
  auto analyzer = Analyzer::create(format);
  const PcmView all{format, SampleIndex{0}, samples};
  EXPECT_TRUE(analyzer->push(all.slice(0, frames), ignore));
  return std::move(*analyzer);
}

TEST(State, ContinuesBitForBitFromAnySample) {
  for (const AudioFormat& format : {audio_format(48000, 2, 24), audio_format(11025, 1)}) {
    const std::int64_t frames = 40000;
    const Samples samples = integer_piece(format, frames);
    const PcmView all{format, SampleIndex{0}, samples};
    const auto whole = analyse(format, samples);
    for (const std::int64_t cut : {0, 1, 255, 256, 257, 13000, 20480, 33333, 40000}) {
      const Analyzer first = analyzer_at(format, samples, cut);
      auto second = Analyzer::create(format);
      ASSERT_TRUE(second->restore(first.save()));
      EXPECT_EQ(second->position().value, cut);
      AudioSnapshot a;
      AudioSnapshot b;
      first.snapshot(a);
      second->snapshot(b);
      EXPECT_EQ(a, b);
      EXPECT_EQ(first.save().data, second->save().data);
      auto next = static_cast<std::size_t>(cut / hop_size(format.sample_rate) + 1);
      ASSERT_TRUE(second->push(all.slice(cut, frames - cut), [&](const HopAnalysis& hop) {
        EXPECT_TRUE(same(hop, whole.at(next))) << "cut " << cut << " hop " << next;
        ++next;
        return Status{};
      }));
      EXPECT_EQ(next, whole.size());
    }
  }
}

TEST(State, BeforeTheFirstPushIsAStateToo) {
  const AudioFormat format = audio_format(48000, 2);
  auto fresh = Analyzer::create(format);
  auto other = Analyzer::create(format);
  ASSERT_TRUE(other->restore(fresh->save()));
  int hops = 0;
  ASSERT_TRUE(other->push({format, SampleIndex{0}, {}}, [&](const HopAnalysis& hop) {
    EXPECT_EQ(hop.hop.value, 0);
    ++hops;
    return Status{};
  }));
  EXPECT_EQ(hops, 1);
}

TEST(State, IsSmall) {
  const AudioFormat format = audio_format(48000, 2);
  const Samples samples = integer_piece(format, 40000);
  EXPECT_LT(analyzer_at(format, samples, 40000).save().data.size(), 24U * 1024);
}

TEST(State, OfAnotherFormatOrVersionIsRefused) {
  const AudioFormat format = audio_format(48000, 2);
  const Samples samples = integer_piece(format, 5000);
  const Analyzer analyzer = analyzer_at(format, samples, 5000);
  for (const AudioFormat& other :
       {audio_format(44100, 2), audio_format(48000, 1), audio_format(48000, 2, 24)}) {
    auto target = Analyzer::create(other);
    EXPECT_EQ(target->restore(analyzer.save()).error().code, ErrorCode::kUnsupported);
  }
  auto target = Analyzer::create(format);
  Blob newer = analyzer.save();
  ++newer.version;
  EXPECT_EQ(target->restore(newer).error().code, ErrorCode::kUnsupported);
  Blob foreign = analyzer.save();
  foreign.kind = "engine";
  EXPECT_EQ(target->restore(foreign).error().code, ErrorCode::kUnsupported);
}

TEST(State, DamageIsFoundAndLeavesTheAnalyzerAsItWas) {
  const AudioFormat format = audio_format(8000, 1);
  const Samples samples = integer_piece(format, 5000);
  Analyzer analyzer = analyzer_at(format, samples, 3000);
  const Blob good = analyzer.save();
  for (std::size_t i = 0; i < good.data.size(); i += 11) {
    Blob bad = good;
    bad.data[i] ^= std::byte{0x10};
    EXPECT_EQ(analyzer.restore(bad).error().code, ErrorCode::kCorrupt) << "byte " << i;
  }
  for (const std::size_t size :
       {std::size_t{0}, std::size_t{3}, good.data.size() / 2, good.data.size() - 1}) {
    Blob bad = good;
    bad.data.resize(size);
    EXPECT_EQ(analyzer.restore(bad).error().code, ErrorCode::kCorrupt) << size << " bytes";
  }
  EXPECT_EQ(analyzer.save().data, good.data);
}

// A blob with a valid checksum and hostile content must not crash or make a NaN.
TEST(State, HostileContentIsHarmless) {
  const AudioFormat format = audio_format(8000, 1);
  const Samples samples = integer_piece(format, 5000);
  const Blob good = analyzer_at(format, samples, 3000).save();
  for (std::int64_t round = 0; round < 300; ++round) {
    Blob bad = good;
    for (std::int64_t i = 0; i < 12; ++i) {
      const HopIndex counter{round * 12 + i};
      // The head, where the counts lie, half of the time.
      const auto size = static_cast<std::uint32_t>(bad.data.size() - 4);
      const std::uint32_t at = 12 + random_below(1, 0, counter, i % 2 == 0 ? 12 : size - 12);
      bad.data[at] = static_cast<std::byte>(random_below(1, 1, counter, 256));
    }
    bad.data.erase(bad.data.end() - 4, bad.data.end());
    ByteWriter(bad.data).put(crc32(bad.data));
    auto analyzer = Analyzer::create(format);
    if (!analyzer->restore(bad)) {
      continue;
    }
    const PcmView next{format, analyzer->position(), samples};
    EXPECT_TRUE(analyzer->push(next, ignore));
  }
}

}  // namespace
}  // namespace reprise::analysis
