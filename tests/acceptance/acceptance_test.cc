// The release gate: what a user checks before trusting the product, from file in to film out.
#include <cstring>

#include <gmock/gmock.h>

#include "tests/acceptance/stage.h"

namespace reprise::acceptance {
namespace {

using ::testing::AllOf;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::Not;

class Acceptance : public Stage {
 protected:
  void SetUp() override { SKIP_WITHOUT("ffmpeg"); }

  // One command from song to film; the film has `seconds` of picture and sound and plays to its
  // end.
  void expect_film(const std::string& song, const std::string& film, double seconds) const {
    const Outcome outcome = run({"reprise", "export", song, "-o", film, "-q", "-s", "96x54",
                                 "--fps", "30", "--preset", "sweep", "--preset-path", "presets"});
    ASSERT_EQ(outcome.code, 0) << outcome;
    expect_plays(film, seconds);
    EXPECT_FALSE(exists(film + ".take.mcap"));
  }

  void expect_plays(const std::string& film, double seconds) const {
    const Outcome played =
        run({"ffmpeg", "-nostdin", "-v", "error", "-i", film, "-f", "null", "-"});
    EXPECT_EQ(played.code, 0);
    EXPECT_EQ(played.err, "") << film;
    EXPECT_NEAR(std::stod(probe(film, "v:0", "format=duration")), seconds, 0.05) << film;
  }

  // "video" and "audio", one a stream.
  [[nodiscard]] std::vector<std::string> streams(const std::string& film) const {
    return lines_of(run({"ffprobe", "-v", "error", "-show_entries", "stream=codec_type", "-of",
                         "default=nw=1:nk=1", film})
                        .out);
  }

  // Changes a byte in the last record of an MCAP file that is a chunk.
  void spoil_last_chunk(const std::string& take) const {
    constexpr std::size_t kMagic = 8;
    constexpr std::size_t kPrefix = 9;  // opcode, length
    std::string bytes = read_file(at(take));
    std::size_t last_chunk_end = 0;
    for (std::size_t place = kMagic; place + kPrefix <= bytes.size();) {
      std::uint64_t length = 0;
      std::memcpy(&length, bytes.data() + place + 1, sizeof length);
      const bool chunk = bytes[place] == '\x06';
      place += kPrefix + length;
      last_chunk_end = chunk ? place : last_chunk_end;
    }
    ASSERT_GT(last_chunk_end, 0U);
    bytes[last_chunk_end - 1] = static_cast<char>(bytes[last_chunk_end - 1] ^ 1);
    write_file(at(take), bytes);
  }

