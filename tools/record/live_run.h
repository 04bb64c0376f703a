// The main thread of a live recording: keys and the picture. Ends with the sound, with a key, with
// the window's close button or with a signal.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "tools/record/adaptive_quality.h"
#include "tools/record/expected_state.h"
#include "tools/record/frame_ledger.h"
#include "tools/record/live_desk.h"
#include "tools/record/live_monitor.h"
#include "tools/record/live_picture.h"
#include "tools/record/live_sound.h"
#include "tools/record/status_printer.h"

namespace reprise::tools {

struct LiveRunOptions {
  FrameGrid grid;
  std::int64_t hash_every = 0;
  ImageSize size;
  std::string gl_mode;
  std::optional<AdaptiveQuality> quality;
};

class LiveRun {
 public:
  // `picture` may be none: then there are neither keys nor frames.
  LiveRun(const LiveRunOptions& options, LiveSound& sound, FrameLedger& frames,
          LivePicture* picture, LiveDesk desk, ExpectedState expected, LiveMonitor& monitor,
          StatusPrinter& printer);

  // Until the end. When the picture fails, the rest goes on without one.
  void run();

 private:
  Status show_due_frame();
  Status draw(const LiveFrames::Due& due, std::shared_ptr<const session::Moment> moment);
  void handle_events();
  void press(const KeyPress& key);
  void act(const KeyBinding& binding, std::int64_t when_ns);
  void send(Cue cue, std::int64_t when_ns);
  void tell(const Status& status);
  void look_after();           // ten times a second
  void adapt(double seconds);  // once a second
  void sleep_until_next();

  LiveRunOptions options_;
  LiveSound& sound_;
  FrameLedger& frames_;
  LivePicture* picture_;
  LiveDesk desk_;
  ExpectedState expected_;
  LiveMonitor& monitor_;
  StatusPrinter& printer_;
  std::shared_ptr<const session::Moment> shown_;
  SampleIndex shown_sample_;  // of its frame
  bool quit_ = false;
  bool stale_ = false;  // the window must be drawn again
  bool paused_ = false;
  bool recording_ = false;
  std::int64_t next_look_ns_ = 0;
  std::int64_t next_second_ns_ = 0;
  FrameLedger::Counts before_;   // this second
  std::int64_t drawing_ns_ = 0;  // in this second
  double fps_ = 0;
};

}  // namespace reprise::tools
