// What a live run's takes say of frames that come late, of sound that is missing at their borders,
// and of keys that are pressed at the very end.
#include <gtest/gtest.h>

#include "tests/session/live_checks.h"

namespace reprise::session {
namespace {

using timeline::FrameRecord;
using timeline::TakeReader;

constexpr FrameGrid kGrid{{60, 1}, 48000};

TEST(LiveFrames, OfASlowWindowAreRecordedAsTheyWereShown) {
  Studio studio;
  LiveStage stage(studio, studio.show(kLiveShow), {});
  stage.lag(1.5);
  stage.start("one.mcap");
  stage.play(6);
  stage.finish_frames();
  const TakeEnd end = stage.stop(TakeStop::kHeard);
  EXPECT_EQ(end.stats.late_frames, 0);
  EXPECT_EQ(end.stats.frames, kGrid.frame_count(end.seal.samples));
  expect_good(stage, studio, end);
}

// Its sample would be the first behind the sound.
TEST(LiveFrames, AtTheEndOfTheSoundBelongsToNoTake) {
  Studio studio;
  const ShowFiles show = studio.show(kLiveShow);
  LiveOptions options;
  options.size = {64, 36};
  options.fps = kGrid.fps;
  LiveSession session = std::move(*LiveSession::create(posix_file_system(), options, show));
  ASSERT_TRUE(session.start_take(studio.path("one.mcap"), {}).has_value());
  const Sound song = music(1);
  ASSERT_TRUE(session.push(song.view()).has_value());
  std::vector<CommittedFrame> frames;
  for (FrameIndex at; kGrid.sample_of(at) <= session.position(); ++at.value) {
    frames.push_back({at, kGrid.sample_of(at), 0, true});
  }
  ASSERT_EQ(frames.back().sample, session.position());
  ASSERT_TRUE(session.commit_frames(frames).has_value());
  for (const CommittedFrame& frame : frames) {
    session.add_hash({frame.index, frame.sample, options.size, "portable", {1, 2}});
  }
  const auto end = session.stop_take(TakeStop::kHeard);
  ASSERT_TRUE(end.has_value()) << end.error().message;
  EXPECT_EQ(end->seal.frames, kGrid.frame_count(end->seal.samples));
  EXPECT_EQ(end->stats.hashes, end->seal.frames);
  TakeReader take = studio.open(end->stats.path);
  for (const FrameRecord& frame : only<FrameRecord>(records_of(take))) {
    EXPECT_EQ(frame.sample, kGrid.sample_of(frame.index));
  }
}

// Nothing is shown for five seconds.
TEST(LiveFrames, ThatNobodyShowedAreRecordedAsDropped) {
  Studio studio;
  LiveStage stage(studio, studio.show(kLiveShow), {.hashes = false});
  stage.start("one.mcap");
  stage.play(1, LiveStage::Keys::kNone);
  stage.stall(true);
  const SampleIndex from = stage.session().final_until();
  stage.play(5, LiveStage::Keys::kNone);
  const SampleIndex to{stage.session().position().value - 2 * 48000 - 4800};
  EXPECT_GT(stage.session().final_until(), to);
  // As the window of the tools does it: what it passed over, and the newest.
  const FrameIndex newest = kGrid.last_at_or_before({stage.session().position().value - 1000});
  const FrameIndex first = kGrid.last_at_or_before({from.value});
  std::vector<CommittedFrame> frames;
  for (FrameIndex at{first.value + 1}; at <= newest; ++at.value) {
    const bool shown = at == newest;
    frames.push_back({at, kGrid.sample_of(at),
                      shown ? std::uint8_t{0} : std::uint8_t{timeline::kFrameDropped}, false});
  }
  ASSERT_TRUE(stage.session().commit_frames(frames).has_value());
  const TakeEnd end = stage.stop(TakeStop::kHeard);
  EXPECT_EQ(end.stats.late_frames, 0);
  EXPECT_EQ(end.stats.frames, kGrid.frame_count(end.seal.samples));
  TakeReader take = studio.open(end.stats.path);
  std::int64_t next = 0;
  for (const FrameRecord& frame : only<FrameRecord>(records_of(take))) {
    EXPECT_EQ(frame.index.value, next++) << "none is missing";
    if (frame.index > first && frame.index != newest) {
      EXPECT_EQ(frame.flags, timeline::kFrameDropped) << frame.index.value;
    }
  }
  expect_sound_file(end.stats.path);
}

// A frame that was drawn and is told of after all: the take cannot hold it, and says so where the
// next one stands.
TEST(LiveFrames, ToldOfTooLateAreNamedByTheNext) {
  Studio studio;
  LiveStage stage(studio, studio.show(kLiveShow), {.hashes = false});
  stage.start("one.mcap");
  stage.play(1, LiveStage::Keys::kNone);
  stage.stall(true);
  const FrameIndex lost{kGrid.last_at_or_before(stage.session().final_until()).value + 2};
  stage.play(5, LiveStage::Keys::kNone);
  const FrameIndex shown = kGrid.last_at_or_before({stage.session().position().value - 1000});
  const std::vector<CommittedFrame> frames{{lost, kGrid.sample_of(lost), 0, true},
                                           {shown, kGrid.sample_of(shown), 0, true}};
  ASSERT_TRUE(stage.session().commit_frames(frames).has_value());
  for (const FrameIndex frame : {lost, shown}) {
    stage.session().add_hash({frame, kGrid.sample_of(frame), {64, 36}, "portable", {1, 2}});
  }
  const TakeEnd end = stage.stop(TakeStop::kHeard);
  EXPECT_EQ(end.stats.late_frames, 1);
  EXPECT_EQ(end.stats.late_hashes, 1);
  TakeReader take = studio.open(end.stats.path);
  const auto records = records_of(take);
  ASSERT_EQ(only<timeline::HashRecord>(records).size(), 1U);
  EXPECT_EQ(only<timeline::HashRecord>(records)[0].index, shown);
  std::optional<FrameIndex> before{FrameIndex{-1}};
  for (const FrameRecord& frame : only<FrameRecord>(records)) {
    const bool dropped = (frame.flags & timeline::kFrameDropped) != 0;
    EXPECT_EQ(dropped, frame.index == lost || !frame.before) << frame.index.value;
    if (!dropped) {
      EXPECT_EQ(frame.before, frame.index == shown ? lost : *before) << frame.index.value;
      before = frame.index;
    }
  }
}

TEST(LiveFrames, OutOfOrderAheadOrBesideTheGridAreErrors) {
  Studio studio;
  LiveStage stage(studio, studio.show(kLiveShow), {});
  stage.stall(true);
  stage.play(1, LiveStage::Keys::kNone);
  const auto commit = [&stage](std::int64_t index, std::int64_t sample) {
    const CommittedFrame frame{{index}, {sample}, 0, false};
    return stage.session().commit_frames(std::span(&frame, 1)).has_value();
  };
  EXPECT_TRUE(commit(5, 4000));
  EXPECT_FALSE(commit(5, 4000));
  EXPECT_FALSE(commit(4, 3200));
  EXPECT_FALSE(commit(6, 4801));
  EXPECT_FALSE(commit(600, 480'000));
  EXPECT_TRUE(commit(6, 4800));
}

std::vector<Cue> cues_of(Studio& studio, const TakeEnd& end, CueType type) {
  TakeReader take = studio.open(end.stats.path);
  std::vector<Cue> cues = only<Cue>(records_of(take));
  std::erase_if(cues, [type](const Cue& cue) { return cue.type != type; });
  return cues;
}

TEST(LiveCues, PressedAtTheEndAreInTheTake) {
  for (const bool draws : {true, false}) {
    Studio studio;
    LiveStage stage(studio, studio.show(kLiveShow), {.draws = draws});
    stage.start("one.mcap");
    stage.play(1, LiveStage::Keys::kNone);
    Cue marker;
    marker.type = CueType::kMarker;
    for (const std::int64_t ahead : {0, 500, 40'000}) {
      marker.sample = {stage.session().position().value + ahead};
      marker.number = ahead;
      stage.session().add_cue(marker);
    }
    stage.session().pause(true, 0);
    const TakeEnd end = stage.stop(TakeStop::kHeard);
    const auto markers = cues_of(studio, end, CueType::kMarker);
    ASSERT_EQ(markers.size(), 3U);
    EXPECT_EQ(markers[2].number, 40'000);
    EXPECT_EQ(markers[2].sample.value, end.seal.samples.value - 1);
    EXPECT_EQ(cues_of(studio, end, CueType::kPause).back().number, 1);
    expect_sound_file(end.stats.path);
  }
}

// The sum of what the cues of a take tell of, each of silence that the take shows.
std::int64_t told_loss(Studio& studio, const TakeEnd& end) {
  std::int64_t sum = 0;
  for (const Cue& gap : cues_of(studio, end, CueType::kGap)) {
    EXPECT_GE(gap.sample, end.stats.start);
    EXPECT_LE(gap.sample.value + gap.number, end.seal.samples.value);
    sum += gap.number;
  }
  EXPECT_EQ(sum, end.seal.lost_samples);
  expect_sound_file(end.stats.path);
  return sum;
}

// Splits a second of lost sound at every place where that can be.
TEST(LiveGaps, BelongToTheTakesThatAreSilentThere) {
  Studio studio;
  const ShowFiles show = studio.show(kLiveShow);
  for (std::int64_t place = 0; place < 8; ++place) {
    LiveStage stage(studio, show, {.preroll_samples = place % 2 * 700, .hashes = false});
    stage.stall(true);
    stage.start("one-" + std::to_string(place) + ".mcap");
    std::vector<std::int32_t> sound(2 * 48000, 7);
    const auto hear = [&](std::int64_t samples) {
      const PcmView pcm{{48000, 2, 16}, stage.session().position(), sound};
      ASSERT_TRUE(stage.session().push(pcm.slice(0, samples)).has_value());
    };
    const auto show_until = [&](std::int64_t sample) {
      const FrameIndex at = kGrid.last_at_or_before({sample});
      const CommittedFrame frame{at, kGrid.sample_of(at), 0, false};
      ASSERT_TRUE(stage.session().commit_frames(std::span(&frame, 1)).has_value());
    };
    hear(24'000);
    ASSERT_TRUE(stage.session().push_silence(30'000, "it was away").has_value());
    show_until(22'000 + place * 4000);
    const TakeEnd one = stage.stop();
    stage.start("two-" + std::to_string(place) + ".mcap");
    ASSERT_TRUE(stage.session().push_silence(18'000, "it was away").has_value());
    hear(48'000);
    show_until(100'000);
    const TakeEnd two = stage.stop();
    EXPECT_EQ(two.stats.start, one.seal.samples);
    EXPECT_EQ(told_loss(studio, one) + told_loss(studio, two), 48'000) << place;
  }
}

TEST(LiveGaps, APrerollBeginsInFrontOfOne) {
  Studio studio;
  LiveStage stage(studio, studio.show(kLiveShow), {.draws = false, .preroll_samples = 50'000});
  stage.play(0.01, LiveStage::Keys::kNone);
  std::vector<std::int32_t> sound(2 * 48000, 7);
  const auto hear = [&] {
    const PcmView pcm{{48000, 2, 16}, stage.session().position(), sound};
    ASSERT_TRUE(stage.session().push(pcm).has_value());
  };
  hear();
  const SampleIndex gap = stage.session().position();
  ASSERT_TRUE(stage.session().push_silence(5000, "it was away").has_value());
  hear();
  stage.start("one.mcap");
  hear();
  const TakeEnd end = stage.stop(TakeStop::kHeard);
  EXPECT_EQ(end.stats.start, gap);
  EXPECT_EQ(told_loss(studio, end), 5000);
}

}  // namespace
}  // namespace reprise::session
