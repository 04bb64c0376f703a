#include "tests/acceptance/live_stage.h"

#include <chrono>
#include <csignal>
#include <thread>

#include <sys/wait.h>

#include "tests/support/shell.h"

namespace reprise::acceptance {
namespace {

constexpr int kPatience = 300;  // tenths of a second
constexpr const char* kAnyWindow = ".";

std::string flat_preset(std::string_view color) {
  return "/*{\"ISFVSN\": \"2\"}*/\nvoid main() { gl_FragColor = vec4(" + std::string(color) +
         ", 1.0); }\n";
}

constexpr std::string_view kFlatShow = R"({
  "name": "flags", "seed": 1, "policy": {"mode": "manual", "transition": 0},
  "scenes": [{"name": "red", "layers": [{"preset": "red"}]},
             {"name": "green", "layers": [{"preset": "green"}]},
             {"name": "blue", "layers": [{"preset": "blue"}]}]
})";

// One of each kind: mapped, chosen by the seed, with feedback; with transitions.
constexpr std::string_view kWildShow = R"({
  "name": "wild", "seed": 3, "policy": {"mode": "manual", "transition": 0.3},
  "scenes": [
    {"name": "one", "layers": [{"preset": "sweep"}, {"preset": "flash", "opacity": 0.5}]},
    {"name": "two", "layers": [{"preset": "dice"}]},
    {"name": "three", "layers": [{"preset": "trail"}, {"preset": "sweep", "opacity": 0.3}]}
  ]
})";

// Until `done` holds, or for half a minute; whether it does.
template <typename Done>
bool eventually(Done done) {
  for (int i = 0; i < kPatience && !done(); ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  }
  return done();
}

}  // namespace

Sound noise(double seconds, std::uint32_t seed) {
  Sound sound;
  std::uint32_t state = seed * 2654435761U + 1U;
  const auto values = static_cast<std::int64_t>(seconds * sound.rate) * sound.channels;
  for (std::int64_t i = 0; i < values; ++i) {
    state = state * 1664525U + 1013904223U;
    sound.samples.push_back(
        static_cast<std::int16_t>(static_cast<std::int32_t>(state >> 16U) / 2 - 16384));
  }
  return sound;
}

std::string raw_of(const Sound& sound) {
  std::string raw;
  raw.reserve(sound.samples.size() * 2);
  for (const std::int16_t sample : sound.samples) {
    const auto bits = static_cast<std::uint16_t>(sample);
    raw.push_back(static_cast<char>(bits & 0xFFU));
    raw.push_back(static_cast<char>(bits >> 8U));
  }
  return raw;
}

std::int64_t number(const Json& value) {
  return value.is_string() ? std::stoll(value.get<std::string>()) : value.get<std::int64_t>();
}

std::string without_gaps(std::string sound, const std::vector<Json>& cues) {
  for (auto cue = cues.rbegin(); cue != cues.rend(); ++cue) {
    if ((*cue)["type"] == "gap") {
      sound.erase(static_cast<std::size_t>(4 * number((*cue)["sample"])),
                  static_cast<std::size_t>(4 * number((*cue)["number"])));
    }
  }
  return sound;
}

void LiveStage::SetUp() {
  SKIP_WITHOUT_SOUND_SERVER();
  server_ = test::SoundServer::start();
  ASSERT_NE(server_, nullptr) << "no sound server came up";
}

void LiveStage::open_screen() {
  SKIP_WITHOUT_SCREEN();
  screen_ = test::Screen::start(640, 480);
  ASSERT_NE(screen_, nullptr) << "no screen came up";
}

