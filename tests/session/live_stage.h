// A live run without devices, for tests: sound in odd blocks, a performer who presses keys, a
// window that draws late, and a memory of every moment that was published.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/session/record/live_session.h"
#include "tests/session/studio.h"

namespace reprise::session {

struct LivePlan {
  AudioFormat audio{};
  Rational fps{60, 1};
  bool draws = true;
  std::int64_t preroll_samples = 0;
  bool hashes = true;
  std::uint64_t seed = 11;  // of what happens
  FileSystem* files = &posix_file_system();
};

class LiveStage {
 public:
  LiveStage(Studio& studio, const ShowFiles& show, const LivePlan& plan);

  // Plays `seconds` of made-up sound: blocks, cues, frames, hashes, now and then a drop, a pause, a
  // loss.
  enum class Keys { kNone, kSome };
  void play(double seconds, Keys keys = Keys::kSome);
  void start(std::string_view name, TakeBegin from = TakeBegin::kNow);
  TakeEnd stop(TakeStop stop = TakeStop::kShown);
  // What was drawn and not yet committed is.
  void finish_frames();
  // The window draws so far behind the sound from now on; or not at all.
  void lag(double seconds) {
    latency_ = static_cast<std::int64_t>(seconds * plan_.audio.sample_rate);
  }
  void stall(bool on) { stalled_ = on; }

  LiveSession& session() { return session_; }
  // What was shown at each frame that was committed in time, by sample.
  std::map<std::int64_t, std::shared_ptr<const Moment>> shown;
  // All that was heard, on the run's clock.
  Sound heard;
  std::map<std::int64_t, Cue> cues;  // the performer's, by a number in `number`
  std::int64_t dropped = 0;

 private:
  std::uint32_t dice(std::uint32_t bound);
  void push_block();
  void press_a_key();
  void draw();

  Studio& studio_;
  LivePlan plan_;
  FrameGrid grid_;
  LiveSession session_;
  Sound song_;
  std::int64_t throws_ = 0;
  std::int64_t next_frame_ = 0;
  std::vector<timeline::HashRecord> hashing_;
  std::int64_t latency_;
  bool stalled_ = false;
};

// The show that the tests of live runs play.
extern const std::string_view kLiveShow;

}  // namespace reprise::session
