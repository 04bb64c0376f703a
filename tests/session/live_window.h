// A live run whose window draws every frame that it commits, for tests of what its takes replay.
#pragma once

#include <chrono>
#include <map>
#include <thread>

#include <gtest/gtest.h>

#include "core/session/library/buffer_keeper.h"
#include "core/session/library/frame_painter.h"
#include "core/session/record/live_session.h"
#include "tests/session/studio.h"

namespace reprise::session {

inline constexpr FrameGrid kGrid{{30, 1}, 48000};

// A window: draws each frame that it commits and hashes it; one in eleven it has no time for.
class LiveWindow {
 public:
  LiveWindow(LiveSession& session, const ShowFiles& files, std::shared_ptr<BufferRequests> buffers)
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
    session_.add_hash({next_, at, {64, 36}, "portable", frame_hash(image_.view())});
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

class LiveWindowTest : public testing::Test {
 protected:
  // Plays three seconds: a take from the start to the second second, and one from then on.
  void perform(std::string_view json, std::shared_ptr<BufferRequests> buffers = {}) {
    const ShowFiles files = studio_.show(json);
    LiveOptions options;
    options.size = {64, 36};
    options.fps = kGrid.fps;
    options.epoch_ns = kFileEpochNs;
    options.gl = timeline::GlFingerprint{"portable", "", "", ""};
    options.buffers = buffers;
    LiveSession session = std::move(*LiveSession::create(posix_file_system(), options, files));
    LiveWindow window(session, files, std::move(buffers));
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

  std::int64_t freeze_ = 62400;  // sample
  std::int64_t thaw_ = 75840;
  Studio studio_;
  TakeEnd first_;
  TakeEnd second_;
  std::map<std::int64_t, Hash128> seen_;
};

// One scene from the start to the end, whose picture is made of all that came before.
inline constexpr std::string_view kTrailShow =
    R"({"policy": {"mode": "manual"}, "scenes": [{"name": "a",
  "layers": [{"preset": "trail", "mappings": [{"feature": "peak", "role": "peak"}]}]}]})";

}  // namespace reprise::session
