// What goes wrong is said clearly, ends with the right exit code, and leaves nothing half-written
// under the final name.
#include <csignal>

#include <gmock/gmock.h>
#include <sys/resource.h>
#include <unistd.h>

#include "tests/acceptance/stage.h"

namespace reprise::acceptance {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

class Failure : public Stage {
 protected:
  void SetUp() override { write_sound("song.wav", music(1)); }

  void record_show() const { record("song.wav", "show.mcap", small_take()); }

  // One line on stderr that begins with "error:" and holds all of `parts`; no output.
  void expect_error(const Outcome& outcome, int code, const std::vector<std::string>& parts) const {
    EXPECT_EQ(outcome.code, code) << outcome;
    std::string error;
    for (const std::string& line : lines_of(outcome.err)) {
      error = line.starts_with("error: ") ? line : error;
    }
    EXPECT_THAT(error, StartsWith("error: ")) << outcome;
    for (const std::string& part : parts) {
      EXPECT_THAT(error, HasSubstr(part)) << outcome;
    }
    EXPECT_EQ(outcome.out, "");
    for (const char* name : {"x.mp4", "x.mkv", "x.mcap", "x.wav"}) {
      EXPECT_FALSE(exists(name)) << name;
    }
  }

  [[nodiscard]] Outcome record_from(const std::string& file, const Arguments& more = {}) const {
    Arguments arguments = {"reprise-record", file, "-o",    "x.mcap", "--preset-path",
                           "presets",        "-s", "64x36", "--fps",  "30"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run(arguments);
  }
  // -y replaces what a killed recording left, but not for a mistake.
  void expect_partial_kept(const std::string& partial) const {
    const std::string before = checksum(partial);
    EXPECT_EQ(record_from("missing.wav", {"-y"}).code, 1);
    EXPECT_EQ(record_from("song.wav", {"-y", "--preset", "swep"}).code, 1);
    write_file(at("misfit.json"), R"({"scenes": [{"name": "a", "layers": [
        {"preset": "sweep", "inputs": {"nothing": 1}}]}]})");
    EXPECT_EQ(record_from("song.wav", {"-y", "--show", "misfit.json"}).code, 1);
    ASSERT_TRUE(exists(partial));
    EXPECT_EQ(checksum(partial), before);
  }
  [[nodiscard]] Outcome export_of(const std::string& file, const Arguments& more = {}) const {
    Arguments arguments = {"reprise",       "export",  file, "-o", "x.mp4", "--preset", "sweep",
                           "--preset-path", "presets", "-q", "-s", "64x36", "--fps",    "30"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run(arguments);
  }
  [[nodiscard]] Outcome replay_of(const std::string& take, const Arguments& more = {}) const {
    Arguments arguments = {"reprise-replay", take, "-o", "x.mp4", "--preset-path", "presets"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run(arguments);
  }
};

TEST_F(Failure, SongsThatAreNone) {
  write_file(at("notes.txt"), "la la la\n");
  write_file(at("empty.wav"), "");
  expect_error(record_from("notes.txt"), 1, {"'notes.txt'", "not a media file"});
  expect_error(record_from("empty.wav"), 1, {"'empty.wav'", "empty"});
  expect_error(record_from("missing.wav"), 1, {"'missing.wav'", "No such file"});
  expect_error(record_from("presets"), 1, {"'presets'", "not a regular file"});
}

TEST_F(Failure, AFilmWithoutSoundIsNoSong) {
  SKIP_WITHOUT("ffmpeg");
  ffmpeg({"-f", "lavfi", "-i", "testsrc=d=1:s=64x36", "mute.mp4"});
  expect_error(record_from("mute.mp4"), 1, {"'mute.mp4'", "no audio"});
}

TEST_F(Failure, ATruncatedSongIsRecordedWithALoss) {
  const std::string whole = read_file(at("song.wav"));
  write_file(at("short.wav"), std::string_view(whole).substr(0, whole.size() / 2));
  const Outcome outcome = record_from("short.wav");
  EXPECT_EQ(outcome.code, 3) << outcome;
  EXPECT_THAT(outcome.err, AllOf(HasSubstr("warning:"), HasSubstr("the file ends")));
  EXPECT_EQ(run({"reprise-inspect", "info", "x.mcap"}).code, 0);
}

TEST_F(Failure, SilenceIsRecordedWithAWarning) {
  write_sound("silence.wav", silence(1));
  const Outcome outcome = record_from("silence.wav");
  EXPECT_EQ(outcome.code, 0) << outcome;
  EXPECT_THAT(outcome.err, HasSubstr("'silence.wav' is silent"));
}

TEST_F(Failure, PresetsAndShowsThatAreNot) {
  expect_error(record_from("song.wav", {"--preset", "swep"}), 1, {"'swep'", "sweep"});
  expect_error(record_from("song.wav", {"--preset", "zzzzzzzz"}), 1,
               {"'zzzzzzzz'", "--preset-path"});
  write_file(at("bad.json"),
             R"({"scenes": [{"name": "a", "layers": [{"preset": "sweep", "opacity": "x"}]}]})");
  expect_error(record_from("song.wav", {"--show", "bad.json"}), 1,
               {"bad.json", "scenes[0].layers[0].opacity", "expected a number"});
  write_file(at("torn.json"), "{\n\"scenes\": [}\n");
  expect_error(record_from("song.wav", {"--show", "torn.json"}), 1, {"torn.json", "line 2"});
  write_file(at("unknown.json"), R"({"scenes": [{"name": "a", "layers": [{"preset": "swep"}]}]})");
  expect_error(record_from("song.wav", {"--show", "unknown.json"}), 1,
               {"unknown.json: scenes[0].layers[0].preset: no preset 'swep'", "sweep"});
  expect_error(record_from("song.wav", {"--preset", "unknown.json"}), 2,
               {"'unknown.json' is a show", "--show unknown.json"});
  expect_error(record_from("song.wav", {"--show", "presets/sweep.fs"}), 2,
               {"'presets/sweep.fs' is a shader", "--preset presets/sweep.fs"});
  expect_error(record_from("song.wav", {"--show", "default", "--preset", "sweep"}), 2,
               {"--preset excludes --show"});
}

TEST_F(Failure, ABrokenShaderNamesTheAuthorsLine) {
  write_file(at("presets/broken.fs"),
             "/*{\"ISFVSN\": \"2\"}*/\nvoid main() {\n  gl_FragColor = vec4(nonsense);\n}\n");
  record_show();
  expect_error(replay_of("show.mcap", {"--preset", "broken"}), 1,
               {"'broken' does not compile", "broken.fs:3:", "nonsense"});
  EXPECT_FALSE(exists("x.mp4.parts"));
}

TEST_F(Failure, WordsThatAreNotKnownGetASuggestion) {
  record_show();
  expect_error(replay_of("show.mcap", {"--codec", "h265"}), 2, {"--codec", "'h265'", "h264"});
  expect_error(replay_of("show.mcap", {"--codex", "h264"}), 2, {"'--codex'", "--codec"});
  expect_error(replay_of("show.mcap", {"--audio-codec", "acc"}), 2, {"'acc'", "aac"});
  expect_error(replay_of("show.mcap", {"--timing", "exakt"}), 2, {"'exakt'", "exact"});
  expect_error(replay_of("show.mcap", {"--quality", "best"}), 2,
               {"'best'", "fast, balanced, high, ultra"});
  expect_error(replay_of("show.mcap", {"-s", "12by7"}), 2, {"--size", "'12by7'"});
  expect_error(replay_of("show.mcap", {"-s", "360"}), 2, {"'360' is not a size", "360p"});
  expect_error(replay_of("show.mcap", {"--preset", "a.show.json"}), 2, {"is a show"});
  expect_error(replay_of("show.mcap", {"--start", "0.5", "--end", "0.3"}), 2,
               {"the range 0.5..0.3 ends before it begins"});
  expect_error(record_from("show.mcap"), 1,
               {"'show.mcap' is already a take", "reprise-replay show.mcap -o"});
  expect_error(replay_of("show.mcap", {"--fps", "0"}), 2, {"--fps"});
  expect_error(replay_of("show.mcap", {"--frames", "9..3"}), 2, {"--frames"});
  expect_error(replay_of("show.mcap", {"--start", "7"}), 2, {"frames 0..29"});
  expect_error(run({"reprise", "rcord"}), 2, {"'rcord'", "record"});
  expect_error(run({"reprise-inspect", "vrify"}), 2, {"'vrify'", "verify"});
  expect_error(run({"reprise-replay"}), 2, {"missing TAKE"});
  expect_error(run({"reprise-replay", "show.mcap"}), 2, {"-o FILE is missing"});
}

TEST_F(Failure, AnExportOfADurationRecordsNoMore) {
  const Outcome outcome =
      export_of("song.wav", {"--duration", "0.5", "--segment", "6", "--take", "half.mcap"});
  ASSERT_EQ(outcome.code, 0) << outcome;
  EXPECT_EQ(json_of(run({"reprise-inspect", "info", "--json", "half.mcap"}))["seconds"], 0.5);
  EXPECT_EQ(json_file("x.mp4.manifest.json")["settings"]["segment_frames"], 6);
  std::filesystem::remove(at("x.mp4"));
  expect_error(export_of("song.wav", {"--duration", "0.5", "--end", "0.5"}), 2,
               {"--end excludes --duration"});
}

TEST_F(Failure, CombinationsThatNoFileCanHold) {
  record_show();
  expect_error(replay_of("show.mcap", {"-s", "65x37"}), 2, {"h264 needs even sizes", "66x38"});
  expect_error(replay_of("show.mcap", {"--codec", "ffv1"}), 2, {"mp4 cannot hold ffv1", ".mkv"});
  expect_error(run({"reprise-replay", "show.mcap", "-o", "x.avi"}), 2, {"'x.avi'", ".mp4"});
}

TEST_F(Failure, AnExistingFileIsReplacedOnlyOnRequest) {
  record_show();
  write_file(at("old.mp4"), "precious");
  const Outcome refused = run({"reprise-replay", "show.mcap", "-o", "old.mp4"});
  expect_error(refused, 1, {"'old.mp4' exists", "-y"});
  expect_error(run({"reprise-replay", "show.mcap", "-o", "old.mp4", "--no-clobber"}), 1,
               {"exists"});
  expect_error(run({"reprise-record", "song.wav", "-o", "show.mcap"}), 1, {"'show.mcap' exists"});
  EXPECT_EQ(read_file(at("old.mp4")), "precious");
  replay("show.mcap", "old.mp4", {"-y"});
  EXPECT_NE(read_file(at("old.mp4")), "precious");
}

TEST_F(Failure, AnExportAsksForItsTakeToo) {
  write_file(at("x.mp4.take.mcap"), "precious");
  expect_error(export_of("song.wav"), 1, {"'x.mp4.take.mcap' exists", "-y"});
  expect_error(export_of("song.wav", {"--no-clobber"}), 1, {"'x.mp4.take.mcap' exists"});
  expect_error(export_of("missing.wav", {"-y"}), 1, {"'missing.wav'"});
  expect_error(export_of("x.mp4.take.mcap", {"-y"}), 2, {"input itself"});
  EXPECT_EQ(read_file(at("x.mp4.take.mcap")), "precious");
  const Outcome exported = export_of("song.wav", {"-y"});
  EXPECT_EQ(exported.code, 0) << exported;
  EXPECT_TRUE(exists("x.mp4"));
  EXPECT_FALSE(exists("x.mp4.take.mcap"));
  EXPECT_EQ(export_of("song.wav", {"-y", "--take", "keep.mcap"}).code, 0);
  std::filesystem::remove(at("x.mp4"));
  const std::string kept = checksum("keep.mcap");
  expect_error(export_of("song.wav", {"--take", "keep.mcap"}), 1, {"'keep.mcap' exists"});
  expect_error(export_of("missing.wav", {"-y", "--take", "keep.mcap"}), 1, {"'missing.wav'"});
  EXPECT_EQ(checksum("keep.mcap"), kept);
}

// A recording that ends as if stopped may have put its take there, or not come so far.
TEST_F(Failure, AStoppedExportRemovesNoTakeButItsOwn) {
  std::filesystem::create_directory(at("bin"));
  std::filesystem::copy(REPRISE_BIN_DIR "/reprise", at("bin/reprise"));
  const auto export_with = [&](const std::string& recorder) {
    write_file(at("bin/reprise-record"), "#!/bin/sh\n" + recorder + "\n");
    std::filesystem::permissions(at("bin/reprise-record"), std::filesystem::perms(0755));
    return run({"bin/reprise", "export", "song.wav", "-y", "-o", "x.mp4"}).code;
  };
  write_file(at("x.mp4.take.mcap"), "precious");
  EXPECT_EQ(export_with("exit 130"), 130);
  EXPECT_EQ(export_with("kill -INT $$"), 130);
  EXPECT_EQ(export_with("kill -TERM $$"), 143);
  ASSERT_TRUE(exists("x.mp4.take.mcap"));
  EXPECT_EQ(read_file(at("x.mp4.take.mcap")), "precious");
  const std::string seal = "echo new > $3.partial; mv $3.partial $3; exit 130";
  EXPECT_EQ(export_with(seal), 130);
  EXPECT_FALSE(exists("x.mp4.take.mcap"));
  EXPECT_EQ(export_with(seal), 130);
  EXPECT_FALSE(exists("x.mp4.take.mcap"));
}

TEST_F(Failure, AFilmIsNotItsOwnTake) {
  const std::vector<std::string> parts = {"take", "film 'x.mp4'", "--take"};
  const Arguments names = {"x.mp4", "./x.mp4", "presets/../x.mp4", at("x.mp4").string()};
  for (const std::string& take : names) {
    expect_error(export_of("song.wav", {"-y", "--take", take}), 2, parts);
  }
  write_file(at("keep.mcap"), "precious");
  std::filesystem::create_hard_link(at("keep.mcap"), at("old.mp4"));
  expect_error(run({"reprise", "export", "song.wav", "-y", "-o", "old.mp4", "--take", "keep.mcap"}),
               2, {"'keep.mcap'", "'old.mp4'"});
  EXPECT_EQ(read_file(at("keep.mcap")), "precious");
}

TEST_F(Failure, ATakeIsCalledMcap) {
  for (const std::string name : {"x.mp4", "x.wav", "x", "x.mcap.partial"}) {
    expect_error(run({"reprise-record", "song.wav", "-o", name}), 2, {"'" + name + "'", ".mcap"});
    EXPECT_FALSE(exists(name));
  }
  expect_error(export_of("song.wav", {"--take", "keep.mp4"}), 2, {"'keep.mp4'", ".mcap"});
}

TEST_F(Failure, OutputsOfUnknownFormatsAreRefusedBeforeAnyWork) {
  const Outcome exported = run({"reprise", "export", "song.wav", "-o", "x.avi"});
  expect_error(exported, 2, {"'x.avi'", ".mp4"});
  EXPECT_EQ(exported.err.find("record"), std::string::npos) << exported;
  expect_error(run({"reprise-inspect", "extract", "audio", "show.mcap", "-o", "x.mp4"}), 2,
               {"'x.mp4'", ".wav"});
  EXPECT_FALSE(exists("x.mp4"));
}

TEST_F(Failure, PlacesWhereNoFileCanBe) {
  record_show();
  expect_error(run({"reprise-replay", "show.mcap", "-o", "no/where.mp4"}), 1,
               {"no folder 'no'", "mkdir -p no"});
  expect_error(run({"reprise-record", "song.wav", "-o", "no/where.mcap"}), 1, {"no folder 'no'"});
  EXPECT_FALSE(exists("no"));
  std::filesystem::create_directory(at("folder.mp4"));
  expect_error(run({"reprise-replay", "show.mcap", "-y", "-o", "folder.mp4"}), 1,
               {"'folder.mp4' is a folder"});
  const std::string before = checksum("show.mcap");
  expect_error(run({"reprise-record", "show.mcap", "-y", "-o", "show.mcap"}), 2, {"input itself"});
  expect_error(run({"reprise-inspect", "extract", "audio", "show.mcap", "-y", "-o", "show.mcap"}),
               2, {"input itself"});
  EXPECT_EQ(checksum("show.mcap"), before);
}

TEST_F(Failure, AFolderWithoutPermission) {
  record_show();
  std::filesystem::create_directory(at("locked"));
  // Root may write anywhere: then the program runs as nobody.
  const bool root = ::geteuid() == 0;
  std::filesystem::permissions(at("locked"), std::filesystem::perms(0555));
  std::filesystem::permissions(folder().path(), std::filesystem::perms(0755));
  const auto as_nobody = [root] {
    if (root && ::setuid(65534) != 0) {
      ::_exit(126);
    }
  };
  const Launch launch{.folder = {}, .with = {}, .in_child = as_nobody};
  if (run({"true"}, launch).code != 0 ||
      run({"test", "-x", REPRISE_BIN_DIR "/reprise-replay"}, launch).code != 0) {
    GTEST_SKIP() << "cannot run as another user";
  }
  expect_error(run({"reprise-replay", "show.mcap", "-o", "locked/x.mp4"}, launch), 1,
               {"locked", "Permission denied"});
  expect_error(run({"reprise-record", "song.wav", "-o", "locked/x.mcap"}, launch), 1,
               {"locked", "Permission denied"});
  EXPECT_TRUE(std::filesystem::is_empty(at("locked")));
}

TEST_F(Failure, AFileSizeLimit) {
  record_show();
  const Launch limited{.folder = {}, .with = {}, .in_child = [] {
                         const rlimit limit{20'000, 20'000};
                         ::setrlimit(RLIMIT_FSIZE, &limit);
                       }};
  expect_error(run({"reprise-replay", "show.mcap", "-o", "x.mkv", "--codec", "ffv1"}, limited), 1,
               {"x.mkv.parts", "File too large"});
  expect_error(run({"reprise-record", "song.wav", "-o", "x.mcap"}, limited), 1,
               {"x.mcap", "File too large"});
  replay("show.mcap", "x.mkv", {"--codec", "ffv1"});
}

TEST_F(Failure, AnUnfinishedTakeGoesOnlyWhenAnotherStandsInItsPlace) {
  write_file(at("x.mcap.partial"), "precious");
  std::filesystem::create_hard_link(at("x.mcap.partial"), at("held"));
  const Launch limited{.folder = {}, .with = {}, .in_child = [] {
                         const rlimit limit{2000, 2000};
                         ::setrlimit(RLIMIT_FSIZE, &limit);
                       }};
  expect_error(run({"reprise-record", "song.wav", "-y", "-o", "x.mcap"}, limited), 1,
               {"x.mcap", "File too large"});
  ASSERT_TRUE(exists("x.mcap.partial"));
  EXPECT_EQ(read_file(at("x.mcap.partial")), "precious");
  for (const std::string& name : folder().list()) {
    EXPECT_EQ(name.find("partial."), std::string::npos) << name;
  }
  EXPECT_EQ(record_from("song.wav", {"--preset", "sweep", "-y"}).code, 0);
  EXPECT_FALSE(exists("x.mcap.partial"));
  // Whoever still writes the old file does not write into the new one.
  EXPECT_EQ(read_file(at("held")), "precious");
}

TEST_F(Failure, AFullDisk) {
  record_show();
  const std::string mount = "mount -t tmpfs -o size=64k full full";
  std::filesystem::create_directory(at("full"));
  if (!has_program("unshare") || run({"unshare", "-m", "sh", "-c", mount}).code != 0) {
    GTEST_SKIP() << "cannot mount a small disk";
  }
  const auto on_full_disk = [&](const std::string& command) {
    return run({"unshare", "-m", "sh", "-c",
                mount + " && " + command + "; code=$?; ls full >&2; exit $code"});
  };
  const Outcome exported =
      on_full_disk("reprise-replay show.mcap -o full/x.mkv --codec ffv1 --segment 5");
  expect_error(exported, 1, {"full/x.mkv", "No space left"});
  EXPECT_THAT(lines_of(exported.err), ::testing::Not(::testing::Contains("x.mkv")));
  const Outcome recorded = on_full_disk("reprise-record song.wav -o full/x.mcap");
  expect_error(recorded, 1, {"full/x.mcap", "No space left"});
  EXPECT_THAT(lines_of(recorded.err), ::testing::Not(::testing::Contains("x.mcap")));
}

TEST_F(Failure, TakesThatAreNone) {
  write_file(at("notes.txt"), "la la la\n");
  write_file(at("empty.mcap"), "");
  write_file(at("zeros.mcap"), std::string(100'000, '\0'));
  for (const std::string file : {"song.wav", "notes.txt", "empty.mcap", "zeros.mcap"}) {
    expect_error(replay_of(file), 1, {"'" + file + "'"});
    expect_error(run({"reprise-inspect", "info", file}), 1, {"'" + file + "'"});
    expect_error(run({"reprise-inspect", "verify", file, "x"}), 2, {"'" + file + "'"});
  }
  expect_error(replay_of("missing.mcap"), 1, {"'missing.mcap'", "No such file"});
  expect_error(replay_of("presets"), 1, {"'presets'"});
}

TEST_F(Failure, ADamagedTakeIsUsedAsFarAsItGoesAndSaysSo) {
  write_sound("song.wav", music(3));
  record_show();
  const std::string whole = read_file(at("show.mcap"));
  const auto expect_loss = [&](const std::string& bytes) {
    write_file(at("hurt.mcap"), bytes);
    const Outcome outcome = replay_of("hurt.mcap", {"-y", "-q"});
    EXPECT_EQ(outcome.code, 3) << outcome;
    EXPECT_THAT(outcome.err, HasSubstr("warning: 'hurt.mcap'")) << outcome;
    EXPECT_EQ(run({"reprise-inspect", "cat", "hurt.mcap"}).code, 3);
    std::filesystem::remove(at("x.mp4"));
  };
  std::string flipped = whole;
  flipped[whole.size() / 2] = static_cast<char>(flipped[whole.size() / 2] ^ 4);
  expect_loss(flipped);
  std::string zeroed = whole;
  zeroed.replace(whole.size() / 2, 5000, 5000, '\0');
  expect_loss(zeroed);
  const std::string cut = whole.substr(0, whole.size() * 3 / 4);
  write_file(at("cut.mcap"), cut);
  const Outcome outcome = replay_of("cut.mcap", {"-q"});
  EXPECT_EQ(outcome.code, 3) << outcome;
  EXPECT_THAT(outcome.err, HasSubstr("'cut.mcap' was not finished"));
}

TEST_F(Failure, ARecordingThatWasKilledReplaysAsFarAsItGoes) {
  write_sound("long.wav", music(60, 1, 8000, 1));
  {
    Process process({"reprise-record", "long.wav", "-o", "x.mcap", "--preset", "presets/sweep.fs",
                     "-s", "64x36", "--fps", "500"},
                    {.folder = folder().path()});
    while (process.running() && (!exists("x.mcap.partial") ||
                                 std::filesystem::file_size(at("x.mcap.partial")) < 200'000)) {
      ::usleep(500);
    }
    process.send(SIGKILL);
    ASSERT_EQ(process.wait().code, 137);
  }
  EXPECT_FALSE(exists("x.mcap"));
  const Outcome info = run({"reprise-inspect", "info", "--json", "x.mcap.partial"});
  EXPECT_EQ(info.code, 3) << info;
  EXPECT_GT(json_of(info)["seconds"].get<double>(), 0.4);
  const Outcome outcome = replay_of("x.mcap.partial", {"-q", "--fps", "30", "--frames", "0..9"});
  EXPECT_EQ(outcome.code, 3) << outcome;
  EXPECT_THAT(outcome.err, HasSubstr("was not finished"));
  EXPECT_TRUE(exists("x.mp4"));
  EXPECT_EQ(run({"reprise-inspect", "cat", "x.mcap.partial"}).code, 3);
  EXPECT_EQ(run({"reprise-inspect", "extract", "audio", "x.mcap.partial", "-o", "x.wav"}).code, 3);
  // What there is of the take can still be proved.
  const Outcome verified = run({"reprise-inspect", "verify", "--json", "x.mcap.partial", "x.mp4"});
  EXPECT_EQ(verified.code, 0) << verified;
  EXPECT_THAT(verified.err, HasSubstr("was not finished"));
  EXPECT_THAT(json_of(verified)["note"].get<std::string>(), HasSubstr("take was not finished"));
  expect_partial_kept("x.mcap.partial");
  const Outcome again = record_from("song.wav", {"--preset", "sweep"});
  EXPECT_THAT(again.err, HasSubstr("'x.mcap.partial' exists"));
  EXPECT_EQ(record_from("song.wav", {"--preset", "sweep", "-y"}).code, 0);
  EXPECT_FALSE(exists("x.mcap.partial"));
}

TEST_F(Failure, FilesThatAreNoVideo) {
  record_show();
  expect_error(run({"reprise-inspect", "hash", "song.wav"}), 1, {"no video"});
  expect_error(run({"reprise-inspect", "verify", "show.mcap", "song.wav"}), 2, {"no video"});
  expect_error(run({"reprise-inspect", "verify", "show.mcap", "missing.mp4"}), 2,
               {"'missing.mp4'", "No such file"});
}

}  // namespace
}  // namespace reprise::acceptance