std::unique_ptr<Process> LiveStage::start(std::string_view take, const Arguments& more) const {
  Arguments arguments{"reprise-record", "--live", "-o", std::string(take), "-y",
                      "--preset-path",  "presets"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return std::make_unique<Process>(arguments, Launch{.folder = folder().path()});
}

std::unique_ptr<Process> LiveStage::start_small(std::string_view take,
                                                const Arguments& more) const {
  Arguments arguments = small_take();
  arguments.insert(arguments.end(), {"--device", "monitor"});
  arguments.insert(arguments.end(), more.begin(), more.end());
  return start(take, arguments);
}

void LiveStage::wait_for_file(std::string_view name) const {
  ASSERT_TRUE(eventually([&] { return exists(name); })) << name;
}

void LiveStage::wait_for_title(const std::string& expression) const {
  ASSERT_TRUE(eventually([&] { return screen_->place_of(expression).has_value(); }))
      << "expected: " << expression << "\ntitle: " << title();
}

std::string LiveStage::title() const {
  return test::run_shell("xdotool search --onlyvisible --name . getwindowname 2>/dev/null").output;
}

Outcome LiveStage::end_of(Process& process) {
  if (!eventually([&] { return !process.running(); })) {
    ADD_FAILURE() << "the recorder does not end";
    process.send_to_group(SIGKILL);
  }
  return process.wait();
}

Outcome LiveStage::stopped(Process& process) {
  process.send(SIGTERM);
  return end_of(process);
}

void LiveStage::play_all(const Sound& sound) const {
  write_file(at("played.raw"), raw_of(sound));
  ASSERT_TRUE(
      server_->play_all(at("played.raw"), {.rate = sound.rate, .channels = sound.channels}));
}

void LiveStage::press(const std::string& keys, int delay_ms) const {
  screen_->press(kAnyWindow, "--delay " + std::to_string(delay_ms) + " " + keys);
}

std::string LiveStage::sound_of(std::string_view take, const Arguments& more) const {
  Arguments arguments{"reprise-inspect", "extract", "audio", std::string(take), "-o",
                      "sound.wav",       "-y",      "-q"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  const Outcome outcome = run(arguments);
  EXPECT_EQ(outcome.code, 0) << outcome;
  const std::string wav = read_file(at("sound.wav"));
  const std::size_t data = wav.find("data");
  return data == std::string::npos ? "" : wav.substr(data + 8);
}

std::vector<Json> LiveStage::records(std::string_view take, std::string_view topic) const {
  const Outcome outcome =
      run({"reprise-inspect", "cat", std::string(take), "--topic", std::string(topic), "-q"});
  EXPECT_EQ(outcome.code, 0) << outcome;
  std::vector<Json> all;
  for (const std::string& line : lines_of(outcome.out)) {
    all.push_back(*parse_json(line));
  }
  return all;
}

std::vector<Json> LiveStage::performed_cues(std::string_view take) const {
  std::vector<Json> cues = records(take, "cue");
  std::erase_if(cues, [](const Json& cue) { return cue["origin"] != "performer"; });
  return cues;
}

std::int64_t LiveStage::verified(std::string_view take) const {
  const Outcome outcome =
      run({"reprise-inspect", "verify", std::string(take), "--performed", "--json", "-q"});
  EXPECT_EQ(outcome.code, 0) << outcome;
  const Json json = json_of(outcome);
  EXPECT_EQ(json["result"], "same") << outcome;
  EXPECT_EQ(json["frames_checked"], json["hashes"]) << outcome;
  return json["frames_checked"].get<std::int64_t>();
}

// ---- with a window ------------------------------------------------------------------------------

void LiveWindow::SetUp() {
  LiveStage::SetUp();
  if (!IsSkipped() && !HasFatalFailure()) {
    open_screen();
  }
  write_file(at("presets/red.fs"), flat_preset("1.0, 0.0, 0.0"));
  write_file(at("presets/green.fs"), flat_preset("0.0, 1.0, 0.0"));
  write_file(at("presets/blue.fs"), flat_preset("0.0, 0.0, 1.0"));
  write_file(at("flags.json"), kFlatShow);
  write_file(at("wild.json"), kWildShow);
}

std::unique_ptr<Process> LiveWindow::start_show(std::string_view show, const Arguments& more) {
  Arguments arguments{"-s",     "64x36",           "--fps",    "30",
                      "--show", std::string(show), "--device", "monitor"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return start("show.mcap", arguments);
}

std::vector<Json> LiveWindow::converted(std::string_view take) const {
  const Outcome outcome =
      run({"reprise-inspect", "convert", std::string(take), "-o", "take.jsonl", "-yq"});
  EXPECT_EQ(outcome.code, 0) << outcome;
  std::vector<Json> all;
  for (const std::string& line : lines_of(read_file(at("take.jsonl")))) {
    all.push_back(*parse_json(line));
  }
  return all;
}

std::int64_t LiveWindow::epoch(std::string_view take) const {
  for (const Json& record : converted(take)) {
    if (record.value("topic", "") == "/take") {
      return number(record["log_time"]);
    }
  }
  ADD_FAILURE() << "no /take";
  return 0;
}

std::vector<test::Color> LiveWindow::middles(const std::string& video) const {
  ffmpeg({"-i", video, "-map", "0:v", "-f", "rawvideo", "-pix_fmt", "rgb24", "frames.rgb"});
  const std::string pixels = read_file(at("frames.rgb"));
  constexpr std::size_t kFrame = std::size_t{64} * 36 * 3;
  constexpr std::size_t kMiddle = (std::size_t{18} * 64 + 32) * 3;
  std::vector<test::Color> colors;
  for (std::size_t at = 0; at + kFrame <= pixels.size(); at += kFrame) {
    const auto byte = [&](std::size_t i) {
      return static_cast<std::uint8_t>(pixels[at + kMiddle + i]);
    };
    colors.push_back({byte(0), byte(1), byte(2)});
  }
  return colors;
}

Playing::Playing(const test::SoundServer& server, const std::filesystem::path& raw,
                 const Sound& sound) {
  write_file(raw, raw_of(sound));
  player_ = server.play(raw, {.rate = sound.rate, .channels = sound.channels});
}

Playing::~Playing() {
  ::kill(player_, SIGKILL);
  ::waitpid(player_, nullptr, 0);
}

}  // namespace reprise::acceptance
