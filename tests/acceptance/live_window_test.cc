// Live recordings with a window: what is on the screen, what keys do, and how long a sound takes to
// be seen.
#include <algorithm>
#include <chrono>
#include <cmath>
#include <iostream>
#include <sstream>
#include <thread>

#include "tests/acceptance/live_stage.h"
#include "tests/support/screen_pixel.h"
#include "tests/support/shell.h"

namespace reprise::acceptance {
namespace {

using std::chrono::milliseconds;

constexpr std::int64_t kSecond = 1'000'000'000;
constexpr std::int64_t kRate = 48000;

TEST_F(LiveWindow, ThePictureOnTheScreenIsTheOneThatReplays) {
  SKIP_WITHOUT("ffmpeg");
  const auto process = start(
      "show.mcap", {"-s", "320x180", "--fps", "30", "--preset", "sweep", "--device", "monitor"});
  wait_for_title("REC .*show.mcap.*sweep");
  press("i f");                                    // no line of status
  std::this_thread::sleep_for(milliseconds(700));  // long enough for any frame to be the frozen one
  const auto place = screen_->place_of("REC");
  const test::Screenshot shot = screen_->picture();
  ASSERT_TRUE(place);
  const Outcome outcome = stopped(*process);
  EXPECT_EQ(outcome.code, 0) << outcome;

  replay("show.mcap", "show.mkv", {"--codec", "ffv1", "--timing", "performed"});
  ffmpeg({"-sseof", "-0.1", "-i", "show.mkv", "-update", "1", "-pix_fmt", "rgb24", "last.ppm"});
  const std::string last = read_file(at("last.ppm"));
  constexpr std::size_t kBytes = std::size_t{320} * 180 * 3;
  ASSERT_GT(last.size(), kBytes);
  const test::Screenshot shown{320, 180, last.substr(last.size() - kBytes)};
  for (int row = 1; row < 8; ++row) {
    for (int column = 1; column < 8; ++column) {
      const auto seen =
          shot.at(place->x + place->width * column / 8, place->y + place->height * row / 8);
      const auto replayed = shown.at(320 * column / 8, 180 * row / 8);
      for (std::size_t c = 0; c < 3; ++c) {
        EXPECT_NEAR(seen[c], replayed[c], 12) << column << ", " << row;
      }
    }
  }
  EXPECT_NE(shown.at(40, 90), shown.at(200, 90));  // there is a picture at all
}

// Until a part of the screen looks like that, or for half a minute.
class LiveLine : public LiveWindow {
 protected:
  // Whether a share of the pixels of these rows comes to be no flat `color`, or all of them come to
  // be just that.
  void expect_text(bool there, int top, int bottom, test::Color color) const {
    bool found = !there;
    for (int i = 0; i < 300 && found != there; ++i) {
      const test::Screenshot shot = screen_->picture();
      found = false;
      for (int y = top; y < bottom; ++y) {
        for (int x = left_; x < right_; ++x) {
          found = found || shot.at(x, y) != color;
        }
      }
      std::this_thread::sleep_for(milliseconds(found != there ? 100 : 0));
    }
    EXPECT_EQ(found, there) << top << " to " << bottom;
  }
  int left_ = 0;
  int right_ = 640;
};

TEST_F(LiveLine, IsOverThePictureInAWindowAndNeverInAFrame) {
  constexpr test::Color kRed{255, 0, 0};
  constexpr test::Color kBlack{0, 0, 0};
  const auto process = start_show("flags.json", {"--hash", "every=1"});
  wait_for_title("REC .*red");
  const auto place = screen_->place_of("REC");
  ASSERT_TRUE(place);
  left_ = place->x;
  right_ = place->x + place->width;
  const int top = place->y + 2;
  const int middle = place->y + place->height / 2;
  const int line = place->y + place->height - 15;
  const int bottom = place->y + place->height - 2;
  expect_text(true, line, bottom, kRed);
  expect_text(false, top, line - 15, kRed);
  press("h");
  expect_text(true, middle - 10, middle + 10, kRed);
  press("Escape");
  expect_text(false, middle - 10, middle + 10, kRed);
  press("i");
  expect_text(false, top, bottom, kRed);

  press("F11");  // the audience's: without, until it is asked for; below the picture all is black
  left_ = 0;
  right_ = 640;
  expect_text(false, 430, 478, kBlack);
  expect_text(false, 100, 400, kRed);
  press("i");
  expect_text(true, 460, 478, kBlack);
  const Outcome outcome = stopped(*process);
  EXPECT_EQ(outcome.code, 0) << outcome;
  EXPECT_GT(verified("show.mcap"), 5);
}

TEST_F(LiveWindow, KeysAreCuesAtTheTimeOfTheirPress) {
  struct Step {
    std::string key;
    std::string cue;
  };
  const std::vector<Step> steps{{"m", "marker"},     {"b", "blackout"}, {"b", "blackout"},
                                {"2", "switch"},     {"3", "switch"},   {"1", "switch"},
                                {"Down", "opacity"}, {"Up", "opacity"}, {"f", "freeze"},
                                {"f", "freeze"},     {"t", "tap"}};
  const auto process = start_show("flags.json", {});
  wait_for_title("REC .*red");
  press("shift");  // brings the pointer over the window; no cue
  struct Span {
    std::int64_t before = 0;
    std::int64_t after = 0;
  };
  std::vector<Span> spans;
  const auto timed = [&](const std::string& key) {
    std::istringstream times(
        test::run_shell("date +%s%N; xdotool key " + key + "; date +%s%N").output);
    Span span;
    times >> span.before >> span.after;
    std::this_thread::sleep_for(milliseconds(250));
    return span;
  };
  for (const Step& step : steps) {
    spans.push_back(timed(step.key));
  }
  const Span paused = timed("p");
  wait_for_title("PAUSED");
  timed("p");
  wait_for_title("REC");
  const Span ended = timed("r");
  wait_for_title("ARMED");
  const Outcome outcome = stopped(*process);
  EXPECT_EQ(outcome.code, 0) << outcome;

  auto cues = performed_cues("show.mcap");
  const std::int64_t start = epoch("show.mcap");
  const auto time_of = [&](std::int64_t sample) { return start + sample * kSecond / kRate; };
  ASSERT_EQ(cues.size(), steps.size() + 2) << Json(cues).dump(1);
  double most_early = 0;
  double most_late = 0;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    EXPECT_EQ(cues[i]["type"], steps[i].cue) << i;
    const std::int64_t time = time_of(number(cues[i]["sample"]));
    most_early = std::max(most_early, static_cast<double>(spans[i].before - time) / 1e6);
    most_late = std::max(most_late, static_cast<double>(time - spans[i].after) / 1e6);
  }
  std::cout << "keys: at most " << most_early << " ms before xdotool began, at most " << most_late
            << " ms after it ended\n";
  EXPECT_LT(most_early, 40);
  EXPECT_LT(most_late, 150);  // of a machine that does much else
  EXPECT_EQ(number(cues[1]["number"]), 1);
  EXPECT_EQ(number(cues[2]["number"]), 0);
  EXPECT_EQ(cues[3]["text"], "green");
  EXPECT_EQ(cues[4]["text"], "blue");
  EXPECT_EQ(cues[5]["text"], "red");
  EXPECT_EQ(number(cues[8]["number"]), 1);
  EXPECT_EQ(number(cues[9]["number"]), 0);

