// The session thread beside a main thread, on a device that does what the test says: nothing is
// lost between them, and what is lost in front of them is marked.
#include "tools/record/live_sound.h"

#include <chrono>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/base/monotonic_clock.h"
#include "core/session/library/take_audio.h"
#include "core/timeline/take_reader.h"
#include "tests/session/studio.h"

namespace reprise::tools {
namespace {

using session::Sound;
using session::Studio;
using testing::Contains;
using testing::HasSubstr;

constexpr std::int64_t kRate = 48000;
constexpr std::int64_t kBlock = 480;

// Gives a song in blocks, as fast as it is asked, with stamps as if each came in time.
class Tape : public SoundInput {
 public:
  explicit Tape(Sound song) : song_(std::move(song)), start_ns_(monotonic_ns()) {}

  // So long a block: for what another thread must be able to do meanwhile.
  void play_slowly(std::chrono::milliseconds block) { block_time_ = block; }
  // Each block was heard that long before it came.
  void hear_before(std::chrono::nanoseconds time) { heard_after_ns_ = -time.count(); }
  // So many samples of each block are out of range.
  void clip(std::int64_t samples) { clip_ = samples; }
  [[nodiscard]] std::int64_t clipped() const override { return clipped_; }
  // Before block `number`: so many frames had no room.
  void lose(std::int64_t number, std::int64_t frames) { lost_[number] = frames; }

  [[nodiscard]] AudioFormat format() const override { return song_.format; }
  [[nodiscard]] std::int64_t block_frames() const override { return kBlock; }
  [[nodiscard]] std::string name() const override { return "tape"; }
  [[nodiscard]] std::uint64_t xruns() const override { return lost_.size(); }
  [[nodiscard]] SoundState state() const override {
    return at_ < song_.view().frames() ? SoundState::kRunning : SoundState::kEnded;
  }
  Result<std::optional<SoundBlock>> read(std::chrono::milliseconds /*wait*/) override {
    if (state() == SoundState::kEnded) {
      return std::nullopt;
    }
    std::this_thread::sleep_for(block_time_ / 2);
    if (block_time_.count() > 0 && std::exchange(waited_, !waited_)) {
      return std::nullopt;
    }
    SoundBlock block;
    block.pcm = song_.view().slice(at_, std::min(kBlock, song_.view().frames() - at_));
    const auto lost = lost_.find(at_ / kBlock);
    block.lost_before = lost == lost_.end() ? 0 : lost->second;
    clipped_ += clip_;
    at_ += block.pcm.frames();
    given_ += block.pcm.frames() + block.lost_before;
    block.arrived_ns = start_ns_ + given_ * 1'000'000'000 / kRate;
    block.heard_after_ns = heard_after_ns_;
    return block;
  }

 private:
  Sound song_;
  std::int64_t start_ns_;
  std::int64_t at_ = 0;
  std::int64_t given_ = 0;
  std::int64_t heard_after_ns_ = 0;
  std::map<std::int64_t, std::int64_t> lost_;
  std::int64_t clip_ = 0;
  std::int64_t clipped_ = 0;
  std::chrono::milliseconds block_time_{0};
  bool waited_ = true;
};

// Runs, says the device, and gives nothing for so long.
class MuteDevice : public SoundInput {
 public:
  explicit MuteDevice(double seconds)
      : end_ns_(monotonic_ns() + static_cast<std::int64_t>(seconds * 1e9)), block_(2 * kBlock, 7) {}
  [[nodiscard]] AudioFormat format() const override { return {}; }
  [[nodiscard]] std::int64_t block_frames() const override { return kBlock; }
  [[nodiscard]] std::string name() const override { return "mute"; }
  [[nodiscard]] std::uint64_t xruns() const override { return 0; }
  [[nodiscard]] SoundState state() const override { return SoundState::kRunning; }
  Result<std::optional<SoundBlock>> read(std::chrono::milliseconds wait) override {
    if (monotonic_ns() < end_ns_) {
      std::this_thread::sleep_for(wait);
      return std::nullopt;
    }
    end_ns_ += kBlock * 1'000'000'000 / kRate;
    return SoundBlock{{format(), {}, block_}, 0, end_ns_, 0};
  }

