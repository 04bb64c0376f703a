// Takes that were performed with keys replay as what was shown, whatever was done and wherever a
// take began.
#include <algorithm>
#include <array>
#include <chrono>
#include <iostream>
#include <map>
#include <random>
#include <thread>

#include "tests/acceptance/live_stage.h"

namespace reprise::acceptance {
namespace {

using std::chrono::milliseconds;

constexpr std::int64_t kRate = 48000;
constexpr std::int64_t kHop = 256;

using LiveReplay = LiveWindow;

TEST_F(LiveReplay, ATakeOfTwoHundredRandomKeysReplaysAsItWasShown) {
  static constexpr std::array kKeys{
      "1",      "2",      "3",     "shift+1", "shift+2", "shift+3",   "space", "BackSpace",
      "x",      "Next",   "Up",    "Down",    "Right",   "Left",      "Right", "Left",
      "Delete", "m",      "t",     "l",       "Tab",     "Up",        "Down",  "2",
      "3",      "period", "comma", "Prior",   "b b",     "f Right f", "Up",    "Right"};
  std::mt19937 dice(20261120);
  const auto keys = [&](int count) {
    std::string all;
    for (int i = 0; i < count; ++i) {
      all += std::string(" ") + kKeys[dice() % kKeys.size()];
    }
    return all;
  };
  const Playing music_plays(*server_, at("music.raw"), music(20));
  const auto process = start_show("wild.json", {"--hash", "every=1"});
  wait_for_title("REC .*one");
  press(keys(110), 30);
  screen_->resize(".", 211, 160);
  press(keys(110), 30);
  press("p");
  wait_for_title("PAUSED");
  press("p");
  wait_for_title("REC");
  press(keys(60), 30);
  const Outcome outcome = stopped(*process);
  EXPECT_EQ(outcome.code, 0) << outcome;
  const auto cues = performed_cues("show.mcap");
  EXPECT_GE(cues.size(), 200U);
  EXPECT_TRUE(std::ranges::any_of(cues, [](const Json& cue) { return cue["type"] == "switch"; }));
  const std::int64_t checked = verified("show.mcap");
  EXPECT_GT(checked, 100);
  std::cout << cues.size() << " cues, " << checked << " frames the same\n";
}

// A show of flat colours: a frame's colour is its scene.
TEST_F(LiveReplay, EveryFrameRateShowsTheSameSceneAtTheSameTime) {
  SKIP_WITHOUT("ffmpeg");
  const auto process = start_show("flags.json", {});
  wait_for_title("REC .*red");
  std::mt19937 dice(7);
  std::string keys;
  for (int i = 0; i < 40; ++i) {
    keys += " " + std::string(dice() % 2 == 0 ? "shift+" : "") + std::to_string(1 + dice() % 3);
  }
  press(keys, 60);
  EXPECT_EQ(stopped(*process).code, 0);

  const std::map<std::string, test::Color> colors{
      {"red", {255, 0, 0}}, {"green", {0, 255, 0}}, {"blue", {0, 0, 255}}};
  const auto cues = performed_cues("show.mcap");
  ASSERT_GT(cues.size(), 15U);
  // The cues of up to the hop that a sample sees, and the last scene that they asked for.
  const auto scene_at = [&](std::int64_t sample) {
    std::string scene = "red";
    for (const Json& cue : cues) {
      if (number(cue["sample"]) <= sample / kHop * kHop) {
        scene = cue["text"];
      }
    }
    return scene;
  };
  const auto frames = records("show.mcap", "frame");
  ASSERT_GT(frames.size(), 60U);
  for (const Json& frame : frames) {
    EXPECT_EQ(frame["scene"], scene_at(number(frame["sample"]))) << frame;
  }
  for (const std::int64_t fps : {24, 30, 60, 120}) {
    replay("show.mcap", "show.mkv",
           {"--codec", "ffv1", "--timing", "exact", "--fps", std::to_string(fps), "-y"});
    const auto shown = middles("show.mkv");
    EXPECT_NEAR(static_cast<double>(shown.size()),
                static_cast<double>(frames.size()) * static_cast<double>(fps) / 30, 5);
    std::size_t wrong = 0;
    for (std::size_t n = 0; n < shown.size(); ++n) {
      const auto sample = static_cast<std::int64_t>(n) * kRate / fps;
      wrong += shown[n] == colors.at(scene_at(sample)) ? 0U : 1U;
    }
    EXPECT_EQ(wrong, 0U) << "of " << shown.size() << " frames at " << fps << " fps";
  }
}

TEST_F(LiveReplay, KeysStartAndEndTakes) {
  const Playing music_plays(*server_, at("music.raw"), music(20));
  const auto process =
      start_show("wild.json", {"--arm", "--preroll", "1", "--hash", "every=1", "--json"});
  wait_for_title("ARMED.*one");
  std::this_thread::sleep_for(milliseconds(1500));
  EXPECT_FALSE(exists("show.mcap.partial"));
  press("m");
  std::this_thread::sleep_for(milliseconds(300));
  press("r");
  wait_for_title("REC .* show.mcap");
  press("2 Up Down Right", 150);
  press("r");
  wait_for_title("ARMED");
  press("r");
  wait_for_title("REC .* show-2.mcap");
  press("Right 1 Left 2 Right Right 3", 150);
  press("ctrl+q");
  const Outcome outcome = end_of(*process);
  EXPECT_EQ(outcome.code, 0) << outcome;

  const Json takes = json_of(outcome)["takes"];
  ASSERT_EQ(takes.size(), 2U) << outcome;
  EXPECT_EQ(takes[0]["take"], "show.mcap");
  EXPECT_EQ(takes[1]["take"], "show-2.mcap");
  EXPECT_GT(takes[0]["start_sample"], 0);
  EXPECT_GE(takes[1]["start_sample"], takes[0]["samples"]);
  // What was done within the pre-roll is in the take.
  EXPECT_TRUE(std::ranges::any_of(performed_cues("show.mcap"), [&](const Json& cue) {
    return cue["type"] == "marker" && number(cue["sample"]) >= number(takes[0]["start_sample"]);
  }));
  for (const std::string name : {"show.mcap", "show-2.mcap"}) {
    const Json info = json_of(run({"reprise-inspect", "info", name, "--json"}));
    const std::string files = info["attachments"].dump();
    EXPECT_NE(files.find("state/analysis"), std::string::npos) << files;
    EXPECT_NE(files.find("state/engine"), std::string::npos) << files;
    EXPECT_GT(verified(name), 5) << name;
    const Outcome doctor = run({"reprise-inspect", "doctor", name});
    EXPECT_EQ(doctor.code, 0) << name << ": " << doctor;
    replay(name, "show.mkv", {"--codec", "ffv1", "-y"});
    EXPECT_EQ(run({"reprise-inspect", "verify", name, "show.mkv", "--render"}).code, 0) << name;
  }
}

// A split falls between two frames of a preset that keeps buffers, and the next part goes on with
// them: every frame of it can be proven.
TEST_F(LiveReplay, PartsOfAFeedbackPresetVerify) {
  const auto process =
      start("show.mcap", {"-s", "64x36", "--fps", "30", "--preset", "trail", "--device", "monitor",
                          "--split", "1", "--hash", "every=1", "--duration", "3.5"});
  const Playing music_plays(*server_, at("music.raw"), music(6));
  EXPECT_EQ(end_of(*process).code, 0);
  EXPECT_GT(verified("show.mcap"), 10);
  for (const std::string name : {"show-2.mcap", "show-3.mcap"}) {
    const Json info = json_of(run({"reprise-inspect", "info", name, "--json"}));
    EXPECT_NE(info["attachments"].dump().find("state/render"), std::string::npos) << info;
    const std::int64_t start = number(info["start_sample"]);
    const auto frames = records(name, "frame");
    const auto shown = std::ranges::count_if(frames, [start](const Json& frame) {
      return number(frame["sample"]) >= start &&
             frame["flags"].dump().find("dropped") == std::string::npos;
    });
    EXPECT_GE(verified(name), shown * 9 / 10) << name;
    EXPECT_GT(shown, 10);
    // Not those that it holds from before.
    EXPECT_EQ(info["shown"]["frames"], std::ranges::count_if(frames, [start](const Json& frame) {
                return number(frame["sample"]) >= start;
              }));
    EXPECT_LT(info["shown"]["seconds"], 2.0);
    EXPECT_GT(info["hashes"]["frames"], 10);
    const Outcome doctor = run({"reprise-inspect", "doctor", name});
    EXPECT_EQ(doctor.code, 0) << name << ": " << doctor;
  }
}

TEST_F(LiveReplay, ATakeWithoutHashesSaysWhy) {
  const auto live = start("show.mcap", {"-s", "64x36", "--fps", "30", "--preset", "trail",
                                        "--device", "monitor", "--duration", "1"});
  EXPECT_EQ(end_of(*live).code, 0);
  const auto headless =
      start("dark.mcap", {"-s", "64x36", "--fps", "30", "--preset", "trail", "--device", "monitor",
                          "--duration", "1", "--headless"});
  EXPECT_EQ(end_of(*headless).code, 0);
  const std::map<std::string, std::string> reasons{{"show.mcap", "without --hash"},
                                                   {"dark.mcap", "nothing was drawn"}};
  for (const auto& [take, why] : reasons) {
    const Outcome json = run({"reprise-inspect", "verify", take, "--performed", "--json"});
    EXPECT_EQ(json.code, 2) << json;
    EXPECT_EQ(json_of(json)["result"], "not_provable");
    EXPECT_NE(json_of(json)["reason"].dump().find(why), std::string::npos) << json;
    EXPECT_NE(json_of(json)["unproven"]["why_none"].dump().find(why), std::string::npos) << json;
    const Outcome text = run({"reprise-inspect", "verify", take, "--performed"});
    EXPECT_NE(text.out.find(why), std::string::npos) << text;
    EXPECT_NE(run({"reprise-inspect", "info", take}).out.find("proof    none: "),
              std::string::npos);
  }
}

// Takes that a key began while feedback was on show, each with all its hashes.
TEST_F(LiveReplay, ATakeThatAKeyBeganAmidFeedbackReplaysAsItWasShown) {
  const auto process = start("show.mcap", {"-s", "64x36", "--fps", "30", "--preset", "trail",
                                           "--device", "monitor", "--arm", "--hash", "every=1"});
  const Playing music_plays(*server_, at("music.raw"), music(10));
  wait_for_title("ARMED");
  std::this_thread::sleep_for(milliseconds(1500));
  press("r");
  wait_for_title("REC .* show.mcap");
  std::this_thread::sleep_for(milliseconds(1500));
  press("r");
  wait_for_title("ARMED");
  press("f r");
  wait_for_title("REC .* show-2.mcap");
  std::this_thread::sleep_for(milliseconds(700));
  press("f");
  std::this_thread::sleep_for(milliseconds(700));
  press("ctrl+q");
  EXPECT_EQ(end_of(*process).code, 0);
  EXPECT_GT(verified("show.mcap"), 15);
  EXPECT_GT(verified("show-2.mcap"), 15);
}

}  // namespace
}  // namespace reprise::acceptance
