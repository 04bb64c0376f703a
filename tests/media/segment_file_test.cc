#include "core/media/segment_file.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "tests/media/full_disk.h"

namespace reprise::media {
namespace {

Segment sample() {
  Segment segment;
  segment.header = {"key of the export", 7, 1680};
  segment.parameters.settings = {VideoCodecId::kFfv1, {641, 361}, {30000, 1001}, true, 21, "slow"};
  segment.parameters.extradata = Bytes(37, std::byte{0xE5});
  segment.parameters.delay = 2;
  segment.parameters.codec_tag = 0x31564646;
  for (std::int64_t i = 0; i < 5; ++i) {
    segment.packets.push_back(
        {4 - i, i == 0, i == 3, Bytes(static_cast<std::size_t>(i) * 1000, std::byte{0x40})});
    segment.frame_hashes.push_back({static_cast<std::uint64_t>(i), 0xFFFF'FFFF'FFFF'FFF0U});
  }
  return segment;
}

void expect_equal(const Segment& a, const Segment& b) {
  EXPECT_EQ(a.header.render_key, b.header.render_key);
  EXPECT_EQ(a.header.index, b.header.index);
  EXPECT_EQ(a.header.first_frame, b.header.first_frame);
  EXPECT_EQ(a.parameters.settings.codec, b.parameters.settings.codec);
  EXPECT_EQ(a.parameters.settings.size, b.parameters.settings.size);
  EXPECT_EQ(a.parameters.settings.fps, b.parameters.settings.fps);
  EXPECT_EQ(a.parameters.settings.alpha, b.parameters.settings.alpha);
  EXPECT_EQ(a.parameters.settings.crf, b.parameters.settings.crf);
  EXPECT_EQ(a.parameters.settings.preset, b.parameters.settings.preset);
  EXPECT_EQ(a.parameters.extradata, b.parameters.extradata);
  EXPECT_EQ(a.parameters.delay, b.parameters.delay);
  EXPECT_EQ(a.parameters.codec_tag, b.parameters.codec_tag);
  EXPECT_EQ(a.frame_hashes, b.frame_hashes);
  ASSERT_EQ(a.packets.size(), b.packets.size());
  for (std::size_t i = 0; i < a.packets.size(); ++i) {
    EXPECT_EQ(a.packets[i].local_pts, b.packets[i].local_pts);
    EXPECT_EQ(a.packets[i].key, b.packets[i].key);
    EXPECT_EQ(a.packets[i].disposable, b.packets[i].disposable);
    EXPECT_EQ(a.packets[i].data, b.packets[i].data);
  }
}

class SegmentFile : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(write_segment(fs_, "part", sample()));
    content_ = *fs_.content("part");
  }
  ErrorCode code_of(ByteSpan content) {
    fs_.put("broken", content);
    const auto segment = read_segment(fs_, "broken");
    EXPECT_FALSE(segment);
    return segment ? ErrorCode::kInternal : segment.error().code;
  }

  MemoryFileSystem fs_;
  Bytes content_;
};

TEST_F(SegmentFile, ReadsBackWhatWasWritten) {
  const auto segment = read_segment(fs_, "part");
  ASSERT_TRUE(segment) << segment.error().message;
  expect_equal(*segment, sample());
}

TEST_F(SegmentFile, HoldsAnEmptySegmentAndPacketsLargerThanTheWriteBuffer) {
  ASSERT_TRUE(write_segment(fs_, "empty", Segment{}));
  expect_equal(*read_segment(fs_, "empty"), Segment{});
  Segment large = sample();
  large.packets.push_back({5, false, false, Bytes(3'000'001, std::byte{0x17})});
  ASSERT_TRUE(write_segment(fs_, "large", large));
  expect_equal(*read_segment(fs_, "large"), large);
}

TEST_F(SegmentFile, HasTheSameBytesAgain) {
  ASSERT_TRUE(write_segment(fs_, "again", sample()));
  EXPECT_EQ(*fs_.content("again"), content_);
}

TEST_F(SegmentFile, NoticesEveryFlippedBit) {
  for (std::size_t at = 0; at < content_.size(); at += at < 400 ? 1 : 97) {
    Bytes broken = content_;
    broken[at] ^= std::byte{0x10};
    EXPECT_EQ(code_of(broken), ErrorCode::kCorrupt) << at;
  }
}

TEST_F(SegmentFile, NoticesEveryTruncationAndAddition) {
  for (std::size_t size = 0; size < content_.size(); size += size < 400 ? 1 : 97) {
    EXPECT_EQ(code_of(ByteSpan(content_).first(size)), ErrorCode::kCorrupt) << size;
  }
  Bytes longer = content_;
  longer.push_back(std::byte{0});
  EXPECT_EQ(code_of(longer), ErrorCode::kCorrupt);
}

TEST_F(SegmentFile, BoundsMemoryWhateverALengthSays) {
  for (std::size_t at = 8; at + 8 < 400; ++at) {
    Bytes broken = content_;
    std::fill_n(broken.begin() + static_cast<std::ptrdiff_t>(at), 8, std::byte{0x7F});
    EXPECT_EQ(code_of(broken), ErrorCode::kCorrupt) << at;
  }
}

TEST_F(SegmentFile, RefusesOtherFilesAndVersions) {
  EXPECT_EQ(code_of(as_byte_span("RIFF....WAVEfmt and more of it")), ErrorCode::kCorrupt);
  Bytes newer = content_;
  newer[8] = std::byte{2};
  fs_.put("newer", newer);
  EXPECT_NE(read_segment(fs_, "newer").error().message.find("version 2"), std::string::npos);
  EXPECT_EQ(read_segment(fs_, "absent").error().code, ErrorCode::kNotFound);
}

TEST_F(SegmentFile, LeavesNothingBehindWhenTheDiskIsFull) {
  for (const std::uint64_t room : {0ULL, 100ULL, 5000ULL}) {
    test::FullDisk disk(fs_, room);
    const Status status = write_segment(disk, "full", sample());
    ASSERT_FALSE(status);
    EXPECT_EQ(status.error().code, ErrorCode::kNoSpace);
    EXPECT_FALSE(fs_.exists("full"));
  }
}

}  // namespace
}  // namespace reprise::media
