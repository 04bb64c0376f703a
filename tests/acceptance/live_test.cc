// Live recordings without a window: what is played is what is in the take, sample for sample,
// however the run is cut into takes.
#include <chrono>
#include <csignal>
#include <thread>

#include "tests/acceptance/live_stage.h"

namespace reprise::acceptance {
namespace {

class LiveSoundTest : public LiveStage {
 protected:
  // Played into the output while the recorder listens to it; the recorder is stopped afterwards.
  Outcome recorded(std::string_view take, const Sound& sound, const Arguments& more) {
    const auto process = start_small(take, more);
    wait_for_file(std::string(take) + ".partial");
    play_all(sound);
    return stopped(*process);
  }
};

TEST_F(LiveSoundTest, ASongThatIsPlayedThroughTheSpeakersIsRecordedExactly) {
  const Sound song = noise(3);
  write_sound("song.wav", song);
  Arguments arguments = small_take();
  arguments.insert(arguments.end(), {"--headless", "--input", "song.wav"});
  const auto process = start("show.mcap", arguments);
  const Outcome outcome = end_of(*process);  // by itself, with the song
  const std::string heard = sound_of("show.mcap");
  EXPECT_EQ(outcome.code, heard.size() == raw_of(song).size() ? 0 : 3) << outcome;
  EXPECT_TRUE(without_gaps(heard, records("show.mcap", "cue")) == raw_of(song));
}

TEST_F(LiveSoundTest, PartsHoldEverySampleOnce) {
  const Sound song = noise(5);
  write_sound("song.wav", song);
  Arguments arguments = small_take();
  arguments.insert(arguments.end(),
                   {"--headless", "--input", "song.wav", "--split", "1.5", "--json"});
  const auto process = start("show.mcap", arguments);
  const Outcome outcome = end_of(*process);
  if (outcome.code == 3) {
    GTEST_SKIP() << "the machine was too busy for its output: " << outcome;
  }
  EXPECT_EQ(outcome.code, 0) << outcome;
  const Json takes = json_of(outcome)["takes"];
  ASSERT_GE(takes.size(), 3U) << outcome;
  std::string all;
  std::int64_t end = 0;
  for (std::size_t i = 0; i < takes.size(); ++i) {
    const std::string name = takes[i]["take"];
    EXPECT_EQ(name, i == 0 ? "show.mcap" : "show-" + std::to_string(i + 1) + ".mcap");
    EXPECT_EQ(takes[i]["start_sample"], end) << name;
    end = takes[i]["samples"].get<std::int64_t>();
    all += sound_of(name, {"--start", std::to_string(number(takes[i]["start_sample"])) + "s"});
    EXPECT_EQ(run({"reprise-inspect", "doctor", name}).code, 0) << name;
  }
  EXPECT_EQ(all.size(), raw_of(song).size());
  EXPECT_TRUE(all == raw_of(song));
}

TEST_F(LiveSoundTest, ADurationIsExact) {
  const auto process = start_small("show.mcap", {"--headless", "--duration", "1.25", "--json"});
  const Outcome outcome = end_of(*process);
  EXPECT_EQ(outcome.code, 0) << outcome;
  const Json report = json_of(outcome);
  EXPECT_EQ(report["takes"][0]["samples"], 60'000);
  EXPECT_EQ(report["silent"], true);
  EXPECT_NE(outcome.err.find("nothing was heard"), std::string::npos) << outcome;
}

TEST_F(LiveSoundTest, SoundThatIsLostIsSilenceAndToldOf) {
  const auto process = start_small("show.mcap", {"--headless", "--json"});
  wait_for_file("show.mcap.partial");
  play_all(noise(0.5));
  server_->unplug();
  std::this_thread::sleep_for(std::chrono::milliseconds(1500));
  ASSERT_TRUE(server_->plug());
  std::this_thread::sleep_for(std::chrono::milliseconds(1500));
  play_all(noise(0.5, 2));
  const Outcome outcome = stopped(*process);
  EXPECT_EQ(outcome.code, 3) << outcome;  // finished with loss
  const std::int64_t lost = number(json_of(outcome)["takes"][0]["lost_samples"]);
  EXPECT_GT(lost, 24'000) << outcome;
  std::int64_t told = 0;
  for (const Json& cue : records("show.mcap", "cue")) {
    told += cue["type"] == "gap" ? number(cue["number"]) : 0;
  }
  EXPECT_EQ(told, lost);
  const std::string heard = sound_of("show.mcap");
  EXPECT_NE(heard.find(raw_of(noise(0.5))), std::string::npos) << "before";
  EXPECT_NE(heard.find(raw_of(noise(0.5, 2))), std::string::npos) << "after";
  EXPECT_EQ(run({"reprise-inspect", "doctor", "show.mcap"}).code, 0);
}

TEST_F(LiveSoundTest, ARecorderThatIsKilledLosesLessThanASecond) {
  const Sound song = noise(3);
  const auto process = start_small("show.mcap", {"--headless"});
  wait_for_file("show.mcap.partial");
  play_all(song);
  std::this_thread::sleep_for(std::chrono::milliseconds(1000));
  process->send(SIGKILL);
  EXPECT_EQ(end_of(*process).code, 128 + SIGKILL);
  EXPECT_FALSE(exists("show.mcap"));
  const Outcome outcome =
      run({"reprise-inspect", "recover", "show.mcap.partial", "-o", "show.mcap"});
  EXPECT_TRUE(outcome.code == 0 || outcome.code == 3) << outcome;
  EXPECT_NE(sound_of("show.mcap").find(raw_of(song)), std::string::npos);
}

TEST_F(LiveSoundTest, DevicesAreListed) {
  const Outcome text = run({"reprise-record", "--list-devices"});
  EXPECT_EQ(text.code, 0) << text;
  EXPECT_NE(text.out.find("stage.monitor"), std::string::npos) << text;
  const Outcome outcome = run({"reprise-record", "--list-devices", "--json"});
  EXPECT_EQ(outcome.code, 0) << outcome;
  const Json device = json_of(outcome)["devices"][0];
  EXPECT_EQ(device["name"], "stage.monitor");
  EXPECT_EQ(device["default"], true);
  EXPECT_EQ(device["monitor"], true);
  EXPECT_EQ(device["sample_rate"], 48'000);
  EXPECT_EQ(device["channels"], 2);
}

TEST_F(LiveSoundTest, AnUnknownDeviceIsAnErrorThatNamesTheOthers) {
  const Outcome outcome = end_of(*start("show.mcap", {"--headless", "--device", "nothing-such"}));
  EXPECT_EQ(outcome.code, 1) << outcome;
  EXPECT_NE(outcome.err.find("nothing-such"), std::string::npos) << outcome;
  EXPECT_NE(outcome.err.find("stage.monitor"), std::string::npos) << outcome;
  EXPECT_FALSE(exists("show.mcap.partial"));
  EXPECT_FALSE(exists("show.mcap"));
}

TEST_F(LiveSoundTest, ATakeThatStandsThereIsKept) {
  write_file(at("show.mcap"), "precious");
  const Outcome outcome = run({"reprise-record", "--live", "--headless", "-o", "show.mcap",
                               "--preset-path", "presets", "--preset", "sweep"});
  EXPECT_EQ(outcome.code, 1) << outcome;
  EXPECT_EQ(read_file(at("show.mcap")), "precious");
}

class LiveOptionsTest : public Stage {};

TEST_F(LiveOptionsTest, OptionsThatMakeNoSenseAreRefused) {
  const auto refused = [this](Arguments arguments, const std::string& why) {
    arguments.insert(arguments.begin(), "reprise-record");
    const Outcome outcome = run(arguments);
    EXPECT_EQ(outcome.code, 2) << outcome;
    EXPECT_NE(outcome.err.find(why), std::string::npos) << outcome;
    EXPECT_EQ(outcome.out, "");
  };
  refused({"--live"}, "-o TAKE is missing");
  refused({"--live", "song.wav", "-o", "x.mcap"}, "--live --input FILE plays it");
  refused({"song.wav", "-o", "x.mcap", "--device", "1"}, "--device needs --live");
  refused({"song.wav", "-o", "x.mcap", "--split", "30:00"}, "--split needs --live");
  refused({"--live", "-o", "x.mcap", "--input", "a.wav", "--device", "1"}, "excludes --device");
  refused({"--live", "-o", "x.mcap", "--input", "a.wav", "--rate", "44100"}, "has its own");
  refused({"--live", "-o", "x.mcap", "--headless", "--arm"}, "--headless excludes");
  refused({"--live", "-o", "x.mcap", "--hash", "often"}, "is no number of frames");
  refused({"--live", "-o", "x.mcap", "--rate", "8000"}, "--rate");
  refused({"--live", "-o", "x.txt"}, "x.txt");
  refused({"--live", "-o", "x.mcap", "--split", "10K"}, "less than 1 MiB");
  write_sound("song.wav", noise(0.1));
  refused({"--live", "-o", "x.mcap", "--input", "song.wav", "--split", "0", "--headless",
           "--preset-path", "presets", "--preset", "sweep"},
          "less than a second");
}

}  // namespace
}  // namespace reprise::acceptance
