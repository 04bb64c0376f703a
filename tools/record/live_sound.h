// The thread that keeps a live performance going: it reads the sound, lets analysis and engine
// follow it, and hands records to the take. The main thread asks and tells through here and never
// waits for it; nothing here waits for the disk or for GL.
//
// start(), finish() and the destructor belong to the main thread, as does everything that tells;
// what only asks may be called by any.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "core/session/record/live_session.h"
#include "tools/record/live_clock.h"
#include "tools/record/live_start.h"
#include "tools/record/live_status.h"
#include "tools/record/live_takes.h"
#include "tools/sound/sound_input.h"

namespace reprise::tools {

struct LiveSetup {
  std::unique_ptr<SoundInput> input;
  session::LiveSession session;
  LiveTakesOptions takes;
  std::optional<std::int64_t> most_samples;  // of the run
  bool armed = false;                        // no take until toggle_take()
  LiveStart start = {};                      // what was heard of the run already
};

struct SoundReport {
  session::TakeStats take;  // of the one that runs, or none
  bool recording = false;
  bool paused = false;
  double level_db = -100;
  std::int64_t lost_samples = 0;  // of the run
  std::int64_t clipped_samples = 0;
  std::int64_t frame_latency = 0;  // samples from hearing a sound to the frame that shows it
  std::optional<double> disk_seconds;
};

class LiveSound {
 public:
  explicit LiveSound(LiveSetup setup);
  LiveSound(const LiveSound&) = delete;
  LiveSound& operator=(const LiveSound&) = delete;
  ~LiveSound();

  void start();
  // Ends the run and its take. The error that ended the run before, if there was one.
  Status finish();
  // Takes that have ended, sealed or not, in order. Behind finish().
  [[nodiscard]] const std::vector<TakeOutcome>& outcomes() const { return takes_.outcomes(); }
  // A take had to end before the run for want of room. Behind finish().
  [[nodiscard]] bool cut_short() const { return takes_.cut_short(); }
  // A disk hangs, and may hold up the destructor for ever. Behind finish().
  [[nodiscard]] bool hangs() const { return takes_.hang(); }
  // The sound has ended, --duration was reached, or the input failed.
  [[nodiscard]] bool ended() const { return ended_.load(std::memory_order_acquire); }

  void cue(Cue cue);
  void commit(std::vector<session::CommittedFrame> frames);
  // As LiveSession::add_hash.
  void hash(timeline::HashRecord record);
  void toggle_take();
  void toggle_pause();

  [[nodiscard]] double sample_at(std::int64_t now_ns) const;
  [[nodiscard]] std::shared_ptr<const session::Moment> moment_at(SampleIndex sample) const {
    return session_.moment_at(sample);
  }
  [[nodiscard]] SoundReport report() const;
  // Those that nobody has taken yet.
  std::vector<LiveMessage> messages();

 private:
  using Command = std::function<void()>;
  void tell(Command command);

  // The session thread's.
  void run();
  Status take_start();
  Status step();
  void obey();
  Status take_block(const SoundBlock& block);
  std::int64_t up_to_the_end(std::int64_t samples);
  Status keep_up();
  Status add_silence(std::int64_t samples, std::string_view why);
  void each_second(std::int64_t now_ns);
  void watch_device();
  void tell_of_loss(bool gone);
  void measure_latency();
  void pause();
  void note(LiveMessage::Kind kind, std::string text);
  void publish();

  std::unique_ptr<SoundInput> input_;
  session::LiveSession session_;
  LiveTakes takes_;
  std::optional<std::int64_t> most_samples_;

  // The session thread's own.
  LevelMeter meter_;
  bool paused_ = false;
  std::int64_t paused_since_ns_ = 0;
  bool lost_ = false;   // the device is gone, or gives nothing, and was told of
  bool heard_ = false;  // a block has come since
  bool silent_ = false;
  std::int64_t next_second_ns_ = 0;
  std::int64_t late_ = 0;
  std::int64_t dropped_ = 0;
  std::int64_t lost_samples_ = 0;
  std::int64_t clipped_before_ = 0;  // what the input has limited up to the last block
  std::int64_t clipped_samples_ = 0;
  LiveStart start_;
  std::int64_t zero_ns_ = 0;  // when sample 0 was heard
  std::int64_t frame_latency_ = 0;
  Status failure_;

  // Between the threads.
  mutable std::mutex mutex_;
  std::deque<Command> commands_;
  LiveClock clock_;
  SoundReport report_;
  std::vector<LiveMessage> messages_;
  std::atomic<bool> stop_{false};
  std::atomic<bool> ended_{false};
  std::thread thread_;
};

}  // namespace reprise::tools
