// In step: each click of a song becomes a flash that is seen with it, measured in the file alone.
#include <algorithm>
#include <cmath>

#include "tests/acceptance/stage.h"

namespace reprise::acceptance {
namespace {

constexpr double kSeconds = 4;
// A hop of the analysis at 44.1 and 48 kHz.
constexpr std::int64_t kHop = 256;

struct Export {
  const char* name;
  std::int32_t sample_rate;
  const char* fps;
  double fps_value;
  bool lossless;
};

// At least 0.35 s apart, on no grid of frames or hops.
std::vector<std::int64_t> irregular_clicks(std::int32_t rate) {
  std::vector<std::int64_t> clicks;
  std::int64_t at = rate / 5 + 17;
  for (std::int64_t step = 0; at < static_cast<std::int64_t>(kSeconds * rate) - rate / 5; ++step) {
    clicks.push_back(at);
    at += rate * 7 / 20 + 131 * step * step % (rate / 10) + 1;
  }
  return clicks;
}

class InStep : public Stage, public testing::WithParamInterface<Export> {
 protected:
  // Indices of frames that are bright while the one before was dark.
  [[nodiscard]] std::vector<std::size_t> flashes(const std::string& video) const {
    ffmpeg({"-i", video, "-map", "0:v", "-f", "rawvideo", "-pix_fmt", "gray", "frames.gray"});
    const std::string pixels = read_file(at("frames.gray"));
    constexpr std::size_t kPixels = std::size_t{64} * 36;
    std::vector<std::size_t> found;
    bool was_bright = false;
    for (std::size_t frame = 0; (frame + 1) * kPixels <= pixels.size(); ++frame) {
      const int middle = static_cast<unsigned char>(pixels[frame * kPixels + kPixels / 2]);
      // The peak falls in 100 ms: half of white is left after 70 ms.
      const bool bright = middle > (was_bright ? 60 : 110);
      if (bright && !was_bright) {
        found.push_back(frame);
      }
      was_bright = bright;
    }
    return found;
  }

  // Samples at which the sound of the file becomes loud after quiet.
  [[nodiscard]] std::vector<std::int64_t> clicks(const std::string& video) const {
    ffmpeg({"-i", video, "-map", "0:a", "-f", "s16le", "-ac", "1", "sound.pcm"});
    const std::string bytes = read_file(at("sound.pcm"));
    std::vector<std::int64_t> found;
    for (std::size_t i = 0; i + 1 < bytes.size(); i += 2) {
      const auto low = static_cast<unsigned char>(bytes[i]);
      const auto high = static_cast<signed char>(bytes[i + 1]);
      const auto sample = static_cast<std::int64_t>(i / 2);
      if (std::abs(high * 256 + low) > 12000 &&
          (found.empty() || sample > found.back() + GetParam().sample_rate / 10)) {
        found.push_back(sample);
      }
    }
    return found;
  }
};

TEST_P(InStep, EveryFlashComesWithinAFrameAndAHopAfterItsClick) {
  SKIP_WITHOUT("ffmpeg");
  const Export& param = GetParam();
  const auto expected = irregular_clicks(param.sample_rate);
  ASSERT_GE(expected.size(), 8U);
  write_sound("clicks.wav", click_track(kSeconds, param.sample_rate, expected));
  record("clicks.wav", "show.mcap", {"-s", "64x36", "--fps", param.fps, "--preset", "flash"});
  const std::string video = param.lossless ? "show.mkv" : "show.mp4";
  replay("show.mcap", video, {"--codec", param.lossless ? "ffv1" : "h264"});

  const auto heard = clicks(video);
  const auto seen = flashes(video);
  ASSERT_EQ(heard.size(), expected.size());
  ASSERT_EQ(seen.size(), expected.size());
  for (std::size_t i = 0; i < seen.size(); ++i) {
    // AAC smears the start of a click over a few samples.
    EXPECT_NEAR(static_cast<double>(heard[i]), static_cast<double>(expected[i]),
                param.lossless ? 0 : 3)
        << "click " << i;
    const double click = static_cast<double>(heard[i]) / param.sample_rate;
    const double flash = static_cast<double>(seen[i]) / param.fps_value;
    EXPECT_GT(flash - click, 0) << "click " << i << " at " << click << " s";
    EXPECT_LT(flash - click, 1 / param.fps_value + static_cast<double>(kHop) / param.sample_rate)
        << "click " << i << " at " << click << " s";
  }
}

INSTANTIATE_TEST_SUITE_P(
    Exports, InStep,
    testing::Values(Export{"Lossless30At48", 48000, "30", 30, true},
                    Export{"Lossless60At44", 44100, "60", 60, true},
                    Export{"LosslessNtscAt48", 48000, "30000/1001", 30000.0 / 1001, true},
                    Export{"LosslessNtscAt44", 44100, "30000/1001", 30000.0 / 1001, true},
                    Export{"Lossy60At48", 48000, "60", 60, false},
                    Export{"Lossy30At44", 44100, "30", 30, false},
                    Export{"LossyNtscAt44", 44100, "30000/1001", 30000.0 / 1001, false}),
    [](const auto& one) { return one.param.name; });

}  // namespace
}  // namespace reprise::acceptance
