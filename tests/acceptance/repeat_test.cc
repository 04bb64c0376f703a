// The same every time: takes, exports and frames, whatever the machine does meanwhile; and an
// export that was stopped goes on where it was.
#include <algorithm>
#include <chrono>
#include <csignal>
#include <thread>

#include "tests/acceptance/stage.h"

namespace reprise::acceptance {
namespace {

// Some ten milliseconds a frame at 64x36: long enough to be stopped in the middle.
constexpr std::string_view kSlow = R"(/*{"ISFVSN": "2", "INPUTS": []}*/
void main() {
  float x = isf_FragNormCoord.x + TIME;
  for (int i = 0; i < 2500; ++i) { x = fract(1.37 * x + 0.01); }
  gl_FragColor = vec4(x, isf_FragNormCoord.y, fract(TIME), 1.0);
}
)";

class Repeat : public Stage {
 protected:
  void SetUp() override { write_sound("song.wav", music(2)); }

  void record_show(std::string_view take, const Arguments& more = {}) const {
    Arguments arguments = {"-s", "64x36", "--fps", "30", "--show", "show.json"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    record("song.wav", take, arguments);
  }

  // The manifest without what may differ from run to run.
  [[nodiscard]] Json manifest_of(std::string_view video) const {
    Json json = json_file(std::string(video) + ".manifest.json");
    json.erase("timing");
    return json;
  }
};

TEST_F(Repeat, TheSameFileMakesTheSameTake) {
  record_show("one.mcap");
  record_show("two.mcap");
  EXPECT_EQ(checksum("one.mcap"), checksum("two.mcap"));
}

TEST_F(Repeat, ATakeKnowsNoNamesAndNoSchedule) {
  record_show("one.mcap");
  std::filesystem::create_directory(at("elsewhere"));
  std::filesystem::copy(at("song.wav"), at("elsewhere/renamed.wav"));
  const Outcome outcome = run(
      {"taskset", "-c", "0", "reprise-record", "elsewhere/renamed.wav", "-o", "elsewhere/two.mcap",
       "-s", "64x36", "--fps", "30", "--show", "show.json", "--preset-path", "presets"},
      {.folder = {}, .with = {{"TZ", "Asia/Tokyo"}, {"LC_ALL", "C.UTF-8"}}});
  ASSERT_EQ(outcome.code, 0) << outcome;
  EXPECT_EQ(checksum("one.mcap"), checksum("elsewhere/two.mcap"));
}

TEST_F(Repeat, ExportsAreByteIdenticalWhateverTheSchedule) {
  record_show("show.mcap");
  for (const std::string type : {".mp4", ".mkv"}) {
    const Arguments codec = {"--segment", "16", "--codec", type == ".mp4" ? "h264" : "ffv1"};
    const auto with = [&codec](Arguments more) {
      more.insert(more.end(), codec.begin(), codec.end());
      return more;
    };
    replay("show.mcap", "one" + type, with({}));
    const std::string expected = checksum("one" + type);
    replay("show.mcap", "narrow" + type, with({"--queue", "1"}));
    EXPECT_EQ(checksum("narrow" + type), expected);
    replay("show.mcap", "wide" + type, with({"--queue", "8"}));
    EXPECT_EQ(checksum("wide" + type), expected);
    const Outcome pinned =
        run({"taskset", "-c", "0", "reprise-replay", "show.mcap", "-o", "pinned" + type, "-q",
             "--segment", "16", "--codec", codec[3], "--gl", "portable"});
    ASSERT_EQ(pinned.code, 0) << pinned;
    EXPECT_EQ(checksum("pinned" + type), expected);
    Json first = manifest_of("one" + type);
    Json second = manifest_of("pinned" + type);
    first["files"][0].erase("name");
    second["files"][0].erase("name");
    EXPECT_EQ(first, second);
  }
}

TEST_F(Repeat, AnotherSeedMakesOtherFrames) {
  record_show("one.mcap");
  record_show("two.mcap", {"--seed", "2"});
  replay("one.mcap", "one.mkv", {"--codec", "ffv1"});
  replay("one.mcap", "again.mkv", {"--codec", "ffv1", "--seed", "1"});
  replay("one.mcap", "reseeded.mkv", {"--codec", "ffv1", "--seed", "2"});
  replay("two.mcap", "two.mkv", {"--codec", "ffv1"});
  EXPECT_EQ(hashes("again.mkv"), hashes("one.mkv"));
  EXPECT_NE(hashes("two.mkv"), hashes("one.mkv"));
  EXPECT_EQ(hashes("reseeded.mkv"), hashes("two.mkv"));
}

TEST_F(Repeat, PerformedAndExactAreTheSameFramesAtTheTakesRate) {
  for (const std::string preset : {"sweep", "trail"}) {
    record("song.wav", preset + ".mcap", {"-s", "64x36", "--fps", "30", "--preset", preset});
    replay(preset + ".mcap", "exact.mkv", {"--codec", "ffv1", "--timing", "exact", "-y"});
    replay(preset + ".mcap", "performed.mkv", {"--codec", "ffv1", "--timing", "performed", "-y"});
    EXPECT_EQ(hashes("exact.mkv"), hashes("performed.mkv")) << preset;
  }
}

TEST_F(Repeat, FrameRatesAgreeAtCommonTimes) {
  record_show("show.mcap");
  record("song.wav", "trail.mcap", {"-s", "64x36", "--fps", "30", "--preset", "trail"});
  for (const std::string take : {"show.mcap", "trail.mcap"}) {
    std::vector<std::vector<std::string>> frames;
    for (const std::string fps : {"30", "60", "120"}) {
      replay(take, "at.mkv", {"--codec", "ffv1", "--fps", fps, "-y"});
      frames.push_back(hashes("at.mkv"));
    }
    ASSERT_EQ(frames[0].size(), 60U);
    ASSERT_EQ(frames[1].size(), 120U);
    ASSERT_EQ(frames[2].size(), 240U);
    for (std::size_t i = 0; i < 60; ++i) {
      EXPECT_EQ(frames[0][i], frames[1][2 * i]) << take << " frame " << i;
      EXPECT_EQ(frames[0][i], frames[2][4 * i]) << take << " frame " << i;
    }
  }
}

TEST_F(Repeat, ARangeHasTheFramesOfTheWhole) {
  record("song.wav", "trail.mcap", {"-s", "64x36", "--fps", "30", "--preset", "trail"});
  replay("trail.mcap", "whole.mkv", {"--codec", "ffv1"});
  const auto whole = hashes("whole.mkv");
  ASSERT_EQ(whole.size(), 60U);
  const std::vector<std::string> part(whole.begin() + 21, whole.begin() + 46);
  replay("trail.mcap", "frames.mkv", {"--codec", "ffv1", "--frames", "21..45"});
  EXPECT_EQ(hashes("frames.mkv"), part);
  replay("trail.mcap", "times.mkv", {"--codec", "ffv1", "--start", "0.7", "--end", "46f"});
  EXPECT_EQ(hashes("times.mkv"), part);
  EXPECT_EQ(run({"reprise-inspect", "verify", "-q", "trail.mcap", "frames.mkv"}).code, 0);
}

// Exports that are stopped in the middle.
class Stopped : public Repeat {
 protected:
  static constexpr const char* kVideo = "my show.mp4";

