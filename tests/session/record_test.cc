// Recording: the same sound gives the same take, whatever the blocks.
#include <gtest/gtest.h>

#include "core/session/library/take_audio.h"
#include "tests/session/studio.h"

namespace reprise::session {
namespace {

constexpr std::string_view kShow = R"({
  "policy": {"mode": "time", "interval": 0.5, "shuffle": true, "transition": 0.1},
  "scenes": [{"name": "a", "layers": [{"preset": "flash"}]},
             {"name": "b", "layers": [{"preset": "sweep"}]},
             {"name": "c", "layers": [{"preset": "tinted"}]}]})";

TEST(Record, TheSameSoundGivesTheSameBytes) {
  Studio studio;
  const ShowFiles show = studio.show(kShow);
  for (const int bits : {16, 24}) {
    for (const int rate : {44100, 48000, 96000}) {
      const Sound sound = music(1.7, {rate, 2, bits});
      RecordSpec spec;
      const auto first = studio.record("a.mcap", show, sound, spec);
      spec.block = 317;
      const auto second = studio.record("b.mcap", show, sound, spec);
      EXPECT_EQ(content(first), content(second)) << bits << " bit, " << rate;
      std::filesystem::remove(first);
      std::filesystem::remove(second);
    }
  }
}

TEST(Record, TheSoundComesBackSampleForSample) {
  Studio studio;
  for (const AudioFormat format : {AudioFormat{48000, 2, 16}, AudioFormat{44100, 1, 24},
                                   AudioFormat{8000, 6, 16}, AudioFormat{192000, 2, 24}}) {
    const Sound sound = music(1.3, format);
    const auto path = studio.record("t.mcap", studio.show(kShow), sound);
    timeline::TakeReader take = studio.open(path);
    auto audio = TakeAudio::open(take, SampleIndex{0}, take.summary().end);
    ASSERT_TRUE(audio.has_value());
    std::vector<std::int32_t> samples;
    for (auto pcm = audio->read(); pcm && !pcm->samples.empty(); pcm = audio->read()) {
      samples.insert(samples.end(), pcm->samples.begin(), pcm->samples.end());
    }
    EXPECT_EQ(samples, sound.samples);
    EXPECT_EQ(audio->missing_samples(), 0);
    std::filesystem::remove(path);
  }
}

TEST(Record, SoundFromTheMiddleIsExact) {
  Studio studio;
  const Sound sound = music(2);
  const auto path = studio.record("t.mcap", studio.show(kShow), sound);
  timeline::TakeReader take = studio.open(path);
  auto audio = TakeAudio::open(take, SampleIndex{50001}, SampleIndex{60007});
  ASSERT_TRUE(audio.has_value());
  std::vector<std::int32_t> samples;
  for (auto pcm = audio->read(); pcm && !pcm->samples.empty(); pcm = audio->read()) {
    EXPECT_EQ(pcm->first.value, 50001 + static_cast<std::int64_t>(samples.size()) / 2);
    samples.insert(samples.end(), pcm->samples.begin(), pcm->samples.end());
  }
  EXPECT_TRUE(std::ranges::equal(samples, sound.view().slice(50001, 10006).samples));
}

TEST(Record, RecordsLieInOrder) {
  Studio studio;
  Cue marker;
  marker.sample = SampleIndex{10000};
  marker.text = "here";
  RecordSpec spec;
  spec.cues = {marker};
  const auto path = studio.record("t.mcap", studio.show(kShow), music(2), spec);
  timeline::TakeReader take = studio.open(path);
  auto cursor = take.read({});
  std::pair<std::int64_t, std::size_t> last{-1, 0};
  std::int64_t frames = 0;
  bool marked = false;
  for (auto record = cursor.next(); record && *record; record = cursor.next()) {
    const std::pair<std::int64_t, std::size_t> place{timeline::sample_of(**record).value,
                                                     (*record)->index()};
    EXPECT_LE(last, place);
    last = place;
    if (const auto* frame = std::get_if<timeline::FrameRecord>(&**record)) {
      EXPECT_EQ(frame->index.value, frames++);
    }
    if (const auto* cue = std::get_if<Cue>(&**record)) {
      marked = marked || *cue == marker;
    }
  }
  EXPECT_EQ(frames, 60);
  EXPECT_TRUE(marked);
  ASSERT_TRUE(take.summary().seal.has_value());
  EXPECT_EQ(take.summary().seal->samples.value, 96000);
}

TEST(Record, AnotherSeedDecidesOtherwise) {
  Studio studio;
  const ShowFiles show = studio.show(kShow);
  const Sound sound = music(3);
  const auto scenes = [&](std::uint64_t seed) {
    RecordSpec spec;
    spec.seed = seed;
    const auto path = studio.record("t.mcap", show, sound, spec);
    timeline::TakeReader take = studio.open(path);
    timeline::ReadRange range;
    range.topics = timeline::Topics::kCue;
    auto cursor = take.read(range);
    std::string names;
    for (auto record = cursor.next(); record && *record; record = cursor.next()) {
      const Cue& cue = std::get<Cue>(**record);
      names += cue.type == CueType::kSwitch ? cue.text : "";
    }
    std::filesystem::remove(path);
    return names;
  };
  EXPECT_EQ(scenes(1), scenes(1));
  EXPECT_EQ(scenes(1).size(), 5U);
  EXPECT_NE(scenes(1), scenes(2));
}

TEST(Record, AttachesPresetsAndShow) {
  Studio studio;
  const auto path = studio.record("t.mcap", studio.show(kShow), music(0.2));
  const timeline::TakeReader take = studio.open(path);
  const std::vector<std::string> expected{"presets/flash.fs", "presets/sweep.fs",
                                          "presets/tinted.fs", "show.json"};
  EXPECT_EQ(take.summary().attachments, expected);
}

}  // namespace
}  // namespace reprise::session
