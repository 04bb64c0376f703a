// What `verify` says about honest exports, and about files in which one thing was changed.
#include "tests/acceptance/forgery.h"

namespace reprise::acceptance {
namespace {

constexpr std::size_t kFrame = 31;  // the one that is tampered with, in the second of 3 segments

class Proof : public Stage {
 protected:
  void SetUp() override {
    SKIP_WITHOUT("ffmpeg");
    write_sound("song.wav", music(2));
    record("song.wav", "show.mcap", small_take());
  }

  [[nodiscard]] Outcome verify(std::string_view take, std::string_view file,
                               const Arguments& more = {}) const {
    Arguments arguments = {"reprise-inspect", "verify",         "--json", "-q",
                           std::string(take), std::string(file)};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run(arguments);
  }

  // `frame` < 0: the picture is right, something else is not.
  static void expect_different(const Outcome& outcome, std::int64_t frame) {
    EXPECT_EQ(outcome.code, 1) << outcome;
    const Json json = json_of(outcome);
    EXPECT_EQ(json["result"], "different");
    EXPECT_EQ(json["first_bad_frame"], frame < 0 ? Json() : Json(frame)) << outcome;
    EXPECT_TRUE(json["reason"].is_string()) << outcome;
  }

  static void expect_same(const Outcome& outcome, std::string_view by) {
    EXPECT_EQ(outcome.code, 0) << outcome;
    const Json json = json_of(outcome);
    EXPECT_EQ(json["result"], "same");
    EXPECT_EQ(json["by"], by);
    EXPECT_EQ(json["first_bad_frame"], Json());
    EXPECT_EQ(json["frames_checked"], 60);
  }
};

class LosslessProof : public Proof {
 protected:
  void SetUp() override {
    Proof::SetUp();
    if (!IsSkipped()) {
      replay("show.mcap", "show.mkv", {"--codec", "ffv1"});
    }
  }

  // Encodes the edited pictures without loss and keeps sound and metadata.
  template <typename Edit>
  [[nodiscard]] Outcome forge_pictures(Edit edit, const std::string& rate = "30") const {
    std::vector<std::string> pictures = decode_pictures(*this, "show.mkv");
    edit(pictures);
    std::string raw;
    for (const std::string& picture : pictures) {
      raw += picture;
    }
    write_file(at("forged.rgba"), raw);
    ffmpeg({"-f",   "rawvideo", "-pix_fmt",      "rgba",      "-s",       "64x36", "-r",
            rate,   "-i",       "forged.rgba",   "-i",        "show.mkv", "-map",  "0:v",
            "-map", "1:a",      "-map_metadata", "1",         "-c:a",     "copy",  "-c:v",
            "ffv1", "-pix_fmt", "bgr0",          "forged.mkv"});
    return verify("show.mcap", "forged.mkv");
  }

