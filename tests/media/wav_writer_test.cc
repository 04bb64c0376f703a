#include "core/media/wav_writer.h"

#include <gtest/gtest.h>

#include "tests/media/hear.h"

namespace reprise::media {
namespace {

using namespace testing;

Bytes write_wav(const AudioFormat& format, const std::vector<std::int32_t>& samples,
                std::int64_t block) {
  MemoryFileSystem memory;
  auto file = memory.create("a.wav");
  EXPECT_TRUE(file);
  auto writer = WavWriter::create(**file, format);
  EXPECT_TRUE(writer);
  const PcmView all{format, SampleIndex{0}, samples};
  for (std::int64_t from = 0; from < all.frames(); from += block) {
    EXPECT_TRUE(writer->write(all.slice(from, std::min(block, all.frames() - from))));
  }
  EXPECT_TRUE(writer->finish());
  return *memory.content("a.wav");
}

TEST(WavWriter, ReadsBackExactly) {
  for (const std::int32_t bits : {16, 24}) {
    for (const std::int32_t channels : {1, 2, 3, 6, 8}) {
      const AudioFormat format{44100, channels, bits};
      const auto samples = noise(format, 20'003);
      MemoryFileSystem memory;
      memory.put("a.wav", write_wav(format, samples, 1000));
      const auto heard = hear(memory, "a.wav");
      ASSERT_TRUE(heard) << heard.error().message;
      EXPECT_EQ(heard->format, format);
      EXPECT_EQ(heard->samples, samples);
      EXPECT_TRUE(heard->warnings.empty());
    }
  }
}

TEST(WavWriter, FfmpegReadsItToo) {
  REQUIRE_FFMPEG();
  const TempFolder folder;
  const AudioFormat format{48000, 2, 24};
  const auto samples = noise(format, 5'000);
  write_file(folder / "a.wav", write_wav(format, samples, 512));
  EXPECT_EQ(
      samples_s24(ffmpeg_bytes("-i " + (folder / "a.wav").string() + " -c:a pcm_s24le -f s24le")),
      samples);
}

TEST(WavWriter, TheBytesDependOnTheSoundAlone) {
  const AudioFormat format{48000, 2, 16};
  const auto samples = noise(format, 20'000);
  const Bytes bytes = write_wav(format, samples, 20'000);
  EXPECT_EQ(write_wav(format, samples, 1), bytes);
  EXPECT_EQ(write_wav(format, samples, 8191), bytes);
  const std::string_view head = as_text(ByteSpan(bytes).first(200));
  EXPECT_EQ(head.find("Lavf"), std::string_view::npos) << "the writer's version is not the sound's";
}

TEST(WavWriter, WritesAfterWhatTheFileHolds) {
  MemoryFileSystem memory;
  auto file = memory.create("a");
  ASSERT_TRUE(file);
  ASSERT_TRUE((*file)->append(as_byte_span("before")));
  const AudioFormat format{48000, 1, 16};
  const auto samples = noise(format, 1'000);
  auto writer = WavWriter::create(**file, format);
  ASSERT_TRUE(writer);
  ASSERT_TRUE(writer->write({format, SampleIndex{0}, samples}));
  ASSERT_TRUE(writer->finish());
  const Bytes all = *memory.content("a");
  EXPECT_EQ(Bytes(all.begin() + 6, all.end()), write_wav(format, samples, 1'000));
}

// Counts bytes, keeps the first kilobyte, fails past a limit.
class CountingFile final : public WritableFile {
 public:
  explicit CountingFile(std::uint64_t limit) : limit_(limit) {}
  Status append(ByteSpan bytes) override {
    if (size_ + bytes.size() > limit_) {
      return fail(ErrorCode::kNoSpace, "the disk is full");
    }
    if (head_.size() < 1024) {
      const auto kept = bytes.first(std::min<std::size_t>(bytes.size(), 1024 - head_.size()));
      head_.insert(head_.end(), kept.begin(), kept.end());
    }
    size_ += bytes.size();
    return {};
  }
  Status write_at(std::uint64_t offset, ByteSpan bytes) override {
    EXPECT_LE(offset + bytes.size(), head_.size());
    std::copy(bytes.begin(), bytes.end(), head_.begin() + static_cast<std::ptrdiff_t>(offset));
    return {};
  }
  Status sync() override { return {}; }
  Status close() override { return {}; }
  [[nodiscard]] std::uint64_t size() const override { return size_; }
  [[nodiscard]] const Bytes& head() const { return head_; }

 private:
  std::uint64_t limit_;
  std::uint64_t size_ = 0;
  Bytes head_;
};

TEST(WavWriter, AboveFourGibibytesItIsRf64) {
  CountingFile file(~std::uint64_t{0});
  const AudioFormat format{192'000, 8, 24};
  const auto samples = noise(format, 1 << 16);
  auto writer = WavWriter::create(file, format);
  ASSERT_TRUE(writer);
  while (file.size() < (std::uint64_t{1} << 32) + (1 << 20)) {
    ASSERT_TRUE(writer->write({format, SampleIndex{0}, samples}));
  }
  ASSERT_TRUE(writer->finish());
  EXPECT_EQ(as_text(ByteSpan(file.head()).first(4)), "RF64");
  EXPECT_EQ(as_text(ByteSpan(file.head()).subspan(12, 4)), "ds64");
  ByteReader sizes(ByteSpan(file.head()).subspan(20));
  EXPECT_EQ(sizes.get<std::uint64_t>(), file.size() - 8);
}

TEST(WavWriter, AFullDiskIsNoSpace) {
  CountingFile file(300'000);
  const AudioFormat format{48000, 2, 16};
  const auto samples = noise(format, 100'000);
  auto writer = WavWriter::create(file, format);
  ASSERT_TRUE(writer);
  Status status = writer->write({format, SampleIndex{0}, samples});
  if (status) {
    status = writer->finish();
  }
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().code, ErrorCode::kNoSpace);
}

TEST(WavWriter, RefusesOtherFormats) {
  CountingFile file(1 << 20);
  EXPECT_FALSE(WavWriter::create(file, AudioFormat{48000, 2, 32}));
  auto writer = WavWriter::create(file, AudioFormat{48000, 2, 16});
  ASSERT_TRUE(writer);
  const std::vector<std::int32_t> samples(4);
  EXPECT_FALSE(writer->write({AudioFormat{44100, 2, 16}, SampleIndex{0}, samples}));
}

}  // namespace
}  // namespace reprise::media
