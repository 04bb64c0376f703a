// Capture from a real sound server, whose output "stage" is heard through its monitor.
#include <algorithm>
#include <csignal>
#include <cstdlib>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/sound/sound_probe.h"
#include "tests/support/shell.h"
#include "tests/support/wait_until.h"
#include "tools/sound/sound_device.h"

namespace reprise::tools {
namespace {

using std::chrono::milliseconds;
using test::SoundServer;
using testing::Contains;
using testing::HasSubstr;

struct Case {
  const char* name;
  AudioFormat format;
  SampleFormat samples;
  const char* server;  // PulseAudio's name of the same
};

class CapturedInput : public testing::Test {
 protected:
  void SetUp() override { SKIP_WITHOUT_SOUND_SERVER(); }

  void start(const SoundServer::Format& format = {}) {
    server_ = SoundServer::start(format);
    ASSERT_NE(server_, nullptr);
  }

  void open(const SoundRequest& request) {
    auto opened = open_sound_input(request);
    ASSERT_TRUE(opened) << opened.error().message;
    input_ = std::move(*opened);
  }

  [[nodiscard]] std::filesystem::path raw() const { return server_->folder() / "noise.raw"; }

  // Captures until the player has ended, and what is then on its way.
  Captured capture_player(int player) {
    bool playing = true;
    auto captured = capture(*input_, [&](const Captured&) {
      playing = playing && ::waitpid(player, nullptr, WNOHANG) == 0;
      return !playing;
    });
    const Captured rest = capture(*input_, for_seconds(0.3));
    captured.samples.insert(captured.samples.end(), rest.samples.begin(), rest.samples.end());
    captured.lost += rest.lost;
    return captured;
  }

  bool comes_to(SoundState state) {
    return wait_until([&] {
      [[maybe_unused]] const auto block = input_->read(milliseconds(0));
      return input_->state() == state;
    });
  }

