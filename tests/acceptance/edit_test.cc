// Takes made from takes: parts that show the same frames, lanes that are heard together, and what
// comes out of a take as files.
#include <algorithm>
#include <cstring>
#include <filesystem>
#include <regex>

#include "tests/acceptance/stage.h"

namespace reprise::acceptance {
namespace {

class Edit : public Stage {
 protected:
  // Switching scenes, and a preset that keeps what it drew.
  void record_show(std::string_view take, const Arguments& how, double seconds = 12) const {
    write_sound("song.wav", music(seconds));
    Arguments arguments = {"-s", "32x18", "--fps", "20"};
    arguments.insert(arguments.end(), how.begin(), how.end());
    record("song.wav", take, arguments);
  }

  [[nodiscard]] std::vector<std::string> shown(const Arguments& range,
                                               std::string_view take) const {
    Arguments more = {"--codec", "ffv1", "-y"};
    more.insert(more.end(), range.begin(), range.end());
    replay(take, "shown.mkv", more);
    return hashes("shown.mkv");
  }

  Json trim(const Arguments& range, std::string_view take = "show.mcap") const {
    Arguments arguments = {"reprise-inspect", "trim", "--json", std::string(take), "-o",
                           "part.mcap",       "-y"};
    arguments.insert(arguments.end(), range.begin(), range.end());
    const Outcome outcome = run(arguments);
    EXPECT_EQ(outcome.code, 0) << outcome;
    return json_of(outcome);
  }