  const Json& pause = cues[steps.size()];
  const Json& resume = cues[steps.size() + 1];
  EXPECT_EQ(pause["type"], "pause");
  EXPECT_EQ(number(pause["number"]), 1);
  EXPECT_EQ(number(resume["number"]), 0);
  EXPECT_EQ(pause["sample"], resume["sample"]);
  EXPECT_GT(resume["values"][0].get<double>(), 0.2);
  EXPECT_NEAR(static_cast<double>(time_of(number(pause["sample"])) - paused.before) / 1e9, 0, 0.3);
  // The take ends where R was pressed, less the pause.
  const Json info = json_of(run({"reprise-inspect", "info", "show.mcap", "--json"}));
  const double length = static_cast<double>(time_of(number(info["samples"])) - ended.before) / 1e9;
  EXPECT_NEAR(length + resume["values"][0].get<double>(), 0, 0.5);
}

TEST_F(LiveWindow, KeysInQuickSuccessionAllCount) {
  const auto process = start_show("flags.json", {"--fps", "24"});
  wait_for_title("REC .*red");
  press("b b Down Down Down 2 1 f f", 4);
  std::this_thread::sleep_for(milliseconds(300));
  EXPECT_EQ(stopped(*process).code, 0);
  const auto cues = performed_cues("show.mcap");
  ASSERT_EQ(cues.size(), 9U) << Json(cues).dump(1);
  EXPECT_EQ(number(cues[0]["number"]), 1);
  EXPECT_EQ(number(cues[1]["number"]), 0);
  EXPECT_NEAR(cues[2]["values"][0].get<double>(), 0.9, 1e-6);
  EXPECT_NEAR(cues[3]["values"][0].get<double>(), 0.8, 1e-6);
  EXPECT_NEAR(cues[4]["values"][0].get<double>(), 0.7, 1e-6);
  EXPECT_EQ(cues[5]["text"], "green");
  EXPECT_EQ(cues[6]["text"], "red");
  EXPECT_EQ(number(cues[7]["number"]), 1);
  EXPECT_EQ(number(cues[8]["number"]), 0);
}

std::int64_t unix_now_ns() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

class LiveLatency : public LiveWindow {
 protected:
  // For six seconds: Unix times at which the place became bright.
  [[nodiscard]] std::vector<std::int64_t> flashes_at(int x, int y) const {
    const test::ScreenPixel pixel(screen_->display(), x, y);
    std::vector<std::int64_t> flashes;
    bool was_bright = false;
    for (const auto end = unix_now_ns() + 6 * kSecond; unix_now_ns() < end;) {
      const int middle = pixel.color()[1];
      const bool bright = middle > (was_bright ? 60 : 110);
      if (bright && !was_bright) {
        flashes.push_back(unix_now_ns());
      }
      was_bright = bright;
      std::this_thread::sleep_for(std::chrono::microseconds(500));
    }
    return flashes;
  }
};

// Samples at which stereo sound of 16 bit becomes loud after quiet.
std::vector<std::int64_t> clicks_in(const std::string& sound) {
  std::vector<std::int64_t> clicks;
  for (std::size_t i = 0; i + 3 < sound.size(); i += 4) {
    const auto sample = static_cast<std::int64_t>(i / 4);
    if (std::abs(static_cast<int>(static_cast<signed char>(sound[i + 1]))) > 60 &&
        (clicks.empty() || sample > clicks.back() + kRate / 10)) {
      clicks.push_back(sample);
    }
  }
  return clicks;
}

std::string sorted_text(std::vector<double> values) {
  std::ranges::sort(values);
  std::ostringstream text;
  for (const double value : values) {
    text << ' ' << std::round(value * 10) / 10;
  }
  return text.str();
}

// From the sound to the screen: measured and printed. docs/PERFORMANCE.md has the figures.
TEST_F(LiveLatency, AClickIsSeenWithinABlockAndAFrame) {
  std::vector<std::int64_t> clicks;
  for (std::int64_t i = 0; i < 7; ++i) {  // on no grid of frames, hops or blocks
    clicks.push_back(kRate + i * kRate * 7 / 10 + 131 * i * i % 811);
  }
  const auto process = start(
      "show.mcap", {"-s", "64x36", "--fps", "60", "--preset", "flash", "--device", "monitor"});
  wait_for_title("REC .*flash");
  const auto place = screen_->place_of("REC");
  ASSERT_TRUE(place);
  const auto flashes = [&] {
    const Playing clicks_play(*server_, at("clicks.raw"),
                              click_track(5.8, static_cast<std::int32_t>(kRate), clicks));
    return flashes_at(place->x + place->width / 2, place->y + place->height / 2);
  }();
  EXPECT_EQ(stopped(*process).code, 0);

  const auto records = converted("show.mcap");
  const std::int64_t start = epoch("show.mcap");
  std::vector<double> told;
  std::vector<double> seen;
  for (const std::int64_t click : clicks_in(sound_of("show.mcap"))) {
    const std::int64_t time = start + click * kSecond / kRate;
    const auto frame = std::ranges::find_if(records, [&](const Json& record) {
      return record.value("topic", "") == "/frame" && record["flags"].dump() != "[\"dropped\"]" &&
             number(record["sample"]) >= click && record["features"]["peak"].get<double>() > 0.5;
    });
    const auto flash = std::ranges::lower_bound(flashes, time);
    if (frame != records.end() && flash != flashes.end() && *flash - time < kSecond / 2) {
      told.push_back(static_cast<double>(number((*frame)["publish_time"]) - time) / 1e6);
      seen.push_back(static_cast<double>(*flash - time) / 1e6);
    }
  }
  ASSERT_GE(seen.size(), 3U) << flashes.size() << " flashes";
  std::cout << "from a click's sample to its frame's record, ms:" << sorted_text(told)
            << "\nfrom a click's sample to its flash on the screen, ms:" << sorted_text(seen)
            << '\n';
  std::ranges::sort(seen);
  EXPECT_LT(seen[seen.size() / 2], 150);  // the aim is a block and a frame: 27 ms
}

}  // namespace
}  // namespace reprise::acceptance
