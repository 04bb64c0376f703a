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
