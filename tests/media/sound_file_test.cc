#include "core/media/sound_file.h"

#include <algorithm>
#include <vector>

#include <gtest/gtest.h>

#include "tests/media/export_fixture.h"
#include "tests/media/full_disk.h"

namespace reprise::media {
namespace {

struct Sound {
  std::string key;
  AudioStreamParameters parameters;
  std::vector<SoundPacket> packets;
};

Sound sample_sound() {
  Sound sound;
  sound.key = "key of the export";
  sound.parameters = {
      {AudioCodecId::kFlac, 128'001}, {44100, 6, 24}, Bytes(34, std::byte{0xE5}), 1024, 4608};
  for (std::int64_t i = 0; i < 5; ++i) {
    sound.packets.push_back(
        {i * 4096,
         {i * 4608 - 1024, 4608, Bytes(static_cast<std::size_t>(i) * 300, std::byte{7}), {}}});
  }
  sound.packets.push_back({20480, {22016, 0, {}, Bytes(34, std::byte{0x5E})}});
  return sound;
}

Status write(FileSystem& fs, const std::filesystem::path& path, const Sound& sound) {
  TRY_ASSIGN(SoundFileWriter file, SoundFileWriter::create(fs, path, sound.key, sound.parameters));
  for (const SoundPacket& packet : sound.packets) {
    TRY(file.append(packet));
  }
  return file.commit();
}

Result<Sound> read(FileSystem& fs, const std::filesystem::path& path) {
  TRY_ASSIGN(SoundFileReader file, SoundFileReader::open(fs, path));
  Sound sound{file.key(), file.parameters(), {}};
  for (;;) {
    TRY_ASSIGN(std::optional<SoundPacket> packet, file.next());
    if (!packet) {
      return sound;
    }
    sound.packets.push_back(std::move(*packet));
  }
}

void expect_equal(const Sound& a, const Sound& b) {
  EXPECT_EQ(a.key, b.key);
  EXPECT_EQ(a.parameters.settings.codec, b.parameters.settings.codec);
  EXPECT_EQ(a.parameters.settings.bitrate, b.parameters.settings.bitrate);
  EXPECT_EQ(a.parameters.format, b.parameters.format);
  EXPECT_EQ(a.parameters.extradata, b.parameters.extradata);
  EXPECT_EQ(a.parameters.priming, b.parameters.priming);
  EXPECT_EQ(a.parameters.frame_size, b.parameters.frame_size);
  ASSERT_EQ(a.packets.size(), b.packets.size());
  for (std::size_t i = 0; i < a.packets.size(); ++i) {
    EXPECT_EQ(a.packets[i].due, b.packets[i].due);
    EXPECT_EQ(a.packets[i].packet.pts, b.packets[i].packet.pts);
    EXPECT_EQ(a.packets[i].packet.duration, b.packets[i].packet.duration);
    EXPECT_EQ(a.packets[i].packet.data, b.packets[i].packet.data);
    EXPECT_EQ(a.packets[i].packet.new_extradata, b.packets[i].packet.new_extradata);
  }
}

// A file that notes how much is read at once.
class WatchedFile : public RandomAccessFile {
 public:
  WatchedFile(std::unique_ptr<RandomAccessFile> inner, std::size_t& largest)
      : inner_(std::move(inner)), largest_(largest) {}
  [[nodiscard]] std::uint64_t size() const override { return inner_->size(); }
  Status read_at(std::uint64_t offset, std::span<std::byte> out) const override {
    largest_ = std::max(largest_, out.size());
    return inner_->read_at(offset, out);
  }

 private:
  std::unique_ptr<RandomAccessFile> inner_;
  std::size_t& largest_;
};

class WatchedFiles : public MemoryFileSystem {
 public:
  Result<std::unique_ptr<RandomAccessFile>> open(const std::filesystem::path& path) override {
    TRY_ASSIGN(auto file, MemoryFileSystem::open(path));
    return std::make_unique<WatchedFile>(std::move(file), largest);
  }
  std::size_t largest = 0;
};

class SoundFile : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(write(fs_, "part", sample_sound()));
    content_ = *fs_.content("part");
  }
  ErrorCode code_of(ByteSpan content) {
    fs_.put("broken", content);
    const auto sound = read(fs_, "broken");
    EXPECT_FALSE(sound);
    return sound ? ErrorCode::kInternal : sound.error().code;
  }

  WatchedFiles fs_;
  Bytes content_;
};

TEST_F(SoundFile, GivesBackWhatWasPutIn) {
  expect_equal(*read(fs_, "part"), sample_sound());
  ASSERT_TRUE(write(fs_, "again", sample_sound()));
  EXPECT_EQ(*fs_.content("again"), content_) << "the same bytes";
  ASSERT_TRUE(write(fs_, "empty", Sound{.key = {}, .parameters = {}, .packets = {}}));
  EXPECT_TRUE(read(fs_, "empty")->packets.empty());
}

TEST_F(SoundFile, HoldsWhatAnEncoderGives) {
  const AudioFormat format{48000, 2, 24};
  const test::EncodedAudio audio =
      test::encode_audio({AudioCodecId::kFlac, 0}, format, test::make_sound(format, 20'000));
  Sound sound{"k", audio.parameters, {}};
  for (const AudioOutPacket& packet : audio.packets) {
    sound.packets.push_back({packet.pts, packet});
  }
  ASSERT_FALSE(sound.packets.back().packet.new_extradata.empty());
  ASSERT_TRUE(write(fs_, "flac", sound));
  expect_equal(*read(fs_, "flac"), sound);
}

TEST_F(SoundFile, ReadsALongOnePieceByPiece) {
  Sound sound = sample_sound();
  for (std::int64_t i = 0; i < 3000; ++i) {
    sound.packets.push_back(
        {i, {i, 1, Bytes(1000 + static_cast<std::size_t>(i % 7), std::byte{9}), {}}});
  }
  sound.packets.push_back({0, {0, 1, Bytes(300'001, std::byte{8}), {}}});
  ASSERT_TRUE(write(fs_, "long", sound));
  fs_.largest = 0;
  expect_equal(*read(fs_, "long"), sound);
  EXPECT_LE(fs_.largest, 300'001U);
}

TEST_F(SoundFile, NoticesEveryFlippedBit) {
  for (std::size_t at = 0; at < content_.size(); ++at) {
    Bytes broken = content_;
    broken[at] ^= std::byte{0x10};
    EXPECT_EQ(code_of(broken), ErrorCode::kCorrupt) << at;
  }
}

TEST_F(SoundFile, NoticesEveryTruncationAndAddition) {
  for (std::size_t size = 0; size < content_.size(); ++size) {
    EXPECT_EQ(code_of(ByteSpan(content_).first(size)), ErrorCode::kCorrupt) << size;
  }
  Bytes longer = content_;
  longer.push_back(std::byte{0});
  EXPECT_EQ(code_of(longer), ErrorCode::kCorrupt);
}

TEST_F(SoundFile, BoundsMemoryWhateverALengthSays) {
  for (std::size_t at = 8; at + 8 < 400; ++at) {
    Bytes broken = content_;
    std::fill_n(broken.begin() + static_cast<std::ptrdiff_t>(at), 8, std::byte{0x7F});
    EXPECT_EQ(code_of(broken), ErrorCode::kCorrupt) << at;
  }
}

TEST_F(SoundFile, RefusesOtherFilesAndVersions) {
  EXPECT_EQ(code_of(as_byte_span("RIFF....WAVEfmt and more of it")), ErrorCode::kCorrupt);
  Bytes newer = content_;
  newer[8] = std::byte{2};
  fs_.put("newer", newer);
  EXPECT_NE(read(fs_, "newer").error().message.find("sound version 2"), std::string::npos);
  EXPECT_EQ(read(fs_, "absent").error().code, ErrorCode::kNotFound);
}

TEST_F(SoundFile, StaysOnlyWhenItIsCommitted) {
  {
    auto file = SoundFileWriter::create(fs_, "left", "key", sample_sound().parameters);
    ASSERT_TRUE(file.has_value());
    ASSERT_TRUE(file->append(sample_sound().packets[2]));
  }
  EXPECT_FALSE(fs_.exists("left"));
  for (const std::uint64_t room : {0ULL, 100ULL, 3000ULL}) {
    test::FullDisk disk(fs_, room);
    const Status status = write(disk, "full", sample_sound());
    ASSERT_FALSE(status);
    EXPECT_EQ(status.error().code, ErrorCode::kNoSpace);
    EXPECT_FALSE(fs_.exists("full"));
  }
}

}  // namespace
}  // namespace reprise::media