 private:
  std::int64_t end_ns_;
  std::vector<std::int32_t> block_;
};

class LiveSoundTest : public testing::Test {
 protected:
  session::LiveSession session(bool draws) {
    session::LiveOptions options;
    options.size = {64, 36};
    options.draws = draws;
    auto session = session::LiveSession::create(posix_file_system(), options, show_);
    EXPECT_TRUE(session.has_value()) << session.error().message;
    return std::move(*session);
  }
  LiveSetup setup(std::unique_ptr<SoundInput> input, bool draws = false) {
    LiveTakesOptions takes{.names = TakeNames(studio_.path("live.mcap")),
                           .fallback = {},
                           .writer = {},
                           .disk = {.most_bytes = {}, .reserve = 0},
                           .split_samples = {},
                           .split_bytes = {}};
    return {std::move(input), session(draws), std::move(takes), {}, false};
  }
  // Until the song is over; then the texts of all messages.
  static std::vector<std::string> play(LiveSound& live) {
    live.start();
    while (!live.ended()) {
      static_cast<void>(live.report());
      sleep_until(monotonic_ns() + 1'000'000);
    }
    EXPECT_TRUE(live.finish().has_value());
    std::vector<std::string> texts;
    for (LiveMessage& message : live.messages()) {
      texts.push_back(std::move(message.text));
    }
    return texts;
  }
  std::vector<std::int32_t> sound_of(const std::filesystem::path& take) {
    auto reader = studio_.open(take);
    auto audio = session::TakeAudio::open(reader, {0}, reader.summary().end, {0});
    EXPECT_TRUE(audio.has_value());
    std::vector<std::int32_t> samples;
    for (auto pcm = audio->read(); pcm && !pcm->samples.empty(); pcm = audio->read()) {
      samples.insert(samples.end(), pcm->samples.begin(), pcm->samples.end());
    }
    return samples;
  }

