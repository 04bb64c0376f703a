// The main thread of a live recording: keys, the picture, and the lines that the performer reads.
// Ends with the sound, with a key, with the window or with a signal.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "tools/record/adaptive_quality.h"
#include "tools/record/expected_state.h"
#include "tools/record/live_desk.h"
#include "tools/record/live_frames.h"
#include "tools/record/live_picture.h"
#include "tools/record/live_sound.h"
#include "tools/record/status_printer.h"

namespace reprise::tools {

struct LiveRunOptions {
  FrameGrid grid;
  std::int64_t latency = 0;  // samples from hearing a sound to its frame
  std::int64_t hash_every = 0;
  ImageSize size;
  std::string gl_mode;
  std::optional<AdaptiveQuality> quality;
};

class LiveRun {
 public:
  // `picture` may be none: then there are neither keys nor frames.
  LiveRun(const LiveRunOptions& options, LiveSound& sound, LivePicture* picture, LiveDesk desk,
          ExpectedState expected, StatusPrinter& printer);

  // Until the end. An error of the picture ends it too; the sound is still there to be finished.
  Status run();

  // What the sound had to say since it was last asked.
  void say_messages();
  // Anything but zeros.
  [[nodiscard]] bool heard() const { return heard_; }

 private:
  Status show_due_frame();
  Status draw(const LiveFrames::Due& due, const session::Moment& moment);
  [[nodiscard]] bool can_be_proven(const session::Moment& moment) const;
  void handle_events();
  void press(const KeyPress& key);
  void act(const KeyBinding& binding, std::int64_t when_ns);
  void send(Cue cue, std::int64_t when_ns);
  void tell(const Status& status);
  void look_after();           // ten times a second
  void adapt(double seconds);  // once a second
  void sleep_until_next();
  [[nodiscard]] LiveStatus status(const SoundReport& report) const;

  LiveRunOptions options_;
  LiveSound& sound_;
  LivePicture* picture_;
  LiveDesk desk_;
  ExpectedState expected_;
  StatusPrinter& printer_;
  LiveFrames frames_;
  std::shared_ptr<const session::Moment> shown_;
  SampleIndex shown_sample_;  // of its frame
  bool quit_ = false;
  bool stale_ = false;  // the window must be drawn again
  bool heard_ = false;
  bool paused_ = false;
  bool recording_ = false;
  SampleIndex take_start_;
  std::int64_t drawn_ = 0;
  std::int64_t dropped_ = 0;
  std::int64_t late_ = 0;
  std::int64_t next_look_ns_ = 0;
  std::int64_t next_second_ns_ = 0;
  std::int64_t drawn_before_ = 0;
  std::int64_t dropped_before_ = 0;
  std::int64_t drawing_ns_ = 0;  // in this second
  double fps_ = 0;
  std::string warning_;
  std::int64_t warning_until_ns_ = 0;
};

}  // namespace reprise::tools
