// AudioFileReader on files that are damaged, refused, or dressed up.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include "tests/media/hear.h"

namespace reprise::media {
namespace {

using namespace testing;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class AudioInputTest : public ::testing::Test {
 protected:
  TempFolder folder_;
};

// ---- refusals -----------------------------------------------------------------------------------

TEST_F(AudioInputTest, AMissingFileIsNotFound) {
  const auto heard = hear(folder_ / "nothing.wav");
  ASSERT_FALSE(heard);
  EXPECT_EQ(heard.error().code, ErrorCode::kNotFound);
  EXPECT_THAT(heard.error().message, HasSubstr("nothing.wav"));
}

TEST_F(AudioInputTest, AFolderIsRefused) {
  fs::create_directory(folder_ / "folder.wav");
  EXPECT_FALSE(hear(folder_ / "folder.wav"));
}

struct RefusedContent {
  const char* name;
  std::string content;
  const char* words;
};

TEST_F(AudioInputTest, WhatIsNoMediaFileIsInvalidAndSaysWhy) {
  const std::vector<RefusedContent> cases = {
      {"empty.wav", "", "the file is empty"},
      {"one_byte.mp3", "R", "not a media file"},
      {"text.txt", "Dear diary, today I recorded a song.\nIt was loud.\n", "not a media file"},
      {"zeros.flac", std::string(100'000, '\0'), ""},
      {"only_magic.flac", "fLaC", ""},
      {"only_riff.wav", "RIFF\x24\x10WAVE", ""},
      {"concat.mp3", "ffconcat version 1.0\nfile '/etc/passwd'\n", ""},
      {"list.m3u8", "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nfile:///etc/passwd\n", ""},
  };
  for (const RefusedContent& c : cases) {
    write_file(folder_ / c.name, as_byte_span(c.content));
    const auto heard = hear(folder_ / c.name);
    ASSERT_FALSE(heard) << c.name;
    EXPECT_EQ(heard.error().code, ErrorCode::kInvalid) << c.name << ": " << heard.error().message;
    EXPECT_THAT(heard.error().message, HasSubstr(c.name));
    EXPECT_THAT(heard.error().message, HasSubstr(c.words));
    EXPECT_THAT(heard.error().message, ::testing::Not(HasSubstr("Error number")));
  }
}

TEST_F(AudioInputTest, VideoWithoutSoundIsInvalid) {
  REQUIRE_FFMPEG();
  ffmpeg("-f lavfi -i testsrc2=s=64x64:d=0.5 -c:v mpeg4 " + (folder_ / "v.mp4").string());
  const auto heard = hear(folder_ / "v.mp4");
  ASSERT_FALSE(heard);
  EXPECT_EQ(heard.error().code, ErrorCode::kInvalid);
  EXPECT_THAT(heard.error().message, HasSubstr("no audio stream (it holds video)"));
}

TEST_F(AudioInputTest, ASoundOfNoSamplesIsInvalid) {
  REQUIRE_FFMPEG();
  const fs::path path = folder_ / "a.wav";
  ffmpeg(raw_input(folder_ / "in.raw", AudioFormat{}, {}) + path.string());
  const auto heard = hear(path);
  ASSERT_FALSE(heard);
  EXPECT_EQ(heard.error().code, ErrorCode::kInvalid);
  EXPECT_THAT(heard.error().message, HasSubstr("no sound"));
}

TEST_F(AudioInputTest, AnEncryptedStreamIsUnsupported) {
  REQUIRE_FFMPEG();
  const AudioFormat format{48000, 2, 16};
  const fs::path path = folder_ / "a.mp4";
  ffmpeg(raw_input(folder_ / "in.raw", format, music(format, 20'000)) +
         "-c:a aac -encryption_scheme cenc-aes-ctr "
         "-encryption_key 76a6c65c5ea762046bd749a2e632ccbb "
         "-encryption_kid a7e61c373e219033c21091fa607bf3b8 " +
         path.string());
  const auto heard = hear(path);
  ASSERT_FALSE(heard);
  EXPECT_EQ(heard.error().code, ErrorCode::kUnsupported);
  EXPECT_THAT(heard.error().message, HasSubstr("encrypted"));
}

TEST_F(AudioInputTest, TooManyChannelsAndStrangeRatesAreUnsupported) {
  REQUIRE_FFMPEG();
  const fs::path path = folder_ / "a.wav";
  for (const AudioFormat format :
       {AudioFormat{48000, 9, 16}, AudioFormat{4000, 1, 16}, AudioFormat{384'000, 1, 16}}) {
    ffmpeg(raw_input(folder_ / "in.raw", format, noise(format, 1000)) + path.string());
    const auto heard = hear(path);
    ASSERT_FALSE(heard);
    EXPECT_EQ(heard.error().code, ErrorCode::kUnsupported);
  }
}

TEST_F(AudioInputTest, AChangeOfRateInTheMiddleIsUnsupported) {
  REQUIRE_FFMPEG();
  Bytes joined;
  for (const int rate : {44100, 48000}) {
    const AudioFormat format{rate, 2, 16};
    const fs::path path = folder_ / (std::to_string(rate) + ".aac");
    ffmpeg(raw_input(folder_ / "in.raw", format, music(format, 20'000)) + "-c:a aac " +
           path.string());
    const Bytes part = read_file(path);
    joined.insert(joined.end(), part.begin(), part.end());
  }
  write_file(folder_ / "joined.aac", joined);
  const auto heard = hear(folder_ / "joined.aac");
  ASSERT_FALSE(heard);
  EXPECT_EQ(heard.error().code, ErrorCode::kUnsupported);
  EXPECT_THAT(heard.error().message, HasSubstr("changes from 44100 Hz"));
  EXPECT_THAT(heard.error().message, HasSubstr("48000 Hz"));
}

// ---- what surrounds the sound -------------------------------------------------------------------

TEST_F(AudioInputTest, CoverArtAndTagsChangeNothing) {
  REQUIRE_FFMPEG();
  const AudioFormat format{44100, 2, 16};
  const std::string in = raw_input(folder_ / "in.raw", format, music(format, 30'000));
  ffmpeg("-f lavfi -i testsrc2=s=600x600 -frames:v 1 " + (folder_ / "cover.png").string());
  for (const std::string extension : {"mp3", "flac", "m4a"}) {
    const std::string codec = extension == "flac" ? "-c:a flac " : "-b:a 128k ";
    const fs::path plain = folder_ / ("plain." + extension);
    const fs::path dressed = folder_ / ("dressed." + extension);
    ffmpeg(in + codec + plain.string());
    ffmpeg(in + "-i " + (folder_ / "cover.png").string() +
           " -map 0 -map 1 -disposition:v attached_pic -metadata title=Song "
           "-c:v copy " +
           codec + dressed.string());
    const Heard a = must_hear(plain);
    const Heard b = must_hear(dressed);
    EXPECT_EQ(a.samples, b.samples) << extension;
    EXPECT_THAT(b.warnings, IsEmpty()) << extension;
  }
}

TEST_F(AudioInputTest, TheNameOfAFileDecidesNothing) {
  REQUIRE_FFMPEG();
  const AudioFormat format{44100, 2, 16};
  const fs::path path = folder_ / "a.flac";
  ffmpeg(raw_input(folder_ / "in.raw", format, noise(format, 10'000)) + path.string());
  const Heard heard = must_hear(path);
  fs::rename(path, folder_ / "a.mp3");
  EXPECT_EQ(must_hear(folder_ / "a.mp3").samples, heard.samples);
  EXPECT_EQ(heard.info.container, "flac");
  EXPECT_EQ(heard.info.codec, "flac");
  EXPECT_EQ(heard.info.sample_format, "s16");
}

TEST_F(AudioInputTest, ReadsAlikeFromMemory) {
  REQUIRE_FFMPEG();
  const AudioFormat format{48000, 2, 16};
  const fs::path path = folder_ / "a.m4a";
  ffmpeg(raw_input(folder_ / "in.raw", format, music(format, 30'000)) + "-c:a aac " +
         path.string());
  MemoryFileSystem memory;
  memory.put("a.m4a", read_file(path));
  const auto heard = hear(memory, "a.m4a");
  ASSERT_TRUE(heard);
  EXPECT_EQ(heard->samples, must_hear(path).samples);
}

// A file whose reads fail from some offset on.
class FailingFile final : public RandomAccessFile {
 public:
  FailingFile(Bytes content, std::uint64_t good) : content_(std::move(content)), good_(good) {}
  [[nodiscard]] std::uint64_t size() const override { return content_.size(); }
  Status read_at(std::uint64_t offset, std::span<std::byte> out) const override {
    if (offset + out.size() > good_) {
      return fail(ErrorCode::kIo, "the disk is on fire");
    }
    std::copy_n(content_.begin() + static_cast<std::ptrdiff_t>(offset), out.size(), out.begin());
    return {};
  }

 private:
  Bytes content_;
  std::uint64_t good_;
};

class FailingFileSystem final : public MemoryFileSystem {
 public:
  FailingFileSystem(Bytes content, std::uint64_t good)
      : content_(std::move(content)), good_(good) {}
  Result<std::unique_ptr<RandomAccessFile>> open(const fs::path& /*path*/) override {
    return std::make_unique<FailingFile>(content_, good_);
  }

 private:
  Bytes content_;
  std::uint64_t good_;
};

TEST_F(AudioInputTest, ADiskErrorIsAnIoErrorNotAnEnd) {
  REQUIRE_FFMPEG();
  const AudioFormat format{48000, 2, 16};
  const fs::path path = folder_ / "a.wav";
  ffmpeg(raw_input(folder_ / "in.raw", format, noise(format, 500'000)) + path.string());
  FailingFileSystem file_system(read_file(path), 1'500'000);
  const auto heard = hear(file_system, "a.wav");
  ASSERT_FALSE(heard);
  EXPECT_EQ(heard.error().code, ErrorCode::kIo);
  EXPECT_THAT(heard.error().message, HasSubstr("the disk is on fire"));
}

// Half an hour of 16-bit stereo WAV that exists nowhere: byte n of its sound is n mod 251.
class LongWav final : public RandomAccessFile {
 public:
  LongWav() {
    ByteWriter writer(header_);
    writer.put_bytes(as_byte_span("RIFF"));
    writer.put(static_cast<std::uint32_t>(kSoundBytes + 36));
    writer.put_bytes(as_byte_span("WAVEfmt "));
    writer.put(std::uint32_t{16});
    writer.put(std::uint16_t{1});  // integer PCM
    writer.put(std::uint16_t{2});  // channels
    writer.put(std::uint32_t{48000});
    writer.put(std::uint32_t{48000 * 4});
    writer.put(std::uint16_t{4});
    writer.put(std::uint16_t{16});
    writer.put_bytes(as_byte_span("data"));
    writer.put(static_cast<std::uint32_t>(kSoundBytes));
  }
  [[nodiscard]] std::uint64_t size() const override { return header_.size() + kSoundBytes; }
  Status read_at(std::uint64_t offset, std::span<std::byte> out) const override {
    for (std::byte& byte : out) {
      byte = offset < header_.size() ? header_[offset]
                                     : static_cast<std::byte>((offset - header_.size()) % 251);
      ++offset;
    }
    return {};
  }
  static constexpr std::int64_t kFrames = 48000 * 60 * 30;
  static constexpr std::uint64_t kSoundBytes = kFrames * 4;

 private:
  Bytes header_;
};

class LongWavFileSystem final : public MemoryFileSystem {
 public:
  Result<std::unique_ptr<RandomAccessFile>> open(const fs::path& /*path*/) override {
    return std::make_unique<LongWav>();
  }
};

long peak_memory_kib() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss;
}

TEST_F(AudioInputTest, MemoryStaysFlatOverHalfAnHour) {
#if defined(__SANITIZE_ADDRESS__)
  GTEST_SKIP() << "AddressSanitizer keeps freed memory";
#endif
  LongWavFileSystem file_system;
  auto reader = AudioFileReader::open(file_system, "long.wav");
  ASSERT_TRUE(reader) << reader.error().message;
  const long before = peak_memory_kib();
  std::int64_t frames = 0;
  while (true) {
    const auto view = reader->read();
    ASSERT_TRUE(view);
    if (view->samples.empty()) {
      break;
    }
    frames += view->frames();
  }
  EXPECT_EQ(frames, LongWav::kFrames);
  EXPECT_LT(peak_memory_kib() - before, 16 << 10);
}

// ---- damage -------------------------------------------------------------------------------------

TEST_F(AudioInputTest, ATruncatedWavKeepsItsWholeFramesAndSaysSo) {
  REQUIRE_FFMPEG();
  const AudioFormat format{48000, 2, 24};
  const auto samples = noise(format, 10'000);
  ffmpeg(raw_input(folder_ / "in.raw", format, samples) + "-c:a pcm_s24le " +
         (folder_ / "a.wav").string());
  Bytes bytes = read_file(folder_ / "a.wav");
  bytes.resize(bytes.size() - 6 * 3'000 - 4);
  write_file(folder_ / "cut.wav", bytes);
  const Heard heard = must_hear(folder_ / "cut.wav");
  EXPECT_EQ(heard.frames(), 6'999);
  EXPECT_TRUE(std::equal(heard.samples.begin(), heard.samples.end(), samples.begin()));
  ASSERT_FALSE(heard.warnings.empty());
  EXPECT_THAT(heard.warnings[0], HasSubstr("2 bytes were not decoded"));
}

struct DamageCase {
  const char* name;
  const char* arguments;
  const char* extension;
  bool warns;  // when cut in the middle
};

class DamagedFiles : public ::testing::TestWithParam<DamageCase> {
 protected:
  void SetUp() override {
    REQUIRE_FFMPEG();
    const AudioFormat format{48000, 2, 16};
    const fs::path path = folder_ / (std::string("a.") + GetParam().extension);
    ffmpeg(raw_input(folder_ / "in.raw", format, music(format, 30'000)) + GetParam().arguments +
           " " + path.string());
    bytes_ = read_file(path);
    whole_ = must_hear(path);
  }
  Result<Heard> hear_bytes(Bytes bytes) {
    MemoryFileSystem memory;
    memory.put("a", bytes);
    return hear(memory, "a");
  }

  TempFolder folder_;
  Bytes bytes_;
  Heard whole_;
};

TEST_P(DamagedFiles, EveryTruncationEndsInWordsAndAPrefixOfTheSound) {
  for (std::size_t i = 0; i < 40; ++i) {
    const std::size_t length = i < 10 ? i * 5 + 1 : bytes_.size() * (i - 9) / 31;
    const auto heard =
        hear_bytes({bytes_.begin(), bytes_.begin() + static_cast<std::ptrdiff_t>(length)});
    if (!heard) {
      EXPECT_THAT(heard.error().code,
                  ::testing::AnyOf(ErrorCode::kInvalid, ErrorCode::kUnsupported))
          << heard.error().message;
      EXPECT_FALSE(heard.error().message.empty());
      continue;
    }
    EXPECT_LE(heard->samples.size(), whole_.samples.size());
    // Decoders that look back or overlap may differ at the very end.
    const std::size_t same =
        heard->samples.size() - std::min<std::size_t>(heard->samples.size(), 8192);
    EXPECT_TRUE(std::equal(heard->samples.begin(),
                           heard->samples.begin() + static_cast<std::ptrdiff_t>(same),
                           whole_.samples.begin()))
        << "cut at " << length;
    if (GetParam().warns && heard->samples.size() + 24'000 < whole_.samples.size()) {
      EXPECT_FALSE(heard->warnings.empty()) << "cut at " << length;
    }
  }
}

TEST_P(DamagedFiles, FlippedAndOverwrittenBytesNeverCrash) {
  std::uint32_t state = 99;
  const auto next = [&state] {
    state = state * 1664525u + 1013904223u;
    return state >> 8;
  };
  for (int round = 0; round < 30; ++round) {
    Bytes bytes = bytes_;
    const bool in_header = round % 2 == 0;
    for (int i = 0; i < 1 + round; ++i) {
      const std::size_t range = in_header ? std::min<std::size_t>(bytes.size(), 600) : bytes.size();
      bytes[next() % range] = static_cast<std::byte>(next());
    }
    const auto heard = hear_bytes(bytes);
    if (heard) {
      EXPECT_LT(heard->samples.size(), 64u << 20);
    } else {
      EXPECT_FALSE(heard.error().message.empty());
    }
  }
}

INSTANTIATE_TEST_SUITE_P(All, DamagedFiles,
                         ::testing::Values(DamageCase{"wav", "-c:a pcm_s16le", "wav", true},
                                           DamageCase{"flac", "-c:a flac", "flac", true},
                                           DamageCase{"mp3", "-c:a libmp3lame", "mp3", true},
                                           DamageCase{"vorbis", "-c:a libvorbis", "ogg", false},
                                           DamageCase{"opus", "-c:a libopus", "opus", false},
                                           DamageCase{"m4a", "-c:a aac -movflags +faststart", "m4a",
                                                      true},
                                           DamageCase{"alac", "-c:a alac", "m4a", true},
                                           DamageCase{"mka", "-c:a aac", "mka", true},
                                           DamageCase{"aiff", "-c:a pcm_s16be", "aiff", true}),
                         [](const auto& test) { return std::string(test.param.name); });

}  // namespace
}  // namespace reprise::media
