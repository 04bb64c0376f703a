#include "core/session/record/silence_digest.h"

#include <gtest/gtest.h>

namespace reprise::session {
namespace {

constexpr AudioFormat kFormat{8000, 2, 24};
constexpr std::int64_t kFar = 5'000'000;

PcmDigest of_silence(std::int64_t frames) {
  PcmDigest digest;
  const std::vector<std::int32_t> zeros(static_cast<std::size_t>(frames * kFormat.channels));
  digest.update({kFormat, {}, zeros});
  return digest;
}

TEST(SilenceDigest, IsThatOfAsMuchSilenceWhereverATakeBegins) {
  SilenceDigest silence(kFormat);
  for (std::int64_t at = 0; at < kFar; at += 77'777) {  // the blocks of a run
    silence.follow({at});
  }
  for (const std::int64_t at : {0L, 1L, 65'536L, 1'048'575L, 1'048'576L, 1'048'577L, 3'333'333L}) {
    EXPECT_EQ(silence_until({at}, silence.before({at}), kFormat).digest(), of_silence(at).digest())
        << at;
  }
}

// A take that begins late has no more to hash than one that begins early.
TEST(SilenceDigest, LittleIsLeftToHash) {
  SilenceDigest silence(kFormat);
  silence.follow({kFar});
  for (std::int64_t at = 0; at <= kFar; at += 99'999) {
    const SilencePoint point = silence.before({at});
    EXPECT_LE(point.at.value, at);
    EXPECT_LE(at - point.at.value, 1 << 20);
  }
}

TEST(SilenceDigest, PointsThatWereHandedOutStay) {
  SilenceDigest silence(kFormat);
  silence.follow({1 << 21});
  SilencePoint point = silence.before({1 << 21});
  silence.follow({1 << 22});
  silence_until({(1 << 21) + 5}, silence.before({1 << 21}), kFormat);
  EXPECT_EQ(silence_until({1 << 21}, std::move(point), kFormat).digest(),
            of_silence(1 << 21).digest());
}

}  // namespace
}  // namespace reprise::session
