// The command that a report of `verify` proposes draws the frame that was expected, and no other.
#include "tests/acceptance/forgery.h"

namespace reprise::acceptance {
namespace {

class NextCommand : public Stage {
 protected:
  void SetUp() override {
    SKIP_WITHOUT("ffmpeg");
    write_sound("song.wav", music(2));
    record("song.wav", "show.mcap", small_take());
  }

  [[nodiscard]] Json verify(std::string_view take, std::string_view file,
                            const Arguments& more = {}) const {
    Arguments arguments = {"reprise-inspect", "verify",         "--json", "-q",
                           std::string(take), std::string(file)};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return json_of(run(arguments));
  }

  // Exports `take`, alters one picture of the export and verifies that.
  [[nodiscard]] Json verify_altered(std::string_view take, const Arguments& settings,
                                    const std::string& pixels) const {
    Arguments arguments = {"--codec", "ffv1"};
    arguments.insert(arguments.end(), settings.begin(), settings.end());
    replay(take, "film.mkv", arguments);
    std::vector<std::string> pictures = decode_pictures(*this, "film.mkv");
    char& red = pictures.at(kBad)[4 * 100];
    red = static_cast<char>(red ^ 1);
    std::string raw;
    for (const std::string& picture : pictures) {
      raw += picture;
    }
    write_file(at("altered.rgba"), raw);
    const std::string size =
        probe("film.mkv", "v:0", "stream=width") + "x" + probe("film.mkv", "v:0", "stream=height");
    ffmpeg({"-f",
            "rawvideo",
            "-pix_fmt",
            "rgba",
            "-s",
            size,
            "-r",
            probe("film.mkv", "v:0", "stream=r_frame_rate"),
            "-i",
            "altered.rgba",
            "-i",
            "film.mkv",
            "-map",
            "0:v",
            "-map",
            "1:a",
            "-map_metadata",
            "1",
            "-c:a",
            "copy",
            "-c:v",
            "ffv1",
            "-pix_fmt",
            pixels,
            "altered.mkv"});
    return verify(take, "altered.mkv", {"--preset-path", "presets"});
  }

  // Runs the command of `report`; the hashes of the frames that it drew.
  [[nodiscard]] std::vector<std::string> drawn_by(const Json& report) const {
    const Outcome drawn = shell(report["next"].get<std::string>() + " -q");
    EXPECT_EQ(drawn.code, 0) << drawn << report;
    return hashes("frame.mkv");
  }

  void expect_it_draws_the_frame(const Json& report) const {
    EXPECT_EQ(report["first_bad_frame"], kBad) << report;
    EXPECT_EQ(drawn_by(report), std::vector{report["expected"].get<std::string>()}) << report;
  }

  static constexpr std::int64_t kBad = 6;
};

TEST_F(NextCommand, KeepsSizeRateAndRange) {
  expect_it_draws_the_frame(verify_altered(
      "show.mcap", {"-s", "80x46", "--fps", "30000/1001", "--start", "0.5", "--duration", "0.4"},
      "bgr0"));
}

TEST_F(NextCommand, KeepsPresetTimingAndQuality) {
  expect_it_draws_the_frame(verify_altered("show.mcap",
                                           {"--fps", "25", "--preset", "trail", "--timing",
                                            "performed", "--quality", "fast", "--end", "0.5"},
                                           "bgr0"));
}

TEST_F(NextCommand, KeepsAlphaMapSeedAndSwitching) {
  record("song.wav", "it's a show.mcap", {"-s", "64x36", "--fps", "30", "--show", "show.json"});
  expect_it_draws_the_frame(verify_altered("it's a show.mcap",
                                           {"--alpha", "--map", "sweep=trail", "--seed", "7",
                                            "--switch", "time", "--start", "1", "--end", "1.5"},
                                           "bgra"));
}

TEST_F(NextCommand, DrawsTheFrameOfALossyExport) {
  replay("show.mcap", "show.mp4", {"-s", "80x46", "--fps", "60", "--start", "1"});
  remux(at("show.mp4"), at("forged.mp4"),
        [](Streams& s) { s.video[packet_of_frame(s.video, kBad)].data += "x"; });
  const Json report = verify("show.mcap", "forged.mp4", {"--manifest", "show.mp4.manifest.json"});
  EXPECT_EQ(report["first_bad_frame"], kBad) << report;
  const Json manifest = json_file("show.mp4.manifest.json");
  EXPECT_EQ(drawn_by(report).at(0), manifest["segments"][0]["frame_xxh3"][kBad]) << report;
}

TEST_F(NextCommand, DrawsNoFrameThatIsNotThere) {
  write_sound("short.wav", music(1));
  record("short.wav", "short.mcap", small_take());
  replay("show.mcap", "show.mkv", {"--start", "0.5", "--end", "1.5"});
  const Json too_short = verify("short.mcap", "show.mkv");
  EXPECT_EQ(too_short["first_bad_frame"], 15);
  EXPECT_EQ(too_short["next"], "reprise-inspect info short.mcap") << too_short;
  const Json same = verify("show.mcap", "show.mkv");
  EXPECT_EQ(same["result"], "same") << same;
  EXPECT_TRUE(same["next"].is_null()) << same;
}

}  // namespace
}  // namespace reprise::acceptance
