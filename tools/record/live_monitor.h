// Watches over a live run from a thread of its own, so that the performer hears of everything even
// while the picture's thread hangs in a driver or waits for a window system that has stopped: hands
// on what the sound has to say, prints the status line, lets frames drop that nobody draws. When
// the run is to end and the picture's thread does not come back, it ends it in its place.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

#include "tools/record/frame_ledger.h"
#include "tools/record/live_sound.h"
#include "tools/record/live_status.h"
#include "tools/record/status_printer.h"

namespace reprise::tools {

class LiveMonitor {
 public:
  // `frames`: none where nothing is drawn; then nobody can hang. `abandon` seals the take and ends
  // the process; called on the monitor's thread.
  LiveMonitor(LiveSound& sound, FrameLedger* frames, StatusPrinter& printer,
              std::int64_t sample_rate, std::function<void()> abandon);
  LiveMonitor(const LiveMonitor&) = delete;
  LiveMonitor& operator=(const LiveMonitor&) = delete;
  ~LiveMonitor();

  // What the picture's thread knows, several times a second.
  struct Shown {
    double fps = 0;
    std::string scene;
    std::string selection;
  };
  void tell(Shown shown);
  // The picture's thread is alive: every frame.
  void beat();
  // The run is over. The picture's thread is not waited for until the next beat().
  void end();

  // Any thread. A warning stands in the status line for a while, too.
  void warning(const std::string& text);
  void note(const std::string& text) { printer_.note(text); }
  // Nothing is drawn any more. Told once.
  void lose_picture(const std::string& why);
  [[nodiscard]] bool lost_picture() const { return lost_picture_; }
  [[nodiscard]] LiveStatus status() const;
  // Anything but zeros.
  [[nodiscard]] bool heard() const { return heard_; }
  // What the sound has had to say since it was last asked.
  void say_messages();
  // Ends the thread.
  void stop();

 private:
  void run();
  void watch_picture(std::int64_t now_ns);
  void update_status(std::int64_t now_ns);

  LiveSound& sound_;
  FrameLedger* frames_;
  StatusPrinter& printer_;
  const std::int64_t sample_rate_;
  const std::function<void()> abandon_;

  std::atomic<std::int64_t> beat_ns_;
  std::atomic<bool> stop_{false};
  std::atomic<bool> over_{false};
  std::atomic<bool> heard_{false};
  std::atomic<bool> lost_picture_{false};
  // The thread's own.
  std::int64_t looked_ns_ = 0;
  std::int64_t hangs_since_ns_ = 0;  // told of; 0 while it does not
  mutable std::mutex mutex_;
  Shown shown_;
  LiveStatus status_;
  std::string warning_;
  std::int64_t warning_until_ns_ = 0;
  std::thread thread_;  // last: it uses the rest
};

}  // namespace reprise::tools