  void record_song(const Arguments& more = small_take(), double seconds = 1) const {
    write_sound("song.wav", music(seconds));
    record("song.wav", "show.mcap", more);
  }
};

TEST_F(Acceptance, AWavFileBecomesAFilmThatPlays) {
  write_sound("song.wav", music(1));
  expect_film("song.wav", "film.mp4", 1);
}

TEST_F(Acceptance, OtherSoundFilesBecomeFilmsThatPlay) {
  write_sound("song.wav", music(1));
  for (const std::string type : {"flac", "mp3", "ogg", "m4a"}) {
    ffmpeg({"-i", "song.wav", "song." + type});
    expect_film("song." + type, type + ".mp4", 1);
  }
}

TEST_F(Acceptance, TheFilmHasOneVideoAndOneAudioStreamUnlessNoneIsWanted) {
  record_song();
  replay("show.mcap", "film.mp4");
  EXPECT_EQ(streams("film.mp4"), (std::vector<std::string>{"video", "audio"}));
  replay("show.mcap", "film.mkv", {"--codec", "ffv1"});
  EXPECT_EQ(streams("film.mkv"), (std::vector<std::string>{"video", "audio"}));
  replay("show.mcap", "mute.mp4", {"--audio-codec", "none"});
  EXPECT_EQ(streams("mute.mp4"), (std::vector<std::string>{"video"}));
  EXPECT_EQ(run({"reprise-inspect", "verify", "-q", "show.mcap", "mute.mp4"}).code, 0);
}

TEST_F(Acceptance, SizeAndFrameRateAreThoseAskedFor) {
  record_song({"-s", "64x36", "--fps", "30", "--preset", "sweep"});
  const auto expect = [&](const Arguments& options, const std::string& width,
                          const std::string& height, const std::string& fps, std::size_t frames) {
    replay("show.mcap", "film.mkv", [&] {
      Arguments all = {"-y", "--codec", "ffv1"};
      all.insert(all.end(), options.begin(), options.end());
      return all;
    }());
    EXPECT_EQ(probe("film.mkv", "v:0", "stream=width"), width);
    EXPECT_EQ(probe("film.mkv", "v:0", "stream=height"), height);
    EXPECT_EQ(probe("film.mkv", "v:0", "stream=r_frame_rate"), fps);
    EXPECT_EQ(hashes("film.mkv").size(), frames);
  };
  expect({}, "64", "36", "30/1", 30);
  expect({"-s", "97x55", "--fps", "24"}, "97", "55", "24/1", 24);
  expect({"-s", "320x180", "--fps", "60"}, "320", "180", "60/1", 60);
  expect({"--fps", "30000/1001"}, "64", "36", "30000/1001", 30);
}

TEST_F(Acceptance, PresetQualityAndSeedAreThoseAskedFor) {
  record_song({"-s", "64x36", "--fps", "30", "--show", "show.json", "--quality", "fast"});
  EXPECT_EQ(json_of(run({"reprise-inspect", "info", "--json", "show.mcap"}))["quality"], "fast");
  replay("show.mcap", "film.mkv",
         {"--codec", "ffv1", "--preset", "dice", "--seed", "9", "--quality", "ultra"});
  const Json manifest = json_file("film.mkv.manifest.json");
  EXPECT_EQ(manifest["seed"], "9");
  EXPECT_EQ(manifest["settings"]["show"]["preset"], "dice");
  EXPECT_EQ(manifest["settings"]["show"]["quality"], "ultra");
  EXPECT_TRUE(manifest["presets"].contains("dice"));
}

TEST_F(Acceptance, TheSameCommandMakesTheSameFilmAndFrames) {
  write_sound("song.wav", music(1));
  expect_film("song.wav", "one.mp4", 1);
  expect_film("song.wav", "two.mp4", 1);
  EXPECT_EQ(checksum("one.mp4"), checksum("two.mp4"));
  const auto frames = hashes("one.mp4");
  EXPECT_EQ(frames.size(), 30U);
  EXPECT_EQ(frames, hashes("two.mp4"));
}

TEST_F(Acceptance, AnotherSeedMakesAnotherFilm) {
  record_song({"-s", "64x36", "--fps", "30", "--preset", "dice"});
  replay("show.mcap", "one.mp4", {"--seed", "1"});
  replay("show.mcap", "two.mp4", {"--seed", "2"});
  EXPECT_NE(checksum("one.mp4"), checksum("two.mp4"));
  EXPECT_NE(hashes("one.mp4"), hashes("two.mp4"));
}

TEST_F(Acceptance, ManifestAndTimelineParse) {
  record_song();
  replay("show.mcap", "film.mp4");
  const Json manifest = json_file("film.mp4.manifest.json");
  EXPECT_EQ(manifest["format"], "reprise-manifest");
  EXPECT_EQ(manifest["files"][0]["sha256"], checksum("film.mp4"));
  std::size_t frame_hashes = 0;
  for (const Json& segment : manifest["segments"]) {
    frame_hashes += segment["frame_xxh3"].size();
  }
  EXPECT_EQ(frame_hashes, 30U);

  const Outcome records = run({"reprise-inspect", "cat", "--json", "show.mcap"});
  ASSERT_EQ(records.code, 0) << records;
  std::int64_t last_sample = 0;
  std::size_t frames = 0;
  for (const std::string& line : lines_of(records.out)) {
    const auto record = parse_json(line);
    ASSERT_TRUE(record) << line;
    const std::int64_t sample = std::stoll((*record)["sample"].get<std::string>());
    EXPECT_GE(sample, last_sample) << line;
    last_sample = sample;
    frames += (*record)["topic"] == "/frame" ? 1U : 0U;
  }
  EXPECT_EQ(frames, 30U);
}

TEST_F(Acceptance, TheSoundOfTheFilmIsThatOfTheSong) {
  record_song();
  replay("show.mcap", "film.mkv", {"--codec", "ffv1"});
  const Outcome extracted =
      run({"reprise-inspect", "extract", "audio", "show.mcap", "-o", "x.wav"});
  ASSERT_EQ(extracted.code, 0) << extracted;
  for (const std::string file : {"song.wav", "x.wav", "film.mkv"}) {
    ffmpeg({"-i", file, "-map", "0:a", "-f", "s16le", file + ".pcm"});
  }
  EXPECT_EQ(checksum("x.wav.pcm"), checksum("song.wav.pcm"));
  EXPECT_EQ(checksum("film.mkv.pcm"), checksum("song.wav.pcm"));
}

TEST_F(Acceptance, AnEncoderThatIsMissingIsSaidWithWhatThereIs) {
  record_song();
  const Outcome outcome =
      run({"reprise-replay", "show.mcap", "-o", "film.mp4", "--codec", "sorenson"});
  EXPECT_EQ(outcome.code, 2) << outcome;
  EXPECT_THAT(outcome.err,
              AllOf(HasSubstr("error: --codec: 'sorenson'"), HasSubstr("h264"), HasSubstr("ffv1")));
  EXPECT_FALSE(exists("film.mp4"));
}

TEST_F(Acceptance, ADryRunNamesOnlyTheStreamsThatThereWillBe) {
  record_song();
  const Outcome plan = run({"reprise-replay", "show.mcap", "-o", "film.mkv", "--dry-run"});
  EXPECT_THAT(plan.out, AllOf(HasSubstr(" -i SOUND.wav"), HasSubstr(" -map 1:a")));
  const Outcome mute =
      run({"reprise-replay", "show.mcap", "-o", "film.mkv", "--audio-codec", "none", "--dry-run"});
  EXPECT_THAT(mute.out, HasSubstr("-map 0:v -c:v"));
  EXPECT_THAT(mute.out, AllOf(Not(HasSubstr("SOUND")), Not(HasSubstr("1:a"))));
}

TEST_F(Acceptance, OneOfAThingIsSpokenOfAsOne) {
  record_song({"-s", "64x36", "--preset", "sweep", "--duration", "1f"}, 1);
  const Outcome info = run({"reprise-inspect", "info", "show.mcap"});
  EXPECT_THAT(info.out, AllOf(HasSubstr("/take    1 record\n"), HasSubstr("/frame   1 record\n")));
  const Outcome exported = run({"reprise-replay", "show.mcap", "-o", "film.mkv"});
  EXPECT_THAT(exported.out, HasSubstr(": 1 frame,")) << exported;
  EXPECT_THAT(exported.err, HasSubstr("the export has only 1 frame\n")) << exported;
  const Outcome verified = run({"reprise-inspect", "verify", "show.mcap", "film.mkv"});
  EXPECT_THAT(verified.out, HasSubstr("1 frame checked")) << verified;
}

TEST_F(Acceptance, OneClippedSampleIsSpokenOfAsOne) {
  const auto expect_clipped = [&](const std::string& loud, const std::string& warning) {
    ffmpeg({"-f", "lavfi", "-i", "aevalsrc='if(lt(n," + loud + "),2,0.1)':d=0.1:s=8000", "-c:a",
            "pcm_f32le", "loud.wav"});
    const Outcome outcome = run({"reprise-record", "loud.wav", "-y", "-o", "loud.mcap", "-s",
                                 "64x36", "--preset", "presets/sweep.fs"});
    EXPECT_THAT(outcome.err, HasSubstr("warning: " + warning + "\n")) << outcome;
  };
  expect_clipped("1", "1 sample of the source lies above full scale and was clipped");
  expect_clipped("2", "2 samples of the source lie above full scale and were clipped");
}

TEST_F(Acceptance, OneMissingSampleIsSpokenOfAsOne) {
  const auto expect_missing = [&](std::size_t samples, const std::string& warning) {
    Sound song = music(1, 1, 8000, 1);
    song.samples.resize(samples);  // packets have 4096; the second one lies in the last chunk
    write_sound("song.wav", song);
    record("song.wav", "show.mcap", {"-y", "-s", "64x36", "--fps", "30", "--preset", "sweep"});
    spoil_last_chunk("show.mcap");
    const Outcome outcome =
        run({"reprise-inspect", "extract", "audio", "show.mcap", "-y", "-o", "x.wav"});
    EXPECT_EQ(outcome.code, 3);
    EXPECT_THAT(outcome.err, HasSubstr("warning: " + warning + "\n")) << outcome;
  };
  expect_missing(4097, "1 sample is missing in the take and is silent in the file");
  expect_missing(4098, "2 samples are missing in the take and are silent in the file");
}

TEST_F(Acceptance, ProgressOfVerifyEndsWithTheLastFrame) {
  record_song({"-s", "64x36", "--fps", "30", "--preset", "sweep"}, 1);
  for (const std::string film : {"film.mkv", "film.mp4"}) {
    replay("show.mcap", film);
    const Outcome outcome = run({"reprise-inspect", "verify", "show.mcap", film});
    EXPECT_THAT(lines_of(outcome.err).back(), AllOf(HasSubstr("100 %"), HasSubstr(" 30/30")))
        << outcome;
  }
}

TEST_F(Acceptance, SoundThatCannotBeReadIsSaidWithItsName) {
  write_file(at("song.mp3"), std::string(5000, 'x'));
  const Outcome outcome = run({"reprise", "export", "song.mp3", "-o", "film.mp4"});
  EXPECT_EQ(outcome.code, 1) << outcome;
  EXPECT_THAT(outcome.err, HasSubstr("error: cannot read 'song.mp3'"));
  EXPECT_FALSE(exists("film.mp4"));
  EXPECT_FALSE(exists("film.mp4.take.mcap"));
}

TEST_F(Acceptance, EveryCommandOfTheReadmeRunsAsWritten) {
  write_sound("any.wav", music(0.2));
  ffmpeg({"-i", "any.wav", "song.flac"});
  bool inside = false;
  int commands = 0;
  for (const std::string& line : lines_of(read_file(REPRISE_SOURCE_DIR "/README.md"))) {
    if (line.starts_with("```")) {
      inside = line == "```sh run";
    } else if (inside && !line.empty() && !line.starts_with("#")) {
      const Outcome outcome = shell(line);
      EXPECT_EQ(outcome.code, 0) << line << "\n" << outcome;
      ++commands;
    }
  }
  EXPECT_GE(commands, 5) << "the README should have commands in ```sh run";
}

TEST_F(Acceptance, TheReadmeShowsWhatInfoPrintsOfTheDemo) {
  record(REPRISE_SOURCE_DIR "/assets/demo.flac", "show.mcap", {});
  const std::string command = "reprise-inspect info show.mcap\n```\n\n```text\n";
  const std::string readme = read_file(REPRISE_SOURCE_DIR "/README.md");
  const std::size_t at = readme.find(command);
  ASSERT_NE(at, std::string::npos);
  EXPECT_EQ(shell("reprise-inspect info show.mcap").out + "```",
            readme.substr(at + command.size(),
                          readme.find("```", at + command.size()) + 3 - at - command.size()));
}

TEST_F(Acceptance, TheDocumentsHaveExamplesAndATableOfTroubles) {
  const std::string usage = read_file(REPRISE_SOURCE_DIR "/docs/USAGE.md");
  for (const std::string name : {"reprise-record", "reprise-replay", "reprise-inspect", "export"}) {
    EXPECT_THAT(usage, HasSubstr(name));
  }
  const std::string trouble = read_file(REPRISE_SOURCE_DIR "/docs/TROUBLESHOOTING.md");
  EXPECT_THAT(trouble, AllOf(HasSubstr("|---|"), HasSubstr("exit code")));
  for (const std::string name : {"reprise", "reprise-record", "reprise-replay"}) {
    const Outcome help = run({name, "--help"});
    EXPECT_EQ(help.code, 0);
    EXPECT_THAT(lines_of(help.out).front(), ContainsRegex("[Ee]xamples:")) << name;
    EXPECT_THAT(run({name, "--version"}).out, HasSubstr(name)) << name;
  }
}

TEST_F(Acceptance, RecordingAFileIsFarFasterThanRealTime) {
  // Thirty times on two idle cores; a tenth of that on whatever machine runs this.
  record_song({"-s", "64x36", "--preset", "sweep"}, 20);
  const Outcome outcome = run({"reprise-record", "song.wav", "-o", "again.mcap", "--json", "-q",
                               "--preset", "presets/sweep.fs"});
  ASSERT_EQ(outcome.code, 0) << outcome;
  const Json json = json_of(outcome);
  EXPECT_GT(json["seconds"].get<double>(), 3 * json["wall_seconds"].get<double>()) << json;
}

}  // namespace
}  // namespace reprise::acceptance