  Studio studio_;
  session::ShowFiles show_ =
      studio_.show(R"({"scenes": [{"name": "a", "layers": [{"preset": "flash"}]}]})");
};

TEST_F(LiveSoundTest, TheTakeIsTheSong) {
  const Sound song = session::music(4);
  LiveSound live(setup(std::make_unique<Tape>(song)));
  play(live);
  ASSERT_EQ(live.outcomes().size(), 1U);
  ASSERT_TRUE(live.outcomes()[0].end.has_value());
  EXPECT_EQ(live.outcomes()[0].end->seal.lost_samples, 0);
  EXPECT_EQ(sound_of(studio_.path("live.mcap")), song.samples);
}

TEST_F(LiveSoundTest, WhatHadNoRoomIsSilenceOfTheSameLength) {
  const Sound song = session::music(2);
  auto tape = std::make_unique<Tape>(song);
  tape->lose(100, 1234);
  LiveSound live(setup(std::move(tape)));
  EXPECT_THAT(play(live), Contains(HasSubstr("0.03 s of sound lost: the computer was too slow")));
  EXPECT_EQ(live.outcomes()[0].end->seal.lost_samples, 1234);
  std::vector<std::int32_t> expected = song.samples;
  expected.insert(expected.begin() + 100 * kBlock * 2, 1234 * 2, 0);
  EXPECT_EQ(sound_of(studio_.path("live.mcap")), expected);
}

// As a wireless microphone's: what is on its way is not missing.
TEST_F(LiveSoundTest, SoundThatWasHeardLongBeforeItCameIsNotLost) {
  const Sound song = session::music(2.5);
  auto tape = std::make_unique<Tape>(song);
  tape->play_slowly(std::chrono::milliseconds(10));
  tape->hear_before(std::chrono::milliseconds(250));
  LiveSetup all = setup(std::move(tape));
  auto start = listen_for_start(*all.input);
  ASSERT_TRUE(start.has_value());
  EXPECT_EQ(start->arrived_zero_ns - start->zero_ns, 250'000'000);
  all.start = std::move(*start);
  LiveSound live(std::move(all));
  play(live);
  ASSERT_TRUE(live.outcomes()[0].end.has_value());
  EXPECT_EQ(live.outcomes()[0].end->seal.lost_samples, 0);
  EXPECT_EQ(sound_of(studio_.path("live.mcap")), song.samples);
}

TEST_F(LiveSoundTest, ADeviceThatGivesNothingIsLostSound) {
  LiveSetup all = setup(std::make_unique<MuteDevice>(2.0));
  all.most_samples = 3 * kRate;
  LiveSound live(std::move(all));
  const std::vector<std::string> texts = play(live);
  EXPECT_THAT(texts, Contains(HasSubstr("'mute' runs, but gives no sound")));
  EXPECT_THAT(texts, Contains(HasSubstr("'mute' is heard again")));
  ASSERT_TRUE(live.outcomes()[0].end.has_value());
  EXPECT_EQ(live.outcomes()[0].end->seal.samples.value, 3 * kRate);
  EXPECT_NEAR(static_cast<double>(live.outcomes()[0].end->seal.lost_samples), 2 * kRate,
              0.5 * kRate);
}

// Also behind a pause that began while all was well.
TEST_F(LiveSoundTest, ADeviceThatGivesNothingAfterAPauseIsLostSound) {
  LiveSetup all = setup(std::make_unique<MuteDevice>(3600));
  all.most_samples = kRate / 2;
  LiveSound live(std::move(all));
  live.toggle_pause();
  live.start();
  sleep_until(monotonic_ns() + 1'500'000'000);
  EXPECT_EQ(live.report().lost_samples, 0) << "the clock stands still";
  live.toggle_pause();
  while (!live.ended()) {
    sleep_until(monotonic_ns() + 1'000'000);
  }
  ASSERT_TRUE(live.finish().has_value());
  EXPECT_EQ(live.outcomes()[0].end->seal.lost_samples, kRate / 2);
}

TEST_F(LiveSoundTest, WhatTheDeviceGaveAboveFullScaleIsCountedInItsTake) {
  auto tape = std::make_unique<Tape>(session::music(2));
  tape->play_slowly(std::chrono::milliseconds(2));
  tape->clip(3);
  LiveSetup all = setup(std::move(tape));
  all.takes.split_samples = kRate;
  LiveSound live(std::move(all));
  play(live);
  EXPECT_EQ(live.report().clipped_samples, 600);
  std::int64_t sum = 0;
  for (const TakeOutcome& outcome : live.outcomes()) {
    ASSERT_TRUE(outcome.end.has_value());
    EXPECT_GT(outcome.end->seal.clipped_samples, 0);
    sum += outcome.end->seal.clipped_samples;
  }
  EXPECT_GE(sum, 597) << "a block across a border counts in one of them";
  EXPECT_LE(sum, 1000) << "what a part holds from before its start counts in both";
}

TEST_F(LiveSoundTest, SplitTakesHoldTheSongTogether) {
  auto tape = std::make_unique<Tape>(session::music(5));
  tape->play_slowly(std::chrono::milliseconds(2));  // files are created beside
  LiveSetup all = setup(std::move(tape));
  all.takes.split_samples = kRate;
  LiveSound live(std::move(all));
  play(live);
  EXPECT_GE(live.outcomes().size(), 3U);
  std::int64_t next = 0;
  for (const TakeOutcome& outcome : live.outcomes()) {
    ASSERT_TRUE(outcome.end.has_value()) << outcome.end.error().message;
    EXPECT_EQ(outcome.end->stats.start.value, next);
    next = outcome.end->seal.samples.value;
  }
  EXPECT_EQ(next, 5 * kRate);
}

TEST_F(LiveSoundTest, ADurationEndsTheRunToTheSample) {
  LiveSetup all = setup(std::make_unique<Tape>(session::music(3)));
  all.most_samples = 100'001;
  LiveSound live(std::move(all));
  play(live);
  EXPECT_EQ(live.outcomes()[0].end->seal.samples.value, 100'001);
}

TEST_F(LiveSoundTest, NothingIsRecordedWhileArmed) {
  LiveSetup all = setup(std::make_unique<Tape>(session::music(1)));
  all.armed = true;
  LiveSound live(std::move(all));
  play(live);
  EXPECT_TRUE(live.outcomes().empty());
  EXPECT_FALSE(std::filesystem::exists(studio_.path("live.mcap.partial")));
}

// As a window does it, while the sound goes on.
TEST_F(LiveSoundTest, FramesAndKeysComeFromAnotherThread) {
  LiveSound live(setup(std::make_unique<Tape>(session::music(6)), true));
  live.start();
  const FrameGrid grid{{60, 1}, kRate};
  std::int64_t frames = 0;
  for (std::int64_t next = 0; !live.ended();) {
    const auto moment = live.moment_at(grid.sample_of({next}));
    if (moment == nullptr) {
      // Gone already, or not there yet: this song is played faster than any window draws.
      const auto now = static_cast<std::int64_t>(live.report().take.end.value);
      next = std::max(next, grid.last_at_or_before({now}).value);
      continue;
    }
    live.commit({{{next}, grid.sample_of({next}), 0, false}});
    ++frames;
    ++next;
    Cue cue;
    cue.type = CueType::kMarker;
    cue.sample = grid.sample_of({next});
    live.cue(cue);
  }
  ASSERT_TRUE(live.finish().has_value());
  ASSERT_EQ(live.outcomes().size(), 1U);
  ASSERT_TRUE(live.outcomes()[0].end.has_value());
  // Each of them or that nobody showed it.
  EXPECT_EQ(live.outcomes()[0].end->seal.frames,
            grid.frame_count(live.outcomes()[0].end->seal.samples));
  // One may have been drawn whose sample is the first behind the sound.
  EXPECT_LE(frames, live.outcomes()[0].end->seal.frames + 1);
  auto reader = studio_.open(studio_.path("live.mcap"));
  ASSERT_TRUE(reader.check().has_value());
  EXPECT_TRUE(reader.damage().empty()) << reader.damage()[0].what;
}

TEST_F(LiveSoundTest, AFolderThatIsNotThereIsNoEndOfTheShow) {
  LiveSetup all = setup(std::make_unique<Tape>(session::music(1)));
  all.takes.names = TakeNames(studio_.path("no/such/folder/live.mcap"));
  LiveSound live(std::move(all));
  EXPECT_THAT(play(live), Contains(HasSubstr("live.mcap' ends: ")));
  ASSERT_EQ(live.outcomes().size(), 1U);
  EXPECT_FALSE(live.outcomes()[0].end.has_value());
}

TEST_F(LiveSoundTest, TheFallbackTakesOver) {
  std::filesystem::create_directory(studio_.path("spare"));
  auto tape = std::make_unique<Tape>(session::music(2));
  tape->play_slowly(std::chrono::milliseconds(5));
  LiveSetup all = setup(std::move(tape));
  all.takes.names = TakeNames(studio_.path("no/such/folder/live.mcap"));
  all.takes.fallback = studio_.path("spare");
  LiveSound live(std::move(all));
  play(live);
  ASSERT_EQ(live.outcomes().size(), 2U);
  EXPECT_TRUE(live.outcomes()[1].end.has_value());
  EXPECT_TRUE(std::filesystem::exists(studio_.path("spare/live-2.mcap")));
}

}  // namespace
}  // namespace reprise::tools