  [[nodiscard]] std::vector<std::int16_t> sound_of(const Arguments& arguments) const {
    Arguments all = {"reprise-inspect", "extract", "audio", "-y", "-o", "out.wav"};
    all.insert(all.end(), arguments.begin(), arguments.end());
    const Outcome outcome = run(all);
    EXPECT_EQ(outcome.code, 0) << outcome;
    const std::string wav = read_file(at("out.wav"));
    const std::size_t data = wav.find("data") + 8;
    std::vector<std::int16_t> samples((wav.size() - data) / 2);
    std::memcpy(samples.data(), wav.data() + data, samples.size() * 2);
    return samples;
  }
};

TEST_F(Edit, ATrimmedTakeShowsTheFramesOfTheWhole) {
  record_show("show.mcap", {"--show", "show.json"}, 80);
  const Json part = trim({"--start", "76.3", "--end", "77.5"});
  EXPECT_EQ(part["samples"], 77 * 48000 + 24000);
  EXPECT_GT(part["sound_start"], 0.0);
  EXPECT_EQ(shown({}, "part.mcap"), shown({"--start", "76.3", "--end", "77.5"}, "show.mcap"));
  EXPECT_EQ(shown({"--timing", "performed"}, "part.mcap"),
            shown({"--timing", "performed", "--start", "76.3", "--end", "77.5"}, "show.mcap"));
  EXPECT_EQ(shown({"--fps", "25", "--start", "77"}, "part.mcap"),
            shown({"--fps", "25", "--start", "77", "--end", "77.5"}, "show.mcap"));
  EXPECT_LT(std::filesystem::file_size(at("part.mcap")),
            std::filesystem::file_size(at("show.mcap")) * 9 / 10);
}

TEST_F(Edit, BuffersOfATrimmedTakeAreThoseOfTheWhole) {
  record_show("show.mcap", {"--preset", "trail"}, 6);
  trim({"--start", "4", "--end", "5"});
  EXPECT_EQ(shown({}, "part.mcap"), shown({"--start", "4", "--end", "5"}, "show.mcap"));
}

TEST_F(Edit, ATrimmedTakeIsWholeAndSoundsAsThere) {
  record_show("show.mcap", {"--show", "show.json"});
  trim({"--start", "9.3", "--end", "11"});
  const Outcome info = run({"reprise-inspect", "info", "--check", "--json", "part.mcap"});
  EXPECT_EQ(info.code, 0) << info;
  EXPECT_EQ(json_of(info)["start_sample"], 446400);
  EXPECT_EQ(run({"reprise-inspect", "doctor", "part.mcap"}).code, 0);
  EXPECT_EQ(sound_of({"part.mcap"}), sound_of({"show.mcap", "--start", "9.3", "--end", "11"}));
  // A part of a part.
  Outcome again = run({"reprise-inspect", "trim", "part.mcap", "--start", "10", "-o", "less.mcap"});
  EXPECT_EQ(again.code, 0) << again;
  EXPECT_EQ(shown({}, "less.mcap"), shown({"--start", "10", "--end", "11"}, "show.mcap"));
}

TEST_F(Edit, TrimRefusesWhatMakesNoSense) {
  record_show("show.mcap", {"--preset", "flash"}, 1);
  EXPECT_EQ(run({"reprise-inspect", "trim", "show.mcap", "--start", "2", "-o", "p.mcap"}).code, 2);
  EXPECT_EQ(run({"reprise-inspect", "trim", "show.mcap", "-o", "p.mp4"}).code, 2);
  EXPECT_EQ(run({"reprise-inspect", "trim", "show.mcap", "-o", "show.mcap", "-y"}).code, 2);
  EXPECT_EQ(run({"reprise-inspect", "trim", "show.mcap"}).code, 2);
  EXPECT_FALSE(exists("p.mcap"));
}

TEST_F(Edit, MergedLanesAreHeardTogetherAndThePictureStays) {
  record_show("show.mcap", {"--preset", "flash"}, 2);
  write_sound("voice.wav", music(2, 7));
  record("voice.wav", "voice.mcap", {"-s", "32x18", "--fps", "20", "--preset", "flash"});
  const Outcome merged =
      run({"reprise-inspect", "merge", "show.mcap", "voice.mcap", "--offset", "0.5", "--gain",
           "0.5", "--name", "voice", "-o", "both.mcap", "--json"});
  ASSERT_EQ(merged.code, 0) << merged;
  const Json lanes = json_of(merged)["lanes"];
  ASSERT_EQ(lanes.size(), 2U);
  EXPECT_EQ(lanes[1]["name"], "voice");
  EXPECT_EQ(lanes[1]["gain"], 0.5);
  EXPECT_EQ(lanes[1]["offset"], 24000);
  EXPECT_EQ(shown({}, "both.mcap"), shown({}, "show.mcap"));
  EXPECT_EQ(run({"reprise-inspect", "doctor", "both.mcap"}).code, 0);

  const auto a = sound_of({"show.mcap"});
  const auto b = sound_of({"voice.mcap"});
  const auto mix = sound_of({"both.mcap"});
  ASSERT_EQ(mix.size(), a.size());
  for (std::size_t i = 0; i < mix.size(); ++i) {
    const std::int64_t later = static_cast<std::int64_t>(i) - 2 * 24000;
    const int voice = later < 0 ? 0 : b[static_cast<std::size_t>(later)];
    const int half = (voice + 1) >> 1;  // to the nearest, halves up
    ASSERT_EQ(mix[i], std::clamp(a[i] + half, -32768, 32767)) << i;
  }
  EXPECT_EQ(sound_of({"both.mcap", "--lane", "0"}), a);
  auto tail = sound_of({"both.mcap", "--start", "1"});
  EXPECT_TRUE(std::equal(tail.begin(), tail.end(), mix.begin() + 2 * 48000));
}

TEST_F(Edit, ALaneMayBeginBeforeTheTake) {
  record_show("show.mcap", {"--preset", "flash"}, 1);
  const Outcome merged = run(
      {"reprise-inspect", "merge", "show.mcap", "show.mcap", "--offset=-0.25", "-o", "both.mcap"});
  ASSERT_EQ(merged.code, 0) << merged;
  const auto a = sound_of({"show.mcap"});
  const auto mix = sound_of({"both.mcap"});
  for (std::size_t i = 0; i < mix.size(); ++i) {
    const std::size_t later = i + 2 * 12000;
    const int other = later < a.size() ? a[later] : 0;
    ASSERT_EQ(mix[i], std::clamp(a[i] + other, -32768, 32767)) << i;
  }
}

TEST_F(Edit, TakesOfAnotherSoundAreNotMerged) {
  record_show("show.mcap", {"--preset", "flash"}, 1);
  write_sound("mono.wav", music(1, 1, 44100, 1));
  record("mono.wav", "mono.mcap", {"--preset", "flash"});
  const Outcome refused =
      run({"reprise-inspect", "merge", "show.mcap", "mono.mcap", "-o", "both.mcap"});
  EXPECT_EQ(refused.code, 1) << refused;
  EXPECT_NE(refused.err.find("the takes' sound differs: 48000 Hz, 2 channels, 16 bit and 44100 Hz, "
                             "1 channel, 16 bit"),
            std::string::npos)
      << refused;
  EXPECT_FALSE(exists("both.mcap"));
}

// A seal on what is made of a take that is not whole would hide what that one lacks.
TEST_F(Edit, OnlyWholeTakesAreTrimmedAndMerged) {
  record_show("show.mcap", {"--preset", "flash"}, 2);
  std::string bytes = read_file(at("show.mcap"));
  write_file(at("torn.mcap"), bytes.substr(0, bytes.size() / 2));
  char& byte = bytes[bytes.size() / 2];
  byte = static_cast<char>(byte ^ 1);
  write_file(at("damaged.mcap"), bytes);
  for (const std::string name : {"torn.mcap", "damaged.mcap"}) {
    const std::vector<Arguments> commands = {
        {"reprise-inspect", "trim", name, "-o", "out.mcap"},
        {"reprise-inspect", "merge", name, "show.mcap", "-o", "out.mcap"},
        {"reprise-inspect", "merge", "show.mcap", name, "-o", "out.mcap"}};
    for (const Arguments& command : commands) {
      const Outcome refused = run(command);
      EXPECT_EQ(refused.code, 1) << refused;
      EXPECT_NE(refused.err.find("reprise-inspect recover " + name + " -o whole.mcap"),
                std::string::npos)
          << refused;
      EXPECT_FALSE(exists("out.mcap"));
    }
  }
}

TEST_F(Edit, WhatARecoveryToldIsKept) {
  record_show("show.mcap", {"--preset", "flash"}, 4);
  std::string bytes = read_file(at("show.mcap"));
  bytes.replace(bytes.size() / 2, 100, 100, '\0');
  write_file(at("damaged.mcap"), bytes);
  const Outcome recovered =
      run({"reprise-inspect", "recover", "damaged.mcap", "-o", "recovered.mcap"});
  EXPECT_EQ(recovered.code, 3) << recovered;
  const auto notes = [this](const std::string& take) {
    EXPECT_EQ(run({"reprise-inspect", "doctor", take}).code, 0) << take;
    EXPECT_EQ(run({"reprise-inspect", "convert", take, "-o", "text.jsonl", "-y"}).code, 0);
    std::string found;
    for (const std::string& line : lines_of(read_file(at("text.jsonl")))) {
      found += line.find("reprise.recovery") == std::string::npos ? "" : line + "\n";
    }
    return found;
  };
  const std::string told = notes("recovered.mcap");
  EXPECT_NE(told, "");
  trim({}, "recovered.mcap");
  EXPECT_EQ(notes("part.mcap"), told);
  for (const auto& [a, b] :
       {std::pair("recovered.mcap", "show.mcap"), std::pair("show.mcap", "recovered.mcap")}) {
    const Outcome merged = run({"reprise-inspect", "merge", a, b, "-o", "both.mcap", "-y"});
    EXPECT_EQ(merged.code, 0) << merged;
    EXPECT_EQ(notes("both.mcap"), told);
  }
  // Its sound is silent where it was lost, and whoever takes it out is told.
  const Outcome sound =
      run({"reprise-inspect", "extract", "audio", "recovered.mcap", "-o", "out.wav"});
  EXPECT_EQ(sound.code, 3) << sound;
  EXPECT_NE(sound.err.find("are missing in the take and are silent"), std::string::npos) << sound;
}

TEST_F(Edit, AttachmentsComeOutAsFiles) {
  record_show("show.mcap", {"--show", "show.json"}, 1);
  const Outcome all =
      run({"reprise-inspect", "extract", "attachments", "show.mcap", "-o", "files", "--json"});
  ASSERT_EQ(all.code, 0) << all;
  EXPECT_EQ(read_file(at("files/presets/sweep.fs")), read_file(at("presets/sweep.fs")));
  EXPECT_TRUE(exists("files/show.json"));
  const Outcome refused =
      run({"reprise-inspect", "extract", "attachments", "show.mcap", "-o", "files"});
  EXPECT_EQ(refused.code, 1) << refused;
  const Outcome one = run({"reprise-inspect", "extract", "attachments", "show.mcap", "-o", "one",
                           "--name", "presets/dice.fs"});
  EXPECT_EQ(one.code, 0) << one;
  EXPECT_TRUE(exists("one/presets/dice.fs"));
  EXPECT_FALSE(exists("one/presets/sweep.fs"));
  EXPECT_EQ(run({"reprise-inspect", "extract", "attachments", "show.mcap", "-o", "one", "--name",
                 "nothing"})
                .code,
            1);
}

TEST_F(Edit, NoAttachmentIsWrittenOutsideTheFolder) {
  record_show("show.mcap", {"--show", "show.json"}, 1);
  ASSERT_EQ(run({"reprise-inspect", "convert", "show.mcap", "-o", "show.jsonl"}).code, 0);
  std::string text = read_file(at("show.jsonl"));
  const std::string name = "presets/sweep.fs";
  const std::size_t place = text.find(name);
  ASSERT_NE(place, std::string::npos);
  text.replace(place, name.size(), "../../outside.fs");
  write_file(at("evil.jsonl"),
             std::regex_replace(text, std::regex(R"(,"digest":"[0-9a-f]*")"), ""));
  const Outcome refused =
      run({"reprise-inspect", "extract", "attachments", "evil.jsonl", "-o", "files"});
  EXPECT_EQ(refused.code, 1) << refused;
  EXPECT_NE(refused.err.find("could lead out of its folder"), std::string::npos) << refused;
  EXPECT_FALSE(exists("files"));
  EXPECT_FALSE(exists("../outside.fs"));
}

TEST_F(Edit, StatsAddUp) {
  record_show("show.mcap", {"--preset", "flash"}, 2);
  const Json stats = json_of(run({"reprise-inspect", "stats", "--json", "show.mcap"}));
  std::uint64_t sum = 0;
  for (const auto& [name, bytes] : stats["container"].items()) {
    sum += bytes.get<std::uint64_t>();
  }
  EXPECT_EQ(sum, std::filesystem::file_size(at("show.mcap")));
  for (const Json& topic : stats["topics"]) {
    std::uint64_t fields = 0;
    for (const Json& field : topic["fields"]) {
      fields += field["bytes"].get<std::uint64_t>();
    }
    EXPECT_EQ(fields, topic["message_bytes"].get<std::uint64_t>()) << topic;
  }
}

}  // namespace
}  // namespace reprise::acceptance
