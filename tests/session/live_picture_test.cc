// What a live window draws, against what a replay draws from the takes of the run.
#include <chrono>
#include <map>
#include <thread>

#include <gtest/gtest.h>

#include "core/session/library/buffer_keeper.h"
#include "core/session/library/frame_painter.h"
#include "core/session/library/performance_state.h"
#include "tests/session/live_checks.h"

namespace reprise::session {
namespace {

constexpr FrameGrid kGrid{{30, 1}, 48000};

// A window: draws each frame that it commits and hashes it; one in eleven it has no time for.
class Window {
 public:
  Window(LiveSession& session, const ShowFiles& files, std::shared_ptr<BufferRequests> buffers)
      : session_(session),
        painter_(painter_of(files)),
        keeper_(std::move(buffers), kGrid.sample_rate) {}

  void draw_until(SampleIndex end) {
    for (SampleIndex at; (at = kGrid.sample_of(next_)) < end; ++next_.value) {
      const bool dropped = next_.value % 11 == 7;
      const CommittedFrame frame{
          next_, at, dropped ? std::uint8_t{timeline::kFrameDropped} : std::uint8_t{0}, !dropped};
      ASSERT_TRUE(session_.commit_frames(std::span(&frame, 1)).has_value());
      if (!dropped) {
        draw(at);
      }
      hashes[next_.value] = frame_hash(image_.view());
      ASSERT_TRUE(keeper_.look_after().has_value());
    }
  }
  std::map<std::int64_t, Hash128> hashes;  // of what the audience saw at each slot

 private:
  void draw(SampleIndex at) {
    const std::shared_ptr<const Moment> moment = session_.moment_at(at);
    const FrameTick tick{next_, at, previous_};
    keeper_.before(painter_, tick);
    ASSERT_TRUE(painter_.draw_step(*moment, tick).has_value());
    ASSERT_TRUE(painter_.renderer().read(image_).has_value());
    previous_ = at;
    session_.add_hash({next_, at, {64, 36}, "portable", frame_hash(image_.view())},
                      painter_.steps_since(moment->state));
  }

  static FramePainter painter_of(const ShowFiles& files) {
    auto renderer = render::Renderer::create({.mode = render::GlMode::kPortable, .size = {64, 36}});
    return std::move(*FramePainter::create(std::move(*renderer), files, {48000, kFileEpochNs}));
  }

  LiveSession& session_;
  FramePainter painter_;
  BufferKeeper keeper_;
  FrameIndex next_;
  SampleIndex previous_{-1};
  ImageBuffer image_;
};

class LivePicture : public testing::Test {
 protected:
  // Plays three seconds: a take from the start to the second second, and one from then on.
  void perform(std::string_view json, std::shared_ptr<BufferRequests> buffers = {}) {
    const ShowFiles files = studio_.show(json);
    LiveOptions options;
    options.size = {64, 36};
    options.fps = kGrid.fps;
    options.epoch_ns = kFileEpochNs;
    options.gl = timeline::GlFingerprint{};
    options.buffers = buffers;
    LiveSession session = std::move(*LiveSession::create(posix_file_system(), options, files));
    Window window(session, files, std::move(buffers));
    const Sound song = music(3);
    ASSERT_TRUE(session.start_take(studio_.path("one.mcap"), {}).has_value());
    for (std::int64_t at = 0; at < song.view().frames(); at += 480) {
      ASSERT_TRUE(session.push(song.view().slice(at, 480)).has_value());
      window.draw_until({at - 1000});
      if (at == freeze_ || at == thaw_) {
        Cue cue;
        cue.sample = {at};
        cue.type = CueType::kFreeze;
        cue.number = at == freeze_ ? 1 : 0;
        session.add_cue(cue);
      }
      if (at == 96000) {
        first_ = *session.stop_take();
        ASSERT_TRUE(session.begin_take(studio_.path("two.mcap"), {}).has_value());
      }
      // Much faster than music: another thread needs its time.
      std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
    ASSERT_TRUE(session.recording());
    window.draw_until(session.position());
    second_ = *session.stop_take(TakeStop::kHeard);
    seen_ = window.hashes;
  }

  // How many frames of a take are others than the audience saw, from its start on.
  std::int64_t unseen_frames(const TakeEnd& end) {
    FrameSettings settings;
    settings.size = {64, 36};
    settings.fps = kGrid.fps;
    settings.timing = Timing::kPerformed;
    const std::int64_t first = kGrid.frame_count(end.stats.start);
    settings.first = {first};
    settings.count = kGrid.frame_count(end.seal.samples) - first;
    const std::vector<Hash128> replayed = studio_.frames(end.stats.path, settings);
    std::int64_t unseen = 0;
    for (std::size_t i = 0; i < replayed.size(); ++i) {
      unseen += replayed[i] == seen_[first + static_cast<std::int64_t>(i)] ? 0 : 1;
    }
    EXPECT_GT(replayed.size(), 20U);
    return unseen;
  }
  void expect_seen(const TakeEnd& end) { EXPECT_EQ(unseen_frames(end), 0); }

  std::int64_t freeze_ = 62400;  // sample
  std::int64_t thaw_ = 75840;
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

// One scene from the start to the end, whose picture is made of all that came before.
constexpr std::string_view kTrailShow = R"({"policy": {"mode": "manual"}, "scenes": [{"name": "a",
  "layers": [{"preset": "trail", "mappings": [{"feature": "peak", "role": "peak"}]}]}]})";

