// `inspect hash --format framehash` against ffmpeg's own framehash muxer, byte for byte.
#include "tests/acceptance/stage.h"

namespace reprise::acceptance {
namespace {

struct Picture {
  const char* name;
  const char* size;
  const char* fps;
};

class FrameHash : public Stage, public testing::WithParamInterface<Picture> {
 protected:
  // What ffmpeg prints for the pictures of `video`.
  [[nodiscard]] std::string ffmpeg_says(const std::string& video) const {
    return run({"ffmpeg", "-nostdin", "-v", "error", "-i", video, "-map", "0:v", "-pix_fmt", "rgba",
                "-fflags", "+bitexact", "-f", "framehash", "-hash", "sha256", "-"})
        .out;
  }
  [[nodiscard]] std::string reprise_says(const std::string& video) const {
    return run({"reprise-inspect", "hash", video, "--format", "framehash"}).out;
  }
};

TEST_P(FrameHash, EqualsFfmpegs) {
  SKIP_WITHOUT("ffmpeg");
  write_sound("song.wav", music(1));
  record("song.wav", "show.mcap", small_take());
  replay("show.mcap", "show.mkv",
         {"--codec", "ffv1", "-s", GetParam().size, "--fps", GetParam().fps});
  const std::string expected = ffmpeg_says("show.mkv");
  EXPECT_GE(lines_of(expected).size(), 30U) << expected;
  EXPECT_EQ(reprise_says("show.mkv"), expected);
}

INSTANTIATE_TEST_SUITE_P(Pictures, FrameHash,
                         testing::Values(Picture{"Small", "64x36", "30"},
                                         Picture{"OddSize", "97x55", "30"},
                                         Picture{"Ntsc", "64x36", "30000/1001"},
                                         Picture{"Film", "64x36", "24"},
                                         Picture{"OddNtscFilm", "33x21", "24000/1001"}),
                         [](const auto& one) { return one.param.name; });

TEST_F(FrameHash, OfARangeWithAlphaEqualsFfmpegs) {
  SKIP_WITHOUT("ffmpeg");
  write_sound("song.wav", music(1));
  record("song.wav", "show.mcap", small_take());
  replay("show.mcap", "show.mkv", {"--codec", "ffv1", "--alpha", "--frames", "7..19"});
  const std::string expected = ffmpeg_says("show.mkv");
  EXPECT_EQ(lines_of(expected).size(), 9U + 13U) << expected;
  EXPECT_EQ(reprise_says("show.mkv"), expected);
}

TEST_F(FrameHash, OfAPictureNumbersTheLinesAsTextAndAsJson) {
  write_sound("song.wav", music(1));
  record("song.wav", "show.mcap", small_take());
  replay("show.mcap", "show.mkv", {"--codec", "ffv1", "--frames", "0..4"});
  const auto text = lines_of(run({"reprise-inspect", "hash", "show.mkv"}).out);
  const auto json = lines_of(run({"reprise-inspect", "hash", "--json", "show.mkv"}).out);
  ASSERT_EQ(text.size(), 5U);
  ASSERT_EQ(json.size(), 5U);
  for (std::size_t i = 0; i < text.size(); ++i) {
    const Json object = *parse_json(json[i]);
    EXPECT_EQ(std::to_string(i) + " " + object["xxh3"].get<std::string>(), text[i]);
    EXPECT_EQ(object["frame"], i);
  }
}

}  // namespace
}  // namespace reprise::acceptance