  void SetUp() override {
    Repeat::SetUp();
    write_file(at("presets/slow.fs"), kSlow);
    record("song.wav", "show.mcap", {"-s", "64x36", "--fps", "30", "--preset", "slow"});
    replay("show.mcap", "whole.mp4", {"--segment", "6"});
  }

  [[nodiscard]] static Arguments command(const Arguments& more = {}) {
    Arguments arguments = {"reprise-replay", "show.mcap", "-o",   kVideo,
                           "--segment",      "6",         "--gl", "portable"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return arguments;
  }

  // Segments that are complete.
  [[nodiscard]] std::size_t parts_done() const {
    std::error_code none;
    std::size_t count = 0;
    for (const auto& entry :
         std::filesystem::directory_iterator(at(std::string(kVideo) + ".parts"), none)) {
      const std::string name = entry.path().filename().string();
      const bool segment = name.starts_with("segment-") && name.find(".tmp") == std::string::npos;
      count += segment ? 1U : 0U;
    }
    return count;
  }

  void wait_for_parts(Process& process, std::size_t count) const {
    while (process.running() && parts_done() < count) {
      std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
    ASSERT_TRUE(process.running()) << process.wait();
  }

  // Stops an export when it has finished one more segment.
  [[nodiscard]] Outcome stop(int signal_number, const Arguments& more = {}) const {
    const std::size_t parts = parts_done();
    Process process(command(more), {.folder = folder().path()});
    wait_for_parts(process, parts + 1);
    process.send(signal_number);
    return process.wait();
  }

  void expect_whole() const {
    EXPECT_EQ(checksum(kVideo), checksum("whole.mp4"));
    EXPECT_FALSE(exists(std::string(kVideo) + ".parts"));
    EXPECT_GT(json_file(std::string(kVideo) + ".manifest.json")["timing"]["reused_segments"], 0);
    for (const std::string& name : folder().list()) {
      EXPECT_EQ(name.find(".tmp"), std::string::npos) << name;
    }
  }
};

TEST_F(Stopped, KilledAnExportGoesOnToTheSameBytes) {
  for (std::size_t parts : {1U, 3U}) {
    Process process(command(), {.folder = folder().path()});
    wait_for_parts(process, parts);
    process.send_to_group(SIGKILL);
    EXPECT_EQ(process.wait().code, 137);
    EXPECT_FALSE(exists(kVideo));
    EXPECT_GE(parts_done(), parts);
  }
  const Outcome outcome = run(command());
  ASSERT_EQ(outcome.code, 0) << outcome;
  expect_whole();
}

TEST_F(Stopped, InterruptedItKeepsItsPartsAndPrintsTheCommandThatGoesOn) {
  const Outcome outcome = stop(SIGINT);
  EXPECT_EQ(outcome.code, 130) << outcome;
  EXPECT_FALSE(exists(kVideo));
  EXPECT_GE(parts_done(), 1U);
  const std::string mark = "to go on: ";
  const std::size_t place = outcome.err.find(mark);
  ASSERT_NE(place, std::string::npos) << outcome;
  const std::size_t start = place + mark.size();
  const std::string kept = std::to_string(6 * parts_done()) + " of 60 frames ";
  EXPECT_NE(outcome.err.find("; " + kept + "are kept in my show.mp4.parts\n"), std::string::npos)
      << outcome;
  const Outcome again = shell(outcome.err.substr(start, outcome.err.find('\n', start) - start));
  ASSERT_EQ(again.code, 0) << again;
  EXPECT_NE(again.err.find("note: " + kept + "used again\n"), std::string::npos) << again;
  expect_whole();
}

TEST_F(Stopped, BeforeAPartIsCompleteItSaysThatNoFrameIsKept) {
  Process process({"reprise-replay", "show.mcap", "-o", kVideo, "--gl", "portable"},
                  {.folder = folder().path()});
  while (process.running() && !exists(std::string(kVideo) + ".parts")) {
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  process.send(SIGINT);
  const Outcome outcome = process.wait();
  EXPECT_EQ(outcome.code, 130) << outcome;
  EXPECT_NE(outcome.err.find("; 0 of 60 frames are kept: they are stored by "), std::string::npos)
      << outcome;
}

TEST_F(Stopped, OnlyWhatIsRenderedCountsAsSpeed) {
  EXPECT_EQ(stop(SIGINT).code, 130);
  const auto kept = static_cast<double>(6 * parts_done());
  const Json result = json_of(run(command({"--json"})));
  EXPECT_EQ(result["reused_frames"], kept);
  EXPECT_NEAR(result["fps"].get<double>() * result["seconds"].get<double>(), 60 - kept, 1e-6);
}

TEST_F(Stopped, TerminatedItSaysSoToo) {
  EXPECT_EQ(stop(SIGTERM).code, 143);
  EXPECT_GE(parts_done(), 1U);
  const Outcome outcome = stop(SIGTERM, {"--discard-partial"});
  EXPECT_EQ(outcome.code, 143) << outcome;
  EXPECT_FALSE(exists(std::string(kVideo) + ".parts"));
  EXPECT_FALSE(exists(kVideo));
}

TEST_F(Stopped, PartsOfOtherSettingsAreNotUsed) {
  EXPECT_EQ(stop(SIGINT).code, 130);
  EXPECT_GE(parts_done(), 1U);
  const Outcome outcome = run(command({"--preset", "sweep", "--preset-path", "presets", "--json"}));
  ASSERT_EQ(outcome.code, 0) << outcome;
  EXPECT_EQ(json_of(outcome)["reused_segments"], 0);
  replay("show.mcap", "other.mp4", {"--segment", "6", "--preset", "sweep"});
  EXPECT_EQ(checksum(kVideo), checksum("other.mp4"));
}

TEST_F(Stopped, ADamagedPartIsMadeAgain) {
  EXPECT_EQ(stop(SIGINT).code, 130);
  for (const auto& entry :
       std::filesystem::directory_iterator(at(std::string(kVideo) + ".parts"))) {
    std::string bytes = read_file(entry.path());
    bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 1);
    write_file(entry.path(), bytes);
  }
  const Outcome outcome = run(command({"--json"}));
  ASSERT_EQ(outcome.code, 0) << outcome;
  EXPECT_EQ(json_of(outcome)["reused_segments"], 0);
  EXPECT_EQ(checksum(kVideo), checksum("whole.mp4"));
}

TEST_F(Stopped, ProgressNeverGoesBack) {
  const Outcome outcome = run(command({"--progress", "progress.txt"}));
  ASSERT_EQ(outcome.code, 0) << outcome;
  long last_frame = 0;
  long last_time = 0;
  std::string last_state;
  for (const std::string& line : lines_of(read_file(at("progress.txt")))) {
    const std::size_t equals = line.find('=');
    ASSERT_NE(equals, std::string::npos) << line;
    const std::string key = line.substr(0, equals);
    const std::string value = line.substr(equals + 1);
    long& last = key == "frame" ? last_frame : last_time;
    if (key == "frame" || key == "out_time_us") {
      EXPECT_GE(std::stol(value), last) << line;
      last = std::stol(value);
    } else if (key == "progress") {
      last_state = value;
    }
  }
  EXPECT_EQ(last_frame, 60);
  EXPECT_EQ(last_time, 2'000'000);
  EXPECT_EQ(last_state, "end");
}

TEST_F(Stopped, AnExportOfASongStopsWithItsTools) {
  const std::string take = std::string(kVideo) + ".take.mcap";
  Arguments exporting = {"reprise", "export",        "song.wav", "-o", kVideo,
                         "-s",      "64x36",         "--fps",    "30", "--preset",
                         "slow",    "--preset-path", "presets"};
  Process process(exporting, {.folder = folder().path()});
  while (process.running() && !exists(std::string(kVideo) + ".parts")) {
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  process.send(SIGTERM);  // to `reprise` alone
  const Outcome outcome = process.wait();
  EXPECT_EQ(outcome.code, 143) << outcome;
  EXPECT_FALSE(exists(kVideo));
  const std::size_t start = outcome.err.find("to go on: ") + 10;
  const Outcome again = shell(outcome.err.substr(start, outcome.err.find('\n', start) - start));
  EXPECT_EQ(again.code, 0) << outcome << again;
  EXPECT_TRUE(exists(kVideo));
  EXPECT_TRUE(exists(take));
  EXPECT_EQ(run(exporting).code, 1);
  exporting.emplace_back("-y");
  EXPECT_EQ(run(exporting).code, 0);
  EXPECT_FALSE(exists(take));
}

TEST_F(Repeat, AnInterruptedRecordingIsSealed) {
  write_sound("long.wav", music(100, 1, 8000, 1));
  Process process({"reprise-record", "long.wav", "-o", "long.mcap", "--preset", "presets/sweep.fs",
                   "-s", "64x36", "--fps", "1000"},
                  {.folder = folder().path()});
  while (process.running() && !exists("long.mcap.partial")) {
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  process.send(SIGINT);
  const Outcome outcome = process.wait();
  EXPECT_EQ(outcome.code, 130) << outcome;
  EXPECT_FALSE(exists("long.mcap.partial"));
  const Json info = json_of(run({"reprise-inspect", "info", "--json", "long.mcap"}));
  EXPECT_TRUE(info["complete"].get<bool>()) << info;
}

}  // namespace
}  // namespace reprise::acceptance
