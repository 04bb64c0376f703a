// A connection to a PulseAudio server (or PipeWire's stand-in for one), driven by the thread that
// made it: nothing happens but inside turn() and what calls it. Internal to tools/sound.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <pulse/pulseaudio.h>

#include "core/base/error.h"
#include "tools/sound/device_stream.h"

namespace reprise::tools {

// What decides whether samples arrive as they are.
struct PulseDevice {
  pa_sample_spec samples{};
  pa_channel_map map{};
  bool muted = false;
};

class PulseServer {
 public:
  // Starts no server; waits for one that does not answer for two seconds. kResource without one.
  static Result<std::unique_ptr<PulseServer>> connect();
  PulseServer(const PulseServer&) = delete;
  PulseServer& operator=(const PulseServer&) = delete;
  ~PulseServer();

  // Handles what comes within `at_most`. False when the connection is gone.
  bool turn(std::chrono::milliseconds at_most);
  // Turns until `done` holds. An error when the connection breaks, or after two seconds.
  Status until(const std::function<bool()>& done, const std::string& what);
  // Waits for the end of an operation, and lets go of it.
  Status finish(pa_operation* operation, const std::string& what);

  // In the server's order, each with its own format.
  Result<std::vector<SoundDevice>> devices(Direction direction);

  // The default one for an empty name.
  Result<PulseDevice> describe(Direction direction, const std::string& name);

  [[nodiscard]] pa_context* context() const { return context_.get(); }
  [[nodiscard]] Error error(const std::string& what) const;

 private:
  struct LoopFree {
    void operator()(pa_mainloop* loop) const { pa_mainloop_free(loop); }
  };
  struct ContextFree {
    void operator()(pa_context* context) const {
      pa_context_disconnect(context);
      pa_context_unref(context);
    }
  };
  PulseServer();
  [[nodiscard]] bool is_good() const;

  std::unique_ptr<pa_mainloop, LoopFree> loop_;
  std::unique_ptr<pa_context, ContextFree> context_;
};

}  // namespace reprise::tools