TEST_F(LivePicture, FeedbackGoesOnInATakeThatBeganInItsMiddle) {
  perform(kTrailShow, std::make_shared<BufferRequests>());
  expect_seen(first_);
  expect_seen(second_);
  // Every frame of it that was drawn can be proven, those before its start among them.
  EXPECT_EQ(second_.stats.hashes, second_.stats.frames - second_.stats.frames / 11);
  timeline::TakeReader take = studio_.open(second_.stats.path);
  const auto files = take.attachments();
  const auto buffers = render_state_in(*files);
  ASSERT_TRUE(buffers && *buffers);
  EXPECT_EQ((*buffers)->size, (ImageSize{64, 36}));
  EXPECT_LT((*buffers)->sample, take.summary().header.part->sound_start);
}

TEST_F(LivePicture, FeedbackGoesOnBehindAFreezeAtTheBeginningOfATake) {
  for (const std::int64_t freeze : {81600, 88800, 93600, 96000}) {
    freeze_ = freeze;
    thaw_ = 115200;
    perform(kTrailShow, std::make_shared<BufferRequests>());
    expect_seen(first_);
    EXPECT_EQ(unseen_frames(second_), 0) << freeze;
    std::filesystem::remove(first_.stats.path);
    std::filesystem::remove(second_.stats.path);
  }
}

// What nobody keeps begins black, and is not claimed to be what was shown.
TEST_F(LivePicture, WithoutItsBuffersFeedbackBeginsBlackAndHasNoHashes) {
  perform(kTrailShow);
  EXPECT_EQ(unseen_frames(first_), 0);
  EXPECT_GT(unseen_frames(second_), 5);
  EXPECT_EQ(second_.stats.hashes, 0);
  EXPECT_GT(first_.stats.hashes, 30);
}

TEST_F(LivePicture, BuffersFitTheTakesOwnShowOnly) {
  perform(kTrailShow, std::make_shared<BufferRequests>());
  FrameSettings settings;
  settings.size = {64, 36};
  settings.fps = kGrid.fps;
  settings.first = {kGrid.frame_count(second_.stats.start)};
  settings.count = 3;
  const auto own = studio_.frames(second_.stats.path, settings);
  ShowOverrides overrides;
  overrides.seed = 5;
  EXPECT_NE(own, studio_.frames(second_.stats.path, settings, overrides));
  settings.size = {128, 72};  // scaled
  EXPECT_EQ(studio_.frames(second_.stats.path, settings).size(), 3U);
}

// A part of an export begins where the export does not.
TEST_F(LivePicture, ARangeOfALaterTakeShowsTheFramesOfTheWhole) {
  perform(kTrailShow, std::make_shared<BufferRequests>());
  FrameSettings settings;
  settings.size = {64, 36};
  settings.fps = {60, 1};
  settings.first = {125};
  settings.count = 30;
  const auto whole = studio_.frames(second_.stats.path, settings);
  settings.first = {140};
  settings.count = 15;
  const auto part = studio_.frames(second_.stats.path, settings);
  EXPECT_EQ(part, std::vector<Hash128>(whole.begin() + 15, whole.end()));
}

}  // namespace
}  // namespace reprise::session
