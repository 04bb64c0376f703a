// Looking into takes and comparing them, as users do.
#include "tests/acceptance/stage.h"

namespace reprise::acceptance {
namespace {

class Look : public Stage {
 protected:
  Look() {
    write_sound("song.wav", music(2));
    record("song.wav", "show.mcap", small_take());
  }
};

TEST_F(Look, DiffTellsSameFromDifferentAndFromTrouble) {
  record("song.wav", "again.mcap", small_take());
  const Outcome same = run({"reprise-inspect", "diff", "show.mcap", "again.mcap"});
  EXPECT_EQ(same.code, 0) << same;
  EXPECT_TRUE(same.out.starts_with("show.mcap, again.mcap: same\n")) << same;
  Arguments other = small_take();
  other.insert(other.end(), {"--quality", "fast"});
  record("song.wav", "other.mcap", other);
  const Outcome different = run({"reprise-inspect", "diff", "--json", "show.mcap", "other.mcap"});
  EXPECT_EQ(different.code, 1) << different;
  const Json json = json_of(different);
  EXPECT_EQ(json["result"], "different");
  EXPECT_EQ(json["first"]["topic"], "/take");
  EXPECT_EQ(json["first"]["field"], "quality");
  EXPECT_EQ(json["first"]["a"], "high");
  EXPECT_EQ(json["first"]["b"], "fast");
  EXPECT_EQ(run({"reprise-inspect", "diff", "--ignore", "take.quality", "--ignore", "frame.quality",
                 "show.mcap", "other.mcap"})
                .code,
            0);
  EXPECT_EQ(run({"reprise-inspect", "diff", "show.mcap", "nothing.mcap"}).code, 2);
  EXPECT_EQ(run({"reprise-inspect", "diff", "show.mcap", "song.wav"}).code, 2);
  EXPECT_EQ(run({"reprise-inspect", "diff", "--ignore", "quality", "show.mcap", "other.mcap"}).code,
            2);
}

TEST_F(Look, CatSelectsTopicsTimesAndNumbers) {
  const auto cat = [this](Arguments more) {
    more.insert(more.begin(), {"reprise-inspect", "cat", "show.mcap"});
    const Outcome outcome = run(more);
    EXPECT_EQ(outcome.code, 0) << outcome;
    return lines_of(outcome.out);
  };
  EXPECT_EQ(cat({"--topic", "frame"}).size(), 60U);
  EXPECT_EQ(cat({"--topic", "/frame", "--start", "1", "--end", "1.5"}).size(), 15U);
  EXPECT_EQ(cat({"--topic", "frame", "--start", "30f", "--limit", "3"}).size(), 3U);
  EXPECT_EQ(cat({"--topic", "/audio/*"}).size(), cat({"--topic", "audio"}).size());
  EXPECT_EQ(cat({"--topic", "fr*", "--topic", "take"}).size(), 61U);
  EXPECT_EQ(cat({"--limit", "0"}).size(), 0U);
  const Outcome typo = run({"reprise-inspect", "cat", "show.mcap", "--topic", "frames"});
  EXPECT_EQ(typo.code, 2) << typo;
  EXPECT_EQ(typo.err,
            "error: unknown topic 'frames' (try: one of: /take, /audio/0, /frame, /cue, /hash, "
            "/health)\n");
}

TEST_F(Look, CatWritesATableOfOneTopic) {
  const Outcome table = run({"reprise-inspect", "cat", "show.mcap", "--topic", "frame", "--limit",
                             "2", "--format", "csv"});
  EXPECT_EQ(table.code, 0) << table;
  const auto lines = lines_of(table.out);
  ASSERT_EQ(lines.size(), 3U);
  EXPECT_TRUE(lines[0].starts_with("sample,time,index,size.width,size.height,scene,")) << lines[0];
  EXPECT_TRUE(lines[1].starts_with("0,0,0,64,36,") || lines[1].starts_with("0,0.0,0,64,36,"))
      << lines[1];
  const Outcome several = run({"reprise-inspect", "cat", "show.mcap", "--format", "csv"});
  EXPECT_EQ(several.code, 2) << several;
  EXPECT_TRUE(several.err.starts_with("error: a CSV table holds one topic, not 6 (try: --topic "))
      << several;
}

TEST_F(Look, CatAndInfoReadFilesOfOtherPrograms) {
  const std::string file =
      std::string(REPRISE_SOURCE_DIR) + "/tests/timeline/corpus/foreign/chunked.mcap";
  const Outcome cat = run({"reprise-inspect", "cat", file});
  EXPECT_EQ(cat.code, 0) << cat;
  const auto lines = lines_of(cat.out);
  ASSERT_EQ(lines.size(), 3U) << cat;
  const Json first = *parse_json(lines[0]);
  EXPECT_EQ(first["topic"], "/leaf");
  EXPECT_EQ(first["data"]["leaf"]["name"], "ash");
  EXPECT_EQ(first["data"]["part_type"], "Leaf");
  EXPECT_EQ((*parse_json(lines[1]))["data"]["a"][1], 2.5);
  EXPECT_EQ((*parse_json(lines[2]))["data"]["encoding"], "cdr");
  const Outcome frames = run({"reprise-inspect", "cat", file, "--start", "3f"});
  EXPECT_EQ(frames.code, 2) << frames;
  const Json info = json_of(run({"reprise-inspect", "info", "--json", file}));
  EXPECT_EQ(info["library"], "other");
  EXPECT_EQ(info["messages"], 3);
  EXPECT_EQ(info["topics"][0]["schema"], "foreign.Root");
  const Outcome text = run({"reprise-inspect", "info", file});
  EXPECT_NE(text.out.find("  /leaf  1 message, flatbuffer, foreign.Root (flatbuffer)\n"),
            std::string::npos)
      << text;
}

TEST_F(Look, ADamagedTakeIsNeverTheSame) {
  std::string take = read_file(at("show.mcap"));
  char& byte = take[take.size() / 2];
  byte = static_cast<char>(byte ^ 1);
  write_file(at("damaged.mcap"), take);
  const Outcome against_itself = run({"reprise-inspect", "diff", "damaged.mcap", "damaged.mcap"});
  EXPECT_EQ(against_itself.code, 2) << against_itself;
  EXPECT_EQ(run({"reprise-inspect", "diff", "damaged.mcap", "show.mcap"}).code, 1);
}

TEST_F(Look, DiffOfManifestsNamesTheCauseAndTheFirstFrame) {
  replay("show.mcap", "a.mkv", {"--frames", "0..9", "--segment", "4", "--codec", "ffv1"});
  replay("show.mcap", "b.mkv",
         {"--frames", "0..9", "--segment", "4", "--codec", "ffv1", "--preset", "flash"});
  const Outcome different =
      run({"reprise-inspect", "diff", "--json", "a.mkv.manifest.json", "b.mkv.manifest.json"});
  EXPECT_EQ(different.code, 1) << different;
  const Json json = json_of(different);
  EXPECT_EQ(json["causes"][0]["field"], "settings.show.preset");
  EXPECT_EQ(json["first_frame"]["segment"], json["first_frame"]["frame"].get<int>() / 4);
  EXPECT_EQ(run({"reprise-inspect", "diff", "a.mkv.manifest.json", "a.mkv.manifest.json"}).code, 0);
  const Outcome mixed = run({"reprise-inspect", "diff", "show.mcap", "a.mkv.manifest.json"});
  EXPECT_EQ(mixed.code, 2) << mixed;
  EXPECT_NE(mixed.err.find("is a manifest, the other file is not"), std::string::npos) << mixed;
}

}  // namespace
}  // namespace reprise::acceptance
