#include "core/media/segment_encoder.h"

#include <algorithm>
#include <set>
#include <thread>

#include <gtest/gtest.h>

#include "tests/media/export_fixture.h"

namespace reprise::media {
namespace {

using test::draw_frame;
using test::encode_segment;

VideoSettings h264(ImageSize size = {96, 64}) {
  return {VideoCodecId::kH264, size, {60, 1}, false, 18, "veryfast"};
}
VideoSettings ffv1(ImageSize size, bool alpha) {
  VideoSettings settings;
  settings.codec = VideoCodecId::kFfv1;
  settings.size = size;
  settings.alpha = alpha;
  return settings;
}

bool equal(const SegmentPacket& a, const SegmentPacket& b) {
  return a.local_pts == b.local_pts && a.key == b.key && a.disposable == b.disposable &&
         a.data == b.data;
}
bool equal(const Segment& a, const Segment& b) {
  return std::ranges::equal(a.packets, b.packets,
                            [](const auto& x, const auto& y) { return equal(x, y); });
}

TEST(SegmentEncoder, GivesEveryFrameOnceInDecodeOrder) {
  const Segment segment = encode_segment(h264(), 0, 50);
  std::set<std::int64_t> seen;
  bool reordered = false;
  for (std::size_t j = 0; j < segment.packets.size(); ++j) {
    const std::int64_t pts = segment.packets[j].local_pts;
    reordered = reordered || pts != static_cast<std::int64_t>(j);
    EXPECT_LE(static_cast<std::int64_t>(j) - pts, segment.parameters.delay);
    seen.insert(pts);
  }
  EXPECT_TRUE(reordered) << "no B-frames: the test shows nothing";
  EXPECT_EQ(seen.size(), 50U);
  EXPECT_EQ(*seen.begin(), 0);
  EXPECT_EQ(*seen.rbegin(), 49);
  EXPECT_TRUE(segment.packets.front().key);
  EXPECT_EQ(segment.parameters.delay, 2);
}

TEST(SegmentEncoder, GivesTheSameBytesAgainAndInAnyThread) {
  const Segment first = encode_segment(h264(), 0, 30);
  Segment second;
  std::thread other([&second] { second = encode_segment(h264(), 0, 30); });
  const Segment third = encode_segment(h264(), 0, 30);
  other.join();
  EXPECT_TRUE(equal(first, second));
  EXPECT_TRUE(equal(first, third));
  EXPECT_FALSE(equal(first, encode_segment(h264(), 1, 30)));
}

TEST(SegmentEncoder, HasEqualParametersInEverySegment) {
  for (const VideoSettings& settings : {h264(), ffv1({96, 64}, false)}) {
    const VideoStreamParameters whole = encode_segment(settings, 0, 40).parameters;
    const VideoStreamParameters single = encode_segment(settings, 240, 1).parameters;
    EXPECT_FALSE(whole.extradata.empty());
    EXPECT_EQ(whole.extradata, single.extradata);
    EXPECT_EQ(whole.delay, single.delay);
    EXPECT_EQ(whole.codec_tag, single.codec_tag);
  }
}

TEST(SegmentEncoder, KeepsFfv1IntraWhateverTheSegment) {
  const Segment whole = encode_segment(ffv1({70, 50}, false), 0, 12);
  const Segment tail = encode_segment(ffv1({70, 50}, false), 5, 7);
  ASSERT_EQ(whole.packets.size(), 12U);
  for (std::size_t i = 0; i < 7; ++i) {
    EXPECT_EQ(whole.packets[i + 5].data, tail.packets[i].data);
    EXPECT_TRUE(whole.packets[i].key);
  }
  EXPECT_EQ(whole.parameters.delay, 0);
}

TEST(SegmentEncoder, EncodesTheSmallestAndOddSizes) {
  for (const ImageSize size : {ImageSize{1, 1}, {2, 2}, {3, 1}, {1, 7}, {17, 31}, {127, 3}}) {
    EXPECT_EQ(encode_segment(ffv1(size, false), 0, 2).packets.size(), 2U);
    EXPECT_EQ(encode_segment(ffv1(size, true), 0, 2).packets.size(), 2U);
  }
  EXPECT_EQ(encode_segment(h264({2, 2}), 0, 3).packets.size(), 3U);
}

TEST(SegmentEncoder, EncodesWithEveryPresetOfX264) {
  for (const char* preset : {"ultrafast", "superfast", "faster", "slow", "placebo"}) {
    VideoSettings settings = h264();
    settings.preset = preset;
    EXPECT_EQ(encode_segment(settings, 0, 40).packets.size(), 40U) << preset;
  }
}

TEST(SegmentEncoder, StopsAtTheSinksError) {
  auto encoder = SegmentEncoder::create(ffv1({16, 16}, false));
  ASSERT_TRUE(encoder);
  const ImageBuffer frame = draw_frame({16, 16}, 0);
  const Status status = encoder->push(frame.view(), [](const SegmentPacket&) -> Status {
    return fail(ErrorCode::kNoSpace, "full");
  });
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().code, ErrorCode::kNoSpace);
}

TEST(SegmentEncoder, SaysWhatItCannotDo) {
  EXPECT_EQ(SegmentEncoder::create(h264({33, 32})).error().code, ErrorCode::kUsage);
  VideoSettings settings = h264();
  settings.alpha = true;
  EXPECT_EQ(SegmentEncoder::create(settings).error().code, ErrorCode::kUsage);
  settings = h264();
  settings.crf = 99;
  EXPECT_EQ(SegmentEncoder::create(settings).error().code, ErrorCode::kUsage);
  settings = h264();
  settings.fps = {2'997'002'997, 100'000'000};
  EXPECT_EQ(SegmentEncoder::create(settings).error().code, ErrorCode::kUnsupported);
  settings = h264();
  settings.preset = "veryfst";
  const auto refused = SegmentEncoder::create(settings);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kUsage);
  EXPECT_EQ(refused.error().hint, "use veryfast");
}

}  // namespace
}  // namespace reprise::media
