// A minute of sound, as long as a song, is in the take sample for sample: through a sound server,
// and without one.
#include <vector>

#include "tests/acceptance/live_stage.h"

namespace reprise::acceptance {
namespace {

constexpr double kSong = 60;  // s

class LiveSong : public LiveStage {};

TEST_F(LiveSong, IsRecordedBitForBit) {
  const Sound song = noise(kSong);
  const auto process = start_small("show.mcap", {"--headless", "--json"});
  wait_for_file("show.mcap.partial");
  play_all(song);
  const Outcome outcome = stopped(*process);
  EXPECT_EQ(outcome.code, 0) << outcome;
  const std::string heard = sound_of("show.mcap");
  const std::string played = raw_of(song);
  const std::size_t first = heard.find(played.substr(0, 400));
  ASSERT_NE(first, std::string::npos) << "the song's beginning was not heard";
  EXPECT_TRUE(heard.compare(first, played.size(), played) == 0);
  const Json take = json_of(outcome)["takes"][0];
  EXPECT_EQ(take["lost_samples"], 0);
  EXPECT_EQ(take["sealed"], true);
  EXPECT_EQ(take["samples"].get<std::size_t>() * 4, heard.size());
  EXPECT_EQ(json_of(outcome)["silent"], false);
  EXPECT_EQ(run({"reprise-inspect", "doctor", "show.mcap"}).code, 0);
}

class LiveSongFromAFile : public Stage {};

// SDL's disk driver: a file that stands for a device, paced by sleeps. On a busy machine those come
// so late that it stands still for longer than a device may; the take says so.
TEST_F(LiveSongFromAFile, IsRecordedBitForBit) {
  const Sound song = noise(kSong);
  write_file(at("card.raw"), raw_of(song));
  Arguments arguments{"reprise-record", "--live", "--headless",    "-o",     "show.mcap",
                      "--duration",     "60",     "--preset-path", "presets"};
  const Arguments small = small_take();
  arguments.insert(arguments.end(), small.begin(), small.end());
  const Outcome outcome =
      run(arguments, Launch{.folder = folder().path(),
                            .with = {{"SDL_AUDIODRIVER", "disk"},
                                     {"SDL_DISKAUDIOFILEIN", at("card.raw").string()}}});
  EXPECT_EQ(run({"reprise-inspect", "extract", "audio", "show.mcap", "-o", "heard.wav", "-q"}).code,
            0);
  const std::string wav = read_file(at("heard.wav"));
  const std::string heard = wav.substr(wav.find("data") + 8);
  const std::string listing =
      run({"reprise-inspect", "cat", "show.mcap", "--topic", "cue", "-q"}).out;
  std::vector<Json> cues;
  for (const std::string& line : lines_of(listing)) {
    cues.push_back(*parse_json(line));
  }
  const std::string whole = without_gaps(heard, cues);
  EXPECT_EQ(outcome.code, whole.size() == heard.size() ? 0 : 3) << outcome;
  EXPECT_EQ(heard.size(), raw_of(song).size());
  EXPECT_GT(whole.size(), raw_of(song).size() / 2);
  EXPECT_TRUE(raw_of(song).starts_with(whole));
}

}  // namespace
}  // namespace reprise::acceptance
