#include "core/media/muxer.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "tests/media/export_fixture.h"
#include "tests/media/full_disk.h"
#include "tests/media/programs.h"

namespace reprise::media::test {
namespace {

Bytes bytes_of(const Export& wanted, SegmentOrder order = SegmentOrder::kForward) {
  MemoryFileSystem fs;
  write_export(fs, "out", wanted, order);
  auto content = fs.content("out");
  EXPECT_TRUE(content);
  return content ? *content : Bytes();
}

TEST(Muxer, GivesTheSameBytesForAnyOrderOfSegmentsAndAgain) {
  for (const Export& wanted : every_kind()) {
    const Bytes first = bytes_of(wanted);
    EXPECT_GT(first.size(), 1000U);
    EXPECT_TRUE(first == bytes_of(wanted)) << extension(wanted);
    EXPECT_TRUE(first == bytes_of(wanted, SegmentOrder::kBackward)) << extension(wanted);
  }
}

TEST(Muxer, GivesTheSameBytesOnDiskAndInMemory) {
  const ScratchFolder folder;
  for (const Export& wanted : every_kind()) {
    const auto path = folder / ("out." + extension(wanted));
    write_export(posix_file_system(), path, wanted);
    const auto content = read_file(posix_file_system(), path);
    ASSERT_TRUE(content);
    EXPECT_TRUE(*content == bytes_of(wanted)) << extension(wanted);
  }
}

TEST(Muxer, DoesNotDependOnHowTheCallerInterleaves) {
  for (const Export& wanted : {h264_mp4(), h264_mkv()}) {
    const auto segments = encode_segments(wanted, SegmentOrder::kForward);
    for (const std::int64_t lead : {-50, -7, 7, 50}) {
      MemoryFileSystem fs;
      ASSERT_TRUE(mux(fs, "out", wanted, segments, lead));
      EXPECT_TRUE(*fs.content("out") == bytes_of(wanted)) << extension(wanted) << " " << lead;
    }
  }
}

TEST(Muxer, PutsTheIndexInFrontOfThePictures) {
  for (const Export& wanted : {h264_mp4(), h264_mov()}) {
    const Bytes file = bytes_of(wanted);
    const std::size_t index = as_text(file).find("moov");
    const std::size_t pictures = as_text(file).find("mdat");
    ASSERT_NE(index, std::string_view::npos);
    ASSERT_NE(pictures, std::string_view::npos);
    EXPECT_LT(index, pictures);
  }
}

TEST(Muxer, WritesNoNamesOfTheMachine) {
  for (const Export& wanted : every_kind()) {
    const Bytes file = bytes_of(wanted);
    for (const char* word : {"Lavf5", "Lavf6", "Lavc5", "Lavc6", "out.tmp", "/tmp"}) {
      EXPECT_EQ(as_text(file).find(word), std::string_view::npos) << word;
    }
  }
}

TEST(Muxer, StoresPacketsAsTheSegmentsHaveThem) {
  for (const Export& wanted : every_kind()) {
    const Bytes file = bytes_of(wanted);
    for (const Segment& segment : encode_segments(wanted, SegmentOrder::kForward)) {
      for (const SegmentPacket& packet : segment.packets) {
        EXPECT_FALSE(std::ranges::search(file, packet.data).empty()) << extension(wanted);
      }
    }
  }
}

TEST(Muxer, RefusesACommentThatMovWouldCut) {
  MemoryFileSystem fs;
  Export wanted = h264_mov();
  wanted.frames = 1;
  wanted.comment = std::string(65532, 'x');
  const Status status = mux(fs, "out", wanted, encode_segments(wanted, SegmentOrder::kForward));
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().code, ErrorCode::kUnsupported);
}

TEST(Muxer, SurfacesAFullDisk) {
  for (const Export& wanted : every_kind()) {
    const std::size_t size = bytes_of(wanted).size();
    const auto segments = encode_segments(wanted, SegmentOrder::kForward);
    for (const std::size_t room : {std::size_t{0}, size / 2, size - 1}) {
      MemoryFileSystem memory;
      FullDisk disk(memory, room);
      const Status status = mux(disk, "out", wanted, segments);
      ASSERT_FALSE(status) << extension(wanted) << " " << room;
      EXPECT_EQ(status.error().code, ErrorCode::kNoSpace) << status.error().message;
      EXPECT_FALSE(memory.exists("out"));
    }
  }
}

TEST(Muxer, RefusesToFinishWithFramesMissing) {
  MemoryFileSystem fs;
  Export wanted = h264_mp4();
  auto segments = encode_segments(wanted, SegmentOrder::kForward);
  segments.pop_back();
  const Status status = mux(fs, "out", wanted, segments);
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().message, "the file got 50 frames instead of 60");
}

TEST(Muxer, RefusesCombinationsOutsideTheTable) {
  MemoryFileSystem fs;
  Export wanted = ffv1_mkv();
  wanted.frames = 1;
  wanted.container = ContainerId::kMp4;
  const Status status = mux(fs, "out", wanted, encode_segments(wanted, SegmentOrder::kForward));
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().code, ErrorCode::kUsage);
}

}  // namespace
}  // namespace reprise::media::test
