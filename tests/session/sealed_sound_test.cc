// The sound of a take against its seal: what only decoding tells.
#include "core/session/verify/sealed_sound.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/media/flac.h"
#include "core/session/library/pcm_digest.h"
#include "core/timeline/take_writer.h"
#include "tests/timeline/doctor_fixture.h"

namespace reprise::session {
namespace {

using testing::HasSubstr;
using timeline::AudioPacket;

constexpr std::int64_t kFrames = 48'000;

struct Song {
  timeline::TakeHeader header = timeline::small_header();
  std::vector<AudioPacket> packets;
  timeline::Seal seal;
};

Song song() {
  Song song;
  const AudioFormat format = song.header.audio;
  std::vector<std::int32_t> samples;
  for (std::int64_t i = 0; i < kFrames * format.channels; ++i) {
    samples.push_back(static_cast<std::int32_t>(i * 7919 % 20'001 - 10'000));
  }
  auto encoder = *media::FlacEncoder::create(format);
  const auto keep = [&song](const media::FlacPacket& packet) -> Status {
    song.packets.push_back(
        {0, packet.first, packet.frames, Bytes(packet.data.begin(), packet.data.end())});
    return {};
  };
  EXPECT_TRUE(encoder.push({format, {0}, samples}, keep));
  EXPECT_TRUE(encoder.finish(keep));
  PcmDigest digest;
  digest.update({format, {0}, samples});
  const ByteSpan codec = encoder.codec_header();
  song.header.lanes[0].codec_header.assign(codec.begin(), codec.end());
  song.seal.pcm_sha256 = digest.digest();
  song.seal.samples = {kFrames};
  return song;
}

timeline::Diagnosis examined(const Song& song) {
  MemoryFileSystem fs;
  auto writer = timeline::TakeWriter::create(fs, "a.mcap", song.header, {}, {});
  for (const AudioPacket& packet : song.packets) {
    EXPECT_TRUE(writer->append(packet));
  }
  EXPECT_TRUE(writer->seal(song.seal));
  timeline::Diagnosis diagnosis = *timeline::diagnose(fs, "a.mcap");
  EXPECT_EQ(timeline::findings(diagnosis), "");
  EXPECT_TRUE(examine_sound(fs, "a.mcap", diagnosis));
  return diagnosis;
}

TEST(SealedSound, IsTheOneThatWasRecorded) {
  EXPECT_EQ(timeline::findings(examined(song())), "");
}

TEST(SealedSound, AnotherOneIsFound) {
  Song other = song();
  other.seal.pcm_sha256[0] ^= 1U;
  const timeline::Diagnosis diagnosis = examined(other);
  EXPECT_EQ(timeline::findings(diagnosis),
            "seal/seal-sound: the sound is not the one that was sealed\n");
  EXPECT_EQ(diagnosis.errors, 1U);
}

TEST(SealedSound, WhatWasLostWhileRecordingCannotBeCompared) {
  Song lossy = song();
  lossy.seal.pcm_sha256[0] ^= 1U;
  lossy.seal.lost_samples = 7;
  const timeline::Diagnosis diagnosis = examined(lossy);
  EXPECT_THAT(timeline::findings(diagnosis), HasSubstr("seal-sound: the hash of the sound cannot"));
  EXPECT_TRUE(diagnosis.sound());
}

TEST(SealedSound, PacketsThatAreNoSoundAreFoundInEveryLane) {
  Song broken = song();
  broken.header.lanes.push_back(broken.header.lanes[0]);
  AudioPacket noise = broken.packets[1];
  noise.lane = 1;
  noise.data.assign(noise.data.size(), std::byte{0x5A});
  broken.packets.insert(broken.packets.begin() + 2, noise);
  EXPECT_EQ(timeline::findings(examined(broken)),
            "sound/sound-decode: /audio/1 has packets that cannot be decoded: 1\n");
}

TEST(SealedSound, ASealOfYearsCostsNoYears) {
  Song song_of_years = song();
  AudioPacket last = song_of_years.packets.back();
  last.first = {std::int64_t{1} << 36};
  song_of_years.packets.push_back(last);
  song_of_years.seal.samples = {last.first.value + last.frames};
  MemoryFileSystem fs;
  auto writer = timeline::TakeWriter::create(fs, "a.mcap", song_of_years.header, {}, {});
  for (const AudioPacket& packet : song_of_years.packets) {
    EXPECT_TRUE(writer->append(packet));
  }
  EXPECT_TRUE(writer->seal(song_of_years.seal));
  timeline::Diagnosis diagnosis = *timeline::diagnose(fs, "a.mcap");
  diagnosis.errors = 0;  // it has a gap
  EXPECT_TRUE(examine_sound(fs, "a.mcap", diagnosis));
  EXPECT_THAT(timeline::findings(diagnosis), HasSubstr("more than a week"));
}

}  // namespace
}  // namespace reprise::session
