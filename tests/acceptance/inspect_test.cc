// What reprise-inspect says beside its results: help, usage errors, identities, signals.
#include <chrono>
#include <csignal>
#include <regex>
#include <thread>

#include <gmock/gmock.h>

#include "tests/acceptance/stage.h"

namespace reprise::acceptance {
namespace {

using ::testing::ContainsRegex;
using ::testing::HasSubstr;

class Inspect : public Stage {
 protected:
  void record_show(double seconds = 1) const {
    write_sound("song.wav", music(seconds));
    record("song.wav", "show.mcap", small_take());
  }

  void expect_usage_error(const Arguments& arguments, const std::string& message) const {
    const Outcome outcome = run(arguments);
    EXPECT_EQ(outcome.code, 2) << outcome;
    EXPECT_EQ(outcome.err, "error: " + message + "\n");
  }
};

TEST_F(Inspect, HelpStartsWithTwoExamples) {
  const auto lines = lines_of(run({"reprise-inspect", "--help"}).out);
  ASSERT_GT(lines.size(), 4U);
  EXPECT_EQ(lines[0], "Examples:");
  EXPECT_TRUE(lines[1].starts_with("  reprise-inspect ")) << lines[1];
  EXPECT_TRUE(lines[2].starts_with("  reprise-inspect ")) << lines[2];
  EXPECT_EQ(lines[3], "");
}

TEST_F(Inspect, TheFrontKnowsEveryCommand) {
  const std::string front = run({"reprise", "--help"}).out;
  const std::regex command("  ([a-z]+) +(.*)");
  int commands = 0;
  const std::string help = run({"reprise-inspect", "--help"}).out;
  for (const std::string& line : lines_of(help.substr(help.find("\n\n  ") + 2))) {
    std::smatch words;
    if (std::regex_match(line, words, command)) {
      EXPECT_THAT(front, ContainsRegex("\n  " + words.str(1) + " +"));
      EXPECT_THAT(front, HasSubstr(words.str(2) + " (reprise-inspect)\n"));
      ++commands;
    }
  }
  EXPECT_GE(commands, 13);
}

TEST_F(Inspect, WhatIsNoFileIsNoTake) {
  record_show();
  for (const Arguments& arguments :
       {Arguments{"reprise-inspect", "convert", "show.mcap", "-o", "-"},
        Arguments{"reprise-inspect", "recover", "show.mcap", "-o", "-"},
        Arguments{"reprise-inspect", "trim", "show.mcap", "-o", "-"},
        Arguments{"reprise-record", "song.wav", "-o", "-"}}) {
    const Outcome outcome = run(arguments);
    EXPECT_EQ(outcome.code, 2) << outcome;
    EXPECT_THAT(outcome.err, HasSubstr("a take is not written to stdout"));
  }
  for (const std::string command : {"info", "convert", "doctor", "cat"}) {
    const Outcome outcome = command == "convert"
                                ? run({"reprise-inspect", "convert", "-", "-o", "x.mcap"})
                                : run({"reprise-inspect", command, "-"});
    EXPECT_EQ(outcome.code, 2) << outcome;
    EXPECT_THAT(outcome.err, HasSubstr("a take cannot be read from stdin")) << command;
  }
}

TEST_F(Inspect, ProgressOfReadingIsWrittenInBlocks) {
  record_show();
  for (const std::string& command :
       {std::string("convert show.mcap -o x.jsonl"), std::string("recover show.mcap -o x.mcap"),
        std::string("doctor show.mcap")}) {
    const Outcome outcome = shell("reprise-inspect " + command + " --progress blocks");
    EXPECT_EQ(outcome.code, 0) << outcome;
    EXPECT_EQ(outcome.err, "") << command;  // too short for lines
    EXPECT_THAT(read_file(at("blocks")), ContainsRegex("bytes=[1-9][0-9]*\nphase=[a-z]+\n"
                                                       "progress=end\n$"))
        << command;
  }
}

TEST_F(Inspect, ExtractSaysTheLineThatWasMeant) {
  expect_usage_error({"reprise-inspect", "extract", "my show.mcap", "-o", "x.wav"},
                     "'audio' is missing in front of 'my show.mcap' (try: reprise-inspect extract "
                     "audio 'my show.mcap' -o x.wav)");
  expect_usage_error({"reprise-inspect", "extract", "audio", "show.mcap"},
                     "-o FILE is missing (try: reprise-inspect extract audio show.mcap -o "
                     "show.wav)");
  expect_usage_error({"reprise-inspect", "extract", "sound", "show.mcap"},
                     "cannot extract 'sound' (try: reprise-inspect extract audio show.mcap -o "
                     "show.wav)");
  expect_usage_error({"reprise-inspect", "extract", "audio"},
                     "missing TAKE (try: reprise-inspect extract --help)");
}

TEST_F(Inspect, ACheckedTakeHasTheIdentityThatItsExportsName) {
  record_show();
  replay("show.mcap", "show.mp4");
  const auto identity = json_file("show.mp4.manifest.json")["take"]["identity"].get<std::string>();
  const Outcome json = run({"reprise-inspect", "info", "--check", "--json", "show.mcap"});
  EXPECT_EQ(json.code, 0) << json;
  EXPECT_EQ(json_of(json)["identity"], identity);
  const Outcome text = run({"reprise-inspect", "info", "--check", "show.mcap"});
  EXPECT_NE(text.out.find("  identity " + identity + "\n"), std::string::npos) << text;
  const Outcome unchecked = run({"reprise-inspect", "info", "--json", "show.mcap"});
  EXPECT_TRUE(json_of(unchecked)["identity"].is_null()) << unchecked;
}

TEST_F(Inspect, ACheckFindsADamagedTake) {
  record_show();
  std::string take = read_file(at("show.mcap"));
  char& byte = take[take.size() / 2];
  byte = static_cast<char>(byte ^ 1);
  write_file(at("show.mcap"), take);
  EXPECT_EQ(run({"reprise-inspect", "info", "show.mcap"}).code, 0);
  const Outcome checked = run({"reprise-inspect", "info", "--check", "--json", "show.mcap"});
  EXPECT_EQ(checked.code, 3) << checked;
  EXPECT_NE(checked.err.find("warning: "), std::string::npos) << checked;
  const Json json = json_of(checked);
  EXPECT_EQ(json["complete"], false);
  EXPECT_FALSE(json["damage"].empty());
  EXPECT_TRUE(json["identity"].get<std::string>().starts_with("unsealed-")) << checked;
}

TEST_F(Inspect, AStoppedProofIsANote) {
  record_show(8);
  replay("show.mcap", "show.mkv", {"--codec", "ffv1"});
  // Before the command asks for signals, one ends it without a word: then later.
  constexpr std::string_view kNote = "note: stopped by a signal: nothing is proven\n";
  Outcome outcome;
  for (int delay = 100; delay < 2000 && !outcome.err.ends_with(kNote); delay += 100) {
    Process process({"reprise-inspect", "verify", "show.mcap", "show.mkv"},
                    {.folder = folder().path()});
    std::this_thread::sleep_for(std::chrono::milliseconds(delay));
    process.send(SIGINT);
    outcome = process.wait();
  }
  EXPECT_EQ(outcome.code, 130) << outcome;
  EXPECT_TRUE(outcome.err.ends_with(kNote)) << outcome;
  EXPECT_EQ(outcome.err.find("error"), std::string::npos) << outcome;
  EXPECT_EQ(outcome.out, "");
}

}  // namespace
}  // namespace reprise::acceptance