  std::unique_ptr<SoundServer> server_;
  std::unique_ptr<SoundInput> input_;
};

TEST_F(CapturedInput, HearsTenSecondsBitForBit) {
  start();
  const AudioFormat format{48'000, 2, 16};
  const Samples noise = make_noise(format, 10);
  write_raw(raw(), noise, format, 0.1);
  open({.device = "stage.monitor", .wanted = format});
  EXPECT_EQ(input_->format(), format);
  EXPECT_EQ(input_->name(), "stage.monitor");
  const Captured captured = capture_player(server_->play(raw(), {}));
  EXPECT_LT(place_of(captured.samples, noise), captured.samples.size());
  EXPECT_EQ(captured.lost, 0);
  EXPECT_EQ(input_->xruns(), 0U);
  EXPECT_EQ(input_->state(), SoundState::kRunning);
}

class CapturedFormat : public CapturedInput, public testing::WithParamInterface<Case> {};

TEST_P(CapturedFormat, IsHeardBitForBit) {
  const auto& [name, format, samples, words] = GetParam();
  const SoundServer::Format played{format.sample_rate, format.channels, words};
  start(played);
  const Samples noise = make_noise(format, 1);
  write_raw(raw(), noise, format, 0.1);
  open({.device = "monitor", .wanted = {0, 0, 16}, .sample_format = samples});
  EXPECT_EQ(input_->format(), format) << "the device's own";
  const Captured captured = capture_player(server_->play(raw(), played));
  EXPECT_LT(place_of(captured.samples, noise), captured.samples.size());
}

INSTANTIATE_TEST_SUITE_P(
    Formats, CapturedFormat,
    testing::Values(Case{"mono", {44'100, 1, 16}, SampleFormat::kS16, "s16le"},
                    Case{"six", {48'000, 6, 16}, SampleFormat::kS16, "s16le"},
                    Case{"high", {96'000, 2, 24}, SampleFormat::kS24, "s32le"},
                    Case{"wide", {192'000, 8, 24}, SampleFormat::kS32, "s32le"}),
    [](const auto& tested) { return tested.param.name; });

TEST_F(CapturedInput, AReaderThatSleepsIsToldWhatItMissed) {
  start();
  const AudioFormat format{48'000, 2, 16};
  const Samples noise = make_noise(format, 2);
  write_raw(raw(), noise, format, 0.1);
  open({.wanted = format, .ring_seconds = 0.3});
  const int player = server_->play(raw(), {});
  const Captured before = capture(*input_, [](const Captured& captured) {
    return std::any_of(captured.samples.begin(), captured.samples.end(),
                       [](std::int32_t sample) { return sample != 0; });
  });
  std::this_thread::sleep_for(milliseconds(1000));
  Captured captured = capture_player(player);
  captured.samples.insert(captured.samples.begin(), before.samples.begin(), before.samples.end());

  EXPECT_GE(input_->xruns(), 1U);
  EXPECT_NEAR(static_cast<double>(captured.lost), 0.7 * 48'000, 0.2 * 48'000);
  // With the losses in their place every sample is where it would have been.
  const std::size_t start = place_of(captured.samples, std::span(noise).first(16));
  ASSERT_LE(start + noise.size(), captured.samples.size());
  std::int64_t missing = 0;
  for (std::size_t i = 0; i < noise.size(); ++i) {
    const std::int32_t heard = captured.samples[start + i];
    ASSERT_TRUE(heard == noise[i] || heard == 0) << i;
    missing += heard == 0 ? 1 : 0;
  }
  EXPECT_EQ(missing, captured.lost * 2);
}

TEST_F(CapturedInput, OutlivesTheServer) {
  start();
  open({});
  EXPECT_FALSE(capture(*input_, for_seconds(0.2)).samples.empty());
  server_->kill();
  EXPECT_TRUE(comes_to(SoundState::kLost));
  const auto asked = std::chrono::steady_clock::now();
  EXPECT_FALSE(*input_->read(milliseconds(50)));
  EXPECT_LT(std::chrono::steady_clock::now() - asked, milliseconds(250));
  ASSERT_TRUE(server_->restart());
  EXPECT_TRUE(comes_to(SoundState::kRunning));
  const Captured after = capture(*input_, for_seconds(0.3));
  EXPECT_GT(after.samples.size(), 48'000U * 2 / 5);
  EXPECT_EQ(after.lost, 0) << "time passed, but no sample was dropped";
}

TEST_F(CapturedInput, ComesBackWhenTheDeviceIsPluggedInAgain) {
  start();
  open({.device = "stage.monitor"});
  EXPECT_TRUE(comes_to(SoundState::kRunning));
  server_->unplug();
  EXPECT_TRUE(comes_to(SoundState::kLost));
  ASSERT_TRUE(server_->plug());
  EXPECT_TRUE(comes_to(SoundState::kRunning));
  EXPECT_FALSE(capture(*input_, for_seconds(0.3)).samples.empty());
}

TEST_F(CapturedInput, ASuspendedDeviceIsLostUntilItIsResumed) {
  start();
  open({.device = "stage.monitor"});
  test::run_shell("pactl suspend-sink stage 1");
  EXPECT_TRUE(comes_to(SoundState::kLost));
  test::run_shell("pactl suspend-sink stage 0");
  EXPECT_TRUE(comes_to(SoundState::kRunning));
}

TEST_F(CapturedInput, TellsWhatTheServerDoesToTheSound) {
  start();
  open({.device = "stage.monitor", .wanted = {48'000, 2, 16}});
  for (const std::string& note : input_->notes()) {
    EXPECT_THAT(note, HasSubstr("priority")) << "nothing else to tell";
  }
  open({.device = "stage.monitor", .sample_format = SampleFormat::kS24});
  for (const std::string& note : input_->notes()) {
    EXPECT_THAT(note, HasSubstr("priority")) << "more bits change nothing";
  }
  test::run_shell("pactl set-source-mute stage.monitor 1");
  open({.device = "stage.monitor", .wanted = {44'100, 2, 16}});
  const std::vector<std::string> notes = input_->notes();
  EXPECT_THAT(notes, Contains("the sound server converts: 'stage.monitor' has s16le 2ch 48000Hz, "
                              "asked for is s16le 2ch 44100Hz"));
  EXPECT_THAT(notes, Contains("'stage.monitor' is muted in the sound server"));
  EXPECT_THAT(input_->notes(), testing::IsEmpty()) << "told once";
}

TEST_F(CapturedInput, AMicrophoneOfOneChannelIsHeardInBoth) {
  start({48'000, 1, "s16le"});
  const AudioFormat mono{48'000, 1, 16};
  const Samples noise = make_noise(mono, 0.5);
  write_raw(raw(), noise, mono, 0.1);
  open({.device = "stage.monitor", .wanted = {48'000, 2, 16}});
  const Captured captured = capture_player(server_->play(raw(), {48'000, 1, "s16le"}));
  Samples both;
  for (const std::int32_t sample : noise) {
    both.insert(both.end(), 2, sample);
  }
  EXPECT_LT(place_of(captured.samples, both), captured.samples.size());
}

// A device that was asked for by name is kept; the default one follows the user's choice.
TEST_F(CapturedInput, TheDefaultFollowsTheUser) {
  start();
  ASSERT_FALSE(server_->load("module-null-sink sink_name=other").empty());
  open({});
  EXPECT_EQ(input_->name(), "stage.monitor");
  test::run_shell(
      "pactl move-source-output $(pactl list short source-outputs | cut -f1) other.monitor");
  EXPECT_TRUE(wait_until([&] { return input_->name() == "other.monitor"; }));
  EXPECT_THAT(input_->notes(), Contains("the sound goes on with 'other.monitor'"));
  EXPECT_TRUE(input_->read(milliseconds(5000))->has_value());
}

// A monitor gives what is not heard yet: its output still holds it.
TEST_F(CapturedInput, TellsWhenItsSoundIsHeard) {
  start();
  open({.device = "monitor"});
  static_cast<void>(capture(*input_, for_seconds(0.5)));
  std::vector<std::int64_t> after;
  for (int i = 0; i < 20; ++i) {
    after.push_back(capture(*input_, [](const Captured& captured) {
                      return captured.blocks > 0;
                    }).heard_after_ns);
  }
  std::ranges::sort(after);
  EXPECT_GT(after[10], 1'000'000);
  EXPECT_LT(after[10], 11'000'000) << "a block of 10 ms";
}

// The server keeps what a stopped process does not take.
TEST_F(CapturedInput, LosesNothingWhileTheProcessIsStopped) {
  start();
  const AudioFormat format{48'000, 2, 16};
  const Samples noise = make_noise(format, 2.5);
  write_raw(raw(), noise, format, 0.1);
  open({.device = "stage.monitor", .wanted = format});
  const int player = server_->play(raw(), {});
  const std::string self = std::to_string(::getpid());
  test::run_shell("(sleep 0.5; kill -STOP " + self + "; sleep 1.5; kill -CONT " + self +
                  ") >/dev/null 2>&1 &");
  const Captured captured = capture_player(player);
  EXPECT_LT(place_of(captured.samples, noise), captured.samples.size());
}

TEST_F(CapturedInput, ListsMicrophonesAndMonitors) {
  start();
  ASSERT_FALSE(server_->load("module-null-sink sink_name=other rate=96000 channels=6").empty());
  const auto devices = list_sound_inputs();
  ASSERT_TRUE(devices) << devices.error().message;
  ASSERT_EQ(devices->size(), 2U);
  const SoundDevice& stage = devices->front();
  EXPECT_EQ(stage.name, "stage.monitor");
  EXPECT_EQ(stage.description, "Monitor of Stage");
  EXPECT_EQ(stage.backend, "pulse");
  EXPECT_TRUE(stage.monitor && stage.is_default && stage.of_default_output);
  const SoundDevice& other = devices->back();
  EXPECT_EQ(other.index, 1);
  EXPECT_EQ(other.sample_rate, 96'000);
  EXPECT_EQ(other.channels, 6);
  EXPECT_FALSE(other.is_default || other.of_default_output);
}

TEST_F(CapturedInput, IsFoundByNameDescriptionOrIndex) {
  start();
  for (const char* name : {"", "0", "stage.monitor", "Monitor of Stage", "monitor"}) {
    open({.device = name});
    EXPECT_EQ(input_->name(), "stage.monitor") << "'" << name << "'";
  }
}

TEST_F(CapturedInput, AnUnknownDeviceIsRefusedWithThoseThereAre) {
  start();
  const auto refused = open_sound_input({.device = "stag.monitor"});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kNotFound);
  EXPECT_EQ(refused.error().message, "no sound input 'stag.monitor': there is 'stage.monitor'");
}

TEST_F(CapturedInput, AFormatOutOfRangeIsRefused) {
  const auto slow = open_sound_input({.wanted = {8'000, 2, 16}});
  ASSERT_FALSE(slow);
  EXPECT_EQ(slow.error().code, ErrorCode::kUsage);
  const auto many = open_sound_input({.wanted = {48'000, 9, 16}});
  ASSERT_FALSE(many);
  EXPECT_THAT(many.error().message, HasSubstr("1 to 8 channels"));
}

// Neither opening nor reading waits for it for long.
TEST_F(CapturedInput, AServerThatHangsIsNotWaitedFor) {
  start();
  open({.device = "stage.monitor"});
  server_->stop();
  const auto asked = std::chrono::steady_clock::now();
  ::setenv("SDL_AUDIODRIVER", "pulse", 1);
  const auto refused = open_sound_input({});
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().message, HasSubstr("does not answer"));
  ::unsetenv("SDL_AUDIODRIVER");
  [[maybe_unused]] const auto others = list_sound_inputs();  // those of the machine, if any
  EXPECT_LT(std::chrono::steady_clock::now() - asked, milliseconds(6000));
  server_->go_on();
  EXPECT_FALSE(capture(*input_, for_seconds(0.5)).samples.empty());
}

TEST(SoundWithoutServer, AnUnreachableServerIsAnError) {
  ::setenv("PULSE_SERVER", "unix:/nonexistent/native", 1);
  ::setenv("SDL_AUDIODRIVER", "pulse", 1);
  const auto refused = open_sound_input({});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kResource);
  EXPECT_THAT(refused.error().message, HasSubstr("cannot reach a sound server"));
  ::unsetenv("PULSE_SERVER");
  ::unsetenv("SDL_AUDIODRIVER");
}

// A file that stands for a device.
TEST(SoundFromDisk, IsHeardBitForBitAndEnds) {
  const std::filesystem::path path =
      std::filesystem::temp_directory_path() / ("reprise-disk-" + std::to_string(::getpid()));
  const AudioFormat format{48'000, 2, 16};
  const Samples noise = make_noise(format, 1.003);
  write_raw(path, noise, format, 0);
  ::setenv("SDL_AUDIODRIVER", "disk", 1);
  ::setenv("SDL_DISKAUDIOFILEIN", path.c_str(), 1);
  auto input = open_sound_input({.wanted = format});
  ASSERT_TRUE(input) << input.error().message;
  const Captured captured = capture(**input, for_seconds(20));
  EXPECT_EQ(captured.samples, noise);
  EXPECT_EQ((*input)->state(), SoundState::kEnded);
  EXPECT_FALSE(*(*input)->read(milliseconds(0)));
  ::unsetenv("SDL_AUDIODRIVER");
  ::unsetenv("SDL_DISKAUDIOFILEIN");
  std::filesystem::remove(path);
}

}  // namespace
}  // namespace reprise::tools
