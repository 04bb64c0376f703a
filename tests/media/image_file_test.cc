#include "core/media/image_file.h"

#include <cstdlib>
#include <cstring>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/media/fixtures.h"

namespace reprise::media {
namespace {

using namespace testing;
using ::testing::HasSubstr;

ImageBuffer noise_image(std::int32_t width, std::int32_t height) {
  ImageBuffer image({width, height}, PixelFormat::kRgba8);
  std::uint32_t state = 1;
  for (std::size_t i = 0; i < image.size_bytes(); ++i) {
    state = state * 1664525u + 1013904223u;
    image.data()[i] = static_cast<std::byte>(state >> 24);
  }
  return image;
}

Bytes pixels(const ImageBuffer& image) {
  const ImageView view = image.view();
  return {view.data, view.data + image.size_bytes()};
}

Bytes must_encode(const ImageView& image) {
  auto png = encode_png(image);
  EXPECT_TRUE(png) << png.error().message;
  return png ? *png : Bytes{};
}

TEST(ImageFile, PngRoundTripsEveryPixelAndAlpha) {
  for (const auto& [width, height] : {std::pair{1, 1}, {3, 2}, {17, 1}, {1, 33}, {640, 360}}) {
    const ImageBuffer image = noise_image(width, height);
    const auto back = decode_image(must_encode(image.view()), "a.png");
    ASSERT_TRUE(back) << back.error().message;
    EXPECT_EQ(back->view().size, image.view().size);
    EXPECT_EQ(pixels(*back), pixels(image));
  }
}

TEST(ImageFile, PngOfAViewReadsItsStride) {
  const ImageBuffer image = noise_image(64, 8);
  ImageView left = image.view();
  left.size.width = 32;
  const auto back = decode_image(must_encode(left), "a.png");
  ASSERT_TRUE(back);
  EXPECT_EQ(frame_hash(back->view()), frame_hash(left));
}

TEST(ImageFile, PngBytesAreTheSameEveryTime) {
  const ImageBuffer image = noise_image(320, 200);
  EXPECT_EQ(must_encode(image.view()), must_encode(image.view()));
}

TEST(ImageFile, OnlyRgba8IsEncoded) {
  const ImageBuffer deep({4, 4}, PixelFormat::kRgba16);
  EXPECT_FALSE(encode_png(deep.view()));
  EXPECT_FALSE(encode_png(ImageView{}));
}

struct PictureCase {
  const char* name;
  const char* arguments;
  const char* pixel_format;  // the file's; its pixels must survive exactly
};

class ExactPictures : public ::testing::TestWithParam<PictureCase> {};

TEST_P(ExactPictures, DecodeAsFfmpegDoes) {
  REQUIRE_FFMPEG();
  const PictureCase& c = GetParam();
  const TempFolder folder;
  const std::string path = (folder / c.name).string();
  const std::string source = (folder / "in.png").string();
  const ImageBuffer image = noise_image(61, 37);
  write_file(source, must_encode(image.view()));
  ffmpeg("-i " + source + " " + c.arguments + " -pix_fmt " + c.pixel_format + " " + path);
  const auto decoded = decode_image(read_file(path), c.name);
  ASSERT_TRUE(decoded) << decoded.error().message;
  EXPECT_EQ(decoded->view().size, (ImageSize{61, 37}));
  EXPECT_EQ(pixels(*decoded), ffmpeg_bytes("-i " + path + " -f rawvideo -pix_fmt rgba"));
}

INSTANTIATE_TEST_SUITE_P(
    All, ExactPictures,
    ::testing::Values(PictureCase{"rgba.png", "", "rgba"}, PictureCase{"rgb.png", "", "rgb24"},
                      PictureCase{"gray.png", "", "gray"}, PictureCase{"graya.png", "", "ya8"},
                      PictureCase{"palette.png", "", "pal8"}, PictureCase{"a.bmp", "", "bgr24"},
                      PictureCase{"alpha.bmp", "", "bgra"}, PictureCase{"a.tiff", "", "rgba"},
                      PictureCase{"lossless.webp", "-lossless 1", "bgra"},
                      PictureCase{"a.gif", "", "pal8"}, PictureCase{"a.ppm", "", "rgb24"}),
    [](const auto& test) {
      std::string name = test.param.name;
      std::replace(name.begin(), name.end(), '.', '_');
      return name;
    });

// The mean distance of R, G and B.
double mean_distance(const ImageBuffer& image, const Bytes& rgba) {
  double sum = 0;
  const Bytes own = pixels(image);
  for (std::size_t i = 0; i < own.size(); ++i) {
    sum += std::abs(std::to_integer<int>(own[i]) - std::to_integer<int>(rgba[i]));
  }
  return sum / static_cast<double>(own.size());
}

TEST(ImageFile, LossyPicturesComeCloseToTheOriginal) {
  REQUIRE_FFMPEG();
  const TempFolder folder;
  const std::string source = (folder / "in.png").string();
  ffmpeg("-f lavfi -i testsrc=s=320x240 -frames:v 1 " + source);
  const Bytes original = ffmpeg_bytes("-i " + source + " -f rawvideo -pix_fmt rgba");
  for (const std::string name : {"a.jpg -q:v 1 -pix_fmt yuvj444p", "b.jpg -q:v 1 -pix_fmt yuvj420p",
                                 "c.webp -quality 100", "d.png -pix_fmt rgb48be"}) {
    const std::string file = name.substr(0, name.find(' '));
    ffmpeg("-i " + source + name.substr(name.find(' ')) + " " + (folder / file).string());
    const auto decoded = decode_image(read_file(folder / file), file);
    ASSERT_TRUE(decoded) << decoded.error().message;
    ASSERT_EQ(decoded->view().size, (ImageSize{320, 240}));
    EXPECT_LT(mean_distance(*decoded, original), 2.5) << file;
    EXPECT_EQ(pixels(*decoded)[3], std::byte{255}) << file;
  }
}

TEST(ImageFile, WhatIsNoPictureIsInvalidAndNamed) {
  const Bytes none;
  const auto empty = decode_image(none, "empty.png");
  ASSERT_FALSE(empty);
  EXPECT_EQ(empty.error().code, ErrorCode::kInvalid);
  EXPECT_THAT(empty.error().message, HasSubstr("empty.png"));
  for (const std::string_view content :
       {std::string_view("hello, this is a text file\n"), std::string_view("\x89PNG\r\n\x1a\n", 8),
        std::string_view("\xff\xd8\xff\xe0", 4), std::string_view("BM")}) {
    const auto image = decode_image(as_byte_span(content), "x.png");
    ASSERT_FALSE(image);
    EXPECT_EQ(image.error().code, ErrorCode::kInvalid) << image.error().message;
  }
}

TEST(ImageFile, AVideoIsNoPicture) {
  REQUIRE_FFMPEG();
  const TempFolder folder;
  ffmpeg("-f lavfi -i testsrc2=s=64x64:d=0.2 -c:v mpeg4 " + (folder / "v.mp4").string());
  const auto image = decode_image(read_file(folder / "v.mp4"), "v.mp4");
  ASSERT_FALSE(image);
  EXPECT_THAT(image.error().message, HasSubstr("not a picture"));
}

TEST(ImageFile, TruncatedAndDamagedPngsNeverCrash) {
  const Bytes png = must_encode(noise_image(40, 40).view());
  for (std::size_t length = 0; length + 50 < png.size(); length += 97) {
    const auto image = decode_image(ByteSpan(png).first(length), "cut.png");
    if (!image) {
      EXPECT_EQ(image.error().code, ErrorCode::kInvalid) << image.error().message;
    }
  }
  for (std::size_t at = 8; at < png.size(); at += 53) {
    Bytes bad = png;
    bad[at] ^= std::byte{0xff};
    const auto image = decode_image(bad, "bad.png");
    EXPECT_TRUE(image || !image.error().message.empty());
  }
}

TEST(ImageFile, AHeaderThatPromisesTooMuchIsRefusedBeforeMemoryIs) {
  Bytes png = must_encode(noise_image(4, 4).view());
  // IHDR's width and height, 60000 x 60000, with the right checksum left out: libav ignores it.
  const Bytes huge = {std::byte{0}, std::byte{0}, std::byte{0xea}, std::byte{0x60},
                      std::byte{0}, std::byte{0}, std::byte{0xea}, std::byte{0x60}};
  std::copy(huge.begin(), huge.end(), png.begin() + 16);
  const auto image = decode_image(png, "huge.png");
  ASSERT_FALSE(image);
  EXPECT_THAT(image.error().message, HasSubstr("huge.png"));
}

}  // namespace
}  // namespace reprise::media