  [[nodiscard]] Outcome forge_sound(const Sound& sound) const {
    write_sound("forged.wav", sound);
    ffmpeg({"-i", "show.mkv", "-i", "forged.wav", "-map", "0:v", "-map", "1:a", "-map_metadata",
            "0", "-c:v", "copy", "-c:a", "flac", "forged.mkv"});
    return verify("show.mcap", "forged.mkv");
  }
};

using Pictures = std::vector<std::string>;
std::ptrdiff_t offset(std::size_t frame) {
  return static_cast<std::ptrdiff_t>(frame);
}

TEST_F(LosslessProof, AnHonestExportIsTheSame) {
  expect_same(verify("show.mcap", "show.mkv"), "render");
}

TEST_F(LosslessProof, AFileEncodedAgainWithoutLossIsTheSame) {
  expect_same(forge_pictures([](Pictures&) {}), "render");
}

TEST_F(LosslessProof, OneStepInOneColourOfOnePixelShows) {
  expect_different(forge_pictures([](Pictures& p) {
                     char& green = p[kFrame][4 * (17 * 64 + 30) + 1];
                     green = static_cast<char>(green ^ 1);
                   }),
                   kFrame);
}

TEST_F(LosslessProof, ADroppedFrameShows) {
  expect_different(forge_pictures([](Pictures& p) { p.erase(p.begin() + offset(kFrame)); }),
                   kFrame);
}

TEST_F(LosslessProof, ADoubledFrameShowsWhereTheNextShouldBe) {
  expect_different(forge_pictures([](Pictures& p) {
                     p.insert(p.begin() + offset(kFrame), std::string(p[kFrame]));
                   }),
                   kFrame + 1);
}

TEST_F(LosslessProof, AFrozenFrameShowsThoughTheCountIsRight) {
  expect_different(forge_pictures([](Pictures& p) { p[kFrame] = p[kFrame - 1]; }), kFrame);
}

TEST_F(LosslessProof, ExchangedFramesShow) {
  expect_different(forge_pictures([](Pictures& p) { std::swap(p[kFrame], p[kFrame + 1]); }),
                   kFrame);
}

TEST_F(LosslessProof, FirstAndLastFramesCount) {
  expect_different(forge_pictures([](Pictures& p) { p.front() = p.back(); }), 0);
  expect_different(forge_pictures([](Pictures& p) { p.back() = p.front(); }), 59);
  expect_different(forge_pictures([](Pictures& p) { p.pop_back(); }), 59);
  expect_different(forge_pictures([](Pictures& p) { p.push_back(p.back()); }), 60);
}

TEST_F(LosslessProof, RightPicturesAtWrongTimesAreDifferent) {
  expect_different(forge_pictures([](Pictures&) {}, "25"), 1);
}

TEST_F(LosslessProof, ShiftedOrForeignSoundShows) {
  expect_same(forge_sound(music(2)), "render");
  expect_different(forge_sound(shifted(music(2), 960)), -1);
  expect_different(forge_sound(shifted(music(2), -960)), -1);
  expect_different(forge_sound(music(2, 2)), -1);
}

TEST_F(LosslessProof, OneSampleOfTheSoundShows) {
  Sound sound = music(2);
  sound.samples[60'001] = static_cast<std::int16_t>(sound.samples[60'001] ^ 1);
  const Outcome outcome = forge_sound(sound);
  expect_different(outcome, -1);
  EXPECT_EQ(json_of(outcome)["audio"]["first_bad_sample"], 30'000);
}

TEST_F(LosslessProof, SoundCutOffOrLeftOutShows) {
  Sound sound = music(2);
  sound.samples.resize(sound.samples.size() - 2000);
  expect_different(forge_sound(sound), -1);
  ffmpeg({"-i", "show.mkv", "-map", "0:v", "-map_metadata", "0", "-c", "copy", "mute.mkv"});
  expect_different(verify("show.mcap", "mute.mkv"), -1);
}

TEST_F(LosslessProof, ASecondSoundStreamShows) {
  write_sound("other.wav", music(2, 2));
  ffmpeg({"-i", "show.mkv", "-i", "other.wav", "-map", "0", "-map", "1:a", "-map_metadata", "0",
          "-c:v", "copy", "-c:a", "flac", "two.mkv"});
  expect_different(verify("show.mcap", "two.mkv"), -1);
}

TEST_F(LosslessProof, WithoutItsTagTheWholeTakeIsExpected) {
  ffmpeg({"-i", "show.mkv", "-map", "0", "-map_metadata", "-1", "-c", "copy", "bare.mkv"});
  expect_same(verify("show.mcap", "bare.mkv"), "render");
}

TEST_F(LosslessProof, AnotherTakeIsDifferent) {
  write_sound("other.wav", music(2, 2));
  record("other.wav", "other.mcap", small_take());
  const Outcome outcome = verify("other.mcap", "show.mkv");
  EXPECT_EQ(outcome.code, 1) << outcome;
  EXPECT_EQ(json_of(outcome)["result"], "different");
  EXPECT_EQ(json_of(outcome)["audio"]["result"], "different");
  EXPECT_TRUE(json_of(outcome)["first_bad_frame"].is_number()) << outcome;
}

class LossyProof : public Proof {
 protected:
  void SetUp() override {
    Proof::SetUp();
    if (!IsSkipped()) {
      replay("show.mcap", "show.mp4", {"--segment", "20"});
    }
  }

  // The verdict with the original's manifest and, from a new export, without any.
  void expect_different_both_ways(std::string_view file, std::int64_t frame) const {
    const Outcome by_manifest = verify("show.mcap", file, {"--manifest", "show.mp4.manifest.json"});
    EXPECT_EQ(json_of(by_manifest)["by"], "manifest");
    expect_different(by_manifest, frame);
    const Outcome by_export = verify("show.mcap", file);
    EXPECT_EQ(json_of(by_export)["by"], "export");
    expect_different(by_export, frame);
  }

