// What a live window draws, against what a replay draws from the takes of the run.
#include <map>

#include <gtest/gtest.h>

#include "core/session/library/frame_painter.h"
#include "tests/session/live_checks.h"

namespace reprise::session {
namespace {

constexpr FrameGrid kGrid{{30, 1}, 48000};

// A window: draws each frame that it commits, one in eleven it has no time for.
class Window {
 public:
  Window(LiveSession& session, const ShowFiles& files)
      : session_(session), painter_(painter_of(files)) {}

  void draw_until(SampleIndex end) {
    for (SampleIndex at; (at = kGrid.sample_of(next_)) < end; ++next_.value) {
      const bool dropped = next_.value % 11 == 7;
      const CommittedFrame frame{next_, at,
                                 dropped ? std::uint8_t{timeline::kFrameDropped} : std::uint8_t{0}};
      ASSERT_TRUE(session_.commit_frames(std::span(&frame, 1)).has_value());
      if (!dropped) {
        ASSERT_TRUE(
            painter_.draw_step(*session_.moment_at(at), {next_, at, previous_}).has_value());
        ASSERT_TRUE(painter_.renderer().read(image_).has_value());
        previous_ = at;
      }
      hashes[next_.value] = frame_hash(image_.view());
    }
  }
  std::map<std::int64_t, Hash128> hashes;  // of what the audience saw at each slot

 private:
  static FramePainter painter_of(const ShowFiles& files) {
    auto renderer = render::Renderer::create({.mode = render::GlMode::kPortable, .size = {64, 36}});
    return std::move(*FramePainter::create(std::move(*renderer), files, {48000, kFileEpochNs}));
  }

  LiveSession& session_;
  FramePainter painter_;
  FrameIndex next_;
  SampleIndex previous_{-1};
  ImageBuffer image_;
};

class LivePicture : public testing::Test {
 protected:
  // Plays three seconds: a take from the start to the second second, and one from then on.
  void perform(std::string_view json) {
    const ShowFiles files = studio_.show(json);
    LiveOptions options;
    options.size = {64, 36};
    options.fps = kGrid.fps;
    options.epoch_ns = kFileEpochNs;
    options.gl = timeline::GlFingerprint{};
    LiveSession session = std::move(*LiveSession::create(posix_file_system(), options, files));
    Window window(session, files);
    const Sound song = music(3);
    ASSERT_TRUE(session.start_take(studio_.path("one.mcap"), {}).has_value());
    for (std::int64_t at = 0; at < song.view().frames(); at += 480) {
      ASSERT_TRUE(session.push(song.view().slice(at, 480)).has_value());
      window.draw_until({at - 1000});
      if (at == 62400 || at == 75840) {
        Cue cue;
        cue.sample = {at};
        cue.type = CueType::kFreeze;
        cue.number = at == 62400 ? 1 : 0;
        session.add_cue(cue);
      }
      if (at == 96000) {
        first_ = *session.stop_take();
        ASSERT_TRUE(session.start_take(studio_.path("two.mcap"), {}).has_value());
      }
    }
    window.draw_until(session.position());
    second_ = *session.stop_take(TakeStop::kHeard);
    seen_ = window.hashes;
  }

  // The frames of a take from its start on, by their number.
  void expect_seen(const TakeEnd& end) {
    FrameSettings settings;
    settings.size = {64, 36};
    settings.fps = kGrid.fps;
    settings.timing = Timing::kPerformed;
    const std::int64_t first = kGrid.frame_count(end.stats.start);
    settings.first = {first};
    settings.count = kGrid.frame_count(end.seal.samples) - first;
    const std::vector<Hash128> replayed = studio_.frames(end.stats.path, settings);
    for (std::size_t i = 0; i < replayed.size(); ++i) {
      const std::int64_t frame = first + static_cast<std::int64_t>(i);
      EXPECT_EQ(replayed[i], seen_[frame]) << frame;
    }
    EXPECT_GT(replayed.size(), 20U);
  }

  Studio studio_;
  TakeEnd first_;
  TakeEnd second_;
  std::map<std::int64_t, Hash128> seen_;
};

TEST_F(LivePicture, EveryTakeReplaysWhatTheAudienceSaw) {
  perform(R"({"policy": {"mode": "time", "interval": 0.7, "transition": 0.2}, "scenes": [
    {"name": "a", "layers": [{"preset": "sweep", "mappings": [{"feature": "bass", "role": "bass"}]}]},
    {"name": "b", "layers": [{"preset": "listener"}, {"preset": "flash", "blend": "screen",
      "mappings": [{"feature": "peak", "role": "peak"}]}]}]})");
  expect_seen(first_);
  expect_seen(second_);
}

TEST_F(LivePicture, FeedbackIsWhatItWasFromTheSceneThatTheTakeSawBegin) {
  perform(R"({"policy": {"mode": "time", "interval": 0.7, "transition": 0.2}, "scenes": [
    {"name": "a", "layers": [{"preset": "trail", "mappings": [{"feature": "peak", "role": "peak"}]}]},
    {"name": "b", "layers": [{"preset": "sweep"}]}]})");
  expect_seen(first_);
}

}  // namespace
}  // namespace reprise::session
