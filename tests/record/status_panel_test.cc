// What stands over the picture: all that the line on the terminal says, and every key.
#include "tools/record/status_panel.h"

#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/record/on_air.h"
#include "tools/record/live_keys.h"

namespace reprise::tools {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::SizeIs;
using Kind = TextSpan::Kind;

std::string text_of(const TextLine& line) {
  std::string text;
  for (const TextSpan& span : line) {
    text += span.kind == Kind::kLamp ? "*" : span.kind == Kind::kMeter ? "[]" : span.text;
  }
  return text;
}

const TextSpan* find_span(const TextLine& line, const std::string& text) {
  const auto found = std::ranges::find_if(
      line, [&](const TextSpan& span) { return span.text.find(text) != std::string::npos; });
  return found == line.end() ? nullptr : &*found;
}

TEST(StatusPanel, SaysAllOnOneLine) {
  const auto lines = status_panel(on_air());
  ASSERT_THAT(lines, SizeIs(1));
  EXPECT_EQ(text_of(lines[0]),
            "* REC 1:02.3  [] -25 dB   60 fps  0 late  0 dropped  show.mcap 3.0 MiB  "
            "disk 5 h 10 min  one  layer 1: sweep");
  EXPECT_GT(lines[0][0].color.red, 200) << "the lamp of a recording is red";
  for (const TextSpan& span : lines[0]) {
    if (span.kind == Kind::kMeter) {
      EXPECT_NEAR(span.level, 0.5, 1e-9);
    }
  }
}

TEST(StatusPanel, WhatGoesWrongStandsOut) {
  LiveStatus status = on_air();
  const TextLine calm = status_panel(status)[0];
  status.warning = "nothing is heard";
  status.dropped = 3;
  status.lost_samples = 24'000;
  status.unwritten = 7;
  status.disk_seconds = 300;
  const auto lines = status_panel(status);
  ASSERT_THAT(lines, SizeIs(2));
  EXPECT_EQ(text_of(lines[0]), "! nothing is heard");
  EXPECT_THAT(text_of(lines[1]), HasSubstr("0.50 s of sound lost  7 records lost"));
  for (const char* part : {"dropped", "disk"}) {
    const TextSpan* before = find_span(calm, part);
    const TextSpan* now = find_span(lines[1], part);
    ASSERT_TRUE(before != nullptr && now != nullptr) << part;
    EXPECT_GT(now->color.red, before->color.red + 50) << part;
  }
}

TEST(StatusPanel, AnArmedRecorderHasNoTakeAndNoRedLamp) {
  LiveStatus status = on_air();
  status.state = LiveStatus::State::kArmed;
  const TextLine line = status_panel(status)[0];
  EXPECT_THAT(text_of(line), HasSubstr("* ARMED  []"));
  EXPECT_THAT(text_of(line), Not(HasSubstr("show.mcap")));
  EXPECT_LT(line[0].color.red, 150);
}

TEST(HelpPanel, NamesEveryKeyOfTheTable) {
  std::string text;
  for (const TextLine& line : help_panel()) {
    text += text_of(line) + "\n";
  }
  for (const KeyBinding& binding : live_keys()) {
    EXPECT_THAT(text, HasSubstr(std::string(binding.help)));
  }
  EXPECT_THAT(text, HasSubstr("Ctrl+Q"));
}

TEST(LetterHeight, FollowsTheWindowAndLeavesRoomForAllLines) {
  EXPECT_EQ(letter_height({1280, 720}, 1), 16);
  EXPECT_EQ(letter_height({1920, 1080}, 1), 24);
  EXPECT_EQ(letter_height({720, 1280}, 1), 12);
  EXPECT_EQ(letter_height({320, 180}, 1), 12);
  for (const int height : {480, 720, 1080, 2160}) {
    const int lines = static_cast<int>(help_panel().size());
    const int letters = letter_height({height * 16 / 9, height}, help_panel().size());
    EXPECT_LE((lines + 1) * (letters + letters / 4), height) << height;
  }
}

}  // namespace
}  // namespace reprise::tools