  void expect_edit_shows(const std::function<void(Streams&)>& edit, std::int64_t frame) const {
    remux(at("show.mp4"), at("forged.mp4"), edit);
    expect_different_both_ways("forged.mp4", frame);
  }

  void forge_sound(const Sound& sound) const {
    write_sound("forged.wav", sound);
    ffmpeg({"-i", "show.mp4", "-i", "forged.wav", "-map", "0:v", "-map", "1:a", "-map_metadata",
            "0", "-c:v", "copy", "-c:a", "aac", "-b:a", "160k", "forged.mp4"});
  }
};

Packet& at_frame(Streams& streams, std::size_t frame) {
  return streams.video[packet_of_frame(streams.video, frame)];
}

// Moves all that is shown from time `from` on by `frames`.
void move_on(std::vector<Packet>& packets, std::size_t first_packet, std::int64_t from,
             std::int64_t ticks) {
  for (std::size_t i = 0; i < packets.size(); ++i) {
    packets[i].pts += packets[i].pts >= from ? ticks : 0;
    packets[i].dts += i >= first_packet ? ticks : 0;
  }
}

TEST_F(LossyProof, AnHonestExportIsTheSameByManifestAndByExport) {
  expect_same(verify("show.mcap", "show.mp4"), "manifest");
  expect_same(verify("show.mcap", "show.mp4", {"--render"}), "export");
  std::filesystem::remove(at("show.mp4.manifest.json"));
  expect_same(verify("show.mcap", "show.mp4"), "export");
}

TEST_F(LossyProof, AFileMuxedAgainIsTheSame) {
  remux(at("show.mp4"), at("again.mp4"), [](Streams&) {});
  expect_same(verify("show.mcap", "again.mp4"), "export");
  remux(at("show.mp4"), at("again.mov"), [](Streams&) {});
  expect_same(verify("show.mcap", "again.mov"), "export");
}

TEST_F(LossyProof, OneBitOfAPacketShows) {
  expect_edit_shows(
      [](Streams& s) {
        std::string& data = at_frame(s, kFrame).data;
        data[data.size() / 2] = static_cast<char>(data[data.size() / 2] ^ 1);
      },
      kFrame);
}

TEST_F(LossyProof, OneBitInTheFileShows) {
  const Streams streams = read_streams(at("show.mp4"));
  const Packet& packet = streams.video[packet_of_frame(streams.video, kFrame)];
  std::string file = read_file(at("show.mp4"));
  const std::size_t place = file.find(packet.data);
  ASSERT_NE(place, std::string::npos);
  char& byte = file[place + packet.data.size() - 1];
  byte = static_cast<char>(byte ^ 0x10);
  write_file(at("flipped.mp4"), file);
  expect_different_both_ways("flipped.mp4", kFrame);
}

TEST_F(LossyProof, ADroppedPacketShows) {
  expect_edit_shows(
      [](Streams& s) { s.video.erase(s.video.begin() + offset(packet_of_frame(s.video, kFrame))); },
      kFrame);
}

TEST_F(LossyProof, ADroppedPacketShowsWhenTheGapIsClosed) {
  expect_edit_shows(
      [](Streams& s) {
        const std::size_t index = packet_of_frame(s.video, kFrame);
        const std::int64_t pts = s.video[index].pts;
        s.video.erase(s.video.begin() + offset(index));
        move_on(s.video, index, pts, -s.frame_ticks);
      },
      kFrame);
}

TEST_F(LossyProof, ADoubledPacketShows) {
  expect_edit_shows(
      [](Streams& s) {
        const std::size_t index = packet_of_frame(s.video, kFrame);
        Packet copy = s.video[index];
        const std::int64_t next = copy.pts + s.frame_ticks;
        move_on(s.video, index + 1, next, s.frame_ticks);
        copy.pts = next;
        copy.dts += s.frame_ticks;
        s.video.insert(s.video.begin() + offset(index + 1), copy);
      },
      kFrame + 1);
}

TEST_F(LossyProof, APacketOfAnotherEncodeShows) {
  replay("show.mcap", "other.mp4", {"--segment", "20", "--preset", "dice"});
  const Streams other = read_streams(at("other.mp4"));
  expect_edit_shows(
      [&other](Streams& s) {
        at_frame(s, kFrame).data = other.video[packet_of_frame(other.video, kFrame)].data;
      },
      kFrame);
}

TEST_F(LossyProof, ASegmentOfAnotherEncodeShows) {
  replay("show.mcap", "other.mp4", {"--segment", "20", "--preset", "dice"});
  const Streams other = read_streams(at("other.mp4"));
  ASSERT_EQ(other.video.size(), 60U);
  expect_edit_shows(
      [&other](Streams& s) {
        for (std::size_t i = 20; i < 40; ++i) {
          s.video[i].data = other.video[i].data;
        }
      },
      20);
}

TEST_F(LossyProof, ExchangedPacketsShow) {
  expect_edit_shows(
      [](Streams& s) { std::swap(at_frame(s, kFrame).data, at_frame(s, kFrame + 1).data); },
      kFrame);
}

TEST_F(LossyProof, ChangedDecoderParametersShow) {
  // The last byte of the parameter sets: every packet stays, every picture decodes otherwise.
  expect_edit_shows(
      [](Streams& s) {
        std::string& sets = s.video_extradata;
        sets[sets.size() - 2] = static_cast<char>(sets[sets.size() - 2] ^ 0x20);
      },
      0);
}

TEST_F(LossyProof, AnEndCutOffShows) {
  expect_edit_shows(
      [](Streams& s) {
        const std::int64_t end = at_frame(s, 56).pts;
        std::erase_if(s.video, [end](const Packet& packet) { return packet.pts >= end; });
      },
      56);
}

TEST_F(LossyProof, ShiftedOrForeignSoundShows) {
  forge_sound(shifted(music(2), 960));
  expect_different_both_ways("forged.mp4", -1);
  forge_sound(shifted(music(2), -960));
  expect_different_both_ways("forged.mp4", -1);
  forge_sound(music(2, 2));
  expect_different_both_ways("forged.mp4", -1);
}

TEST_F(LossyProof, SoundDelayedInTheContainerShows) {
  expect_edit_shows(
      [](Streams& s) {
        for (Packet& packet : s.audio) {
          packet.pts += 960;
          packet.dts += 960;
        }
      },
      -1);
}

TEST_F(LossyProof, SoundEncodedAgainStaysInStep) {
  forge_sound(music(2));
  expect_same(verify("show.mcap", "forged.mp4"), "export");
}

TEST_F(LossyProof, AnotherTakeIsDifferentAndItsManifestDoesNotCount) {
  write_sound("other.wav", music(2, 2));
  record("other.wav", "other.mcap", small_take());
  const Outcome outcome = verify("other.mcap", "show.mp4");
  EXPECT_EQ(outcome.code, 1) << outcome;
  const Json json = json_of(outcome);
  EXPECT_EQ(json["by"], "export");
  EXPECT_EQ(json["audio"]["result"], "different") << outcome;
  EXPECT_TRUE(json["note"].is_string()) << outcome;
}

TEST_F(LossyProof, AForeignFileIsNotProvable) {
  ffmpeg({"-i", "show.mp4", "-map", "0", "-map_metadata", "-1", "-c", "copy", "bare.mp4"});
  const Outcome outcome = verify("show.mcap", "bare.mp4");
  EXPECT_EQ(outcome.code, 2) << outcome;
  EXPECT_EQ(json_of(outcome)["result"], "not_provable");
  EXPECT_EQ(verify("show.mcap", "bare.mp4", {"--manifest", "show.mp4.manifest.json"}).code, 0);
}

TEST_F(Proof, TheReportForPeopleNamesFrameValuesAndNextCommand) {
  replay("show.mcap", "show.mp4");
  remux(at("show.mp4"), at("forged.mp4"), [](Streams& s) { at_frame(s, kFrame).data += "x"; });
  const Outcome outcome = run({"reprise-inspect", "verify", "show.mcap", "forged.mp4"});
  EXPECT_EQ(outcome.code, 1);
  EXPECT_NE(outcome.out.find("frame 31"), std::string::npos) << outcome;
  EXPECT_NE(outcome.out.find("expected"), std::string::npos) << outcome;
  EXPECT_NE(outcome.out.find("reprise-replay show.mcap --frames 31..31"), std::string::npos)
      << outcome;
}

}  // namespace
}  // namespace reprise::acceptance
