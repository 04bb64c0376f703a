#include "tools/sound/pulse_stream.h"

#include <atomic>
#include <future>
#include <system_error>
#include <thread>
#include <utility>

#include "tools/sound/pulse_connection.h"
#include "tools/sound/thread_priority.h"

namespace reprise::tools {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kStreamTurn{50};  // how long the end of a stream may take to be noticed

class PulseStream final : public DeviceStream {
 public:
  PulseStream(StreamSpec spec, StreamClient& client) : spec_(std::move(spec)), client_(client) {}
  PulseStream(const PulseStream&) = delete;
  PulseStream& operator=(const PulseStream&) = delete;
  ~PulseStream() override {
    stop_ = true;
    if (thread_.joinable()) {
      thread_.join();
    }
  }

  Status start() {
    std::promise<Result<std::int64_t>> promise;
    std::future<Result<std::int64_t>> opened = promise.get_future();
    try {
      thread_ = std::thread([this, kept = std::move(promise)]() mutable { run(kept); });
    } catch (const std::system_error&) {
      return fail(ErrorCode::kResource, "no thread for the sound device");
    }
    TRY_ASSIGN(block_frames_, opened.get());
    return {};
  }

  [[nodiscard]] StreamHealth health() const override { return report_.health; }
  [[nodiscard]] std::string name() const override { return report_.name(); }
  [[nodiscard]] std::int64_t block_frames() const override { return block_frames_; }
  std::vector<std::string> take_notes() override { return report_.take_notes(); }

 private:
  void run(std::promise<Result<std::int64_t>>& opened) {
    if (std::string note = raise_thread_priority(); !note.empty()) {
      report_.note(std::move(note));
    }
    PulseConnection connection(spec_, client_, report_);
    if (const Status status = connection.open(); !status) {
      opened.set_value(fail(status.error()));
      return;
    }
    opened.set_value(connection.block_frames());
    while (!stop_ && connection.turn(kStreamTurn)) {
    }
    report_.health = StreamHealth::kGone;
  }

  const StreamSpec spec_;
  StreamClient& client_;
  PulseReport report_;
  std::int64_t block_frames_ = 0;
  std::atomic<bool> stop_{false};
  std::thread thread_;
};

class PulseBackend final : public SoundBackend {
 public:
  Result<std::vector<SoundDevice>> devices(Direction direction) override {
    TRY_ASSIGN(const auto server, PulseServer::connect());
    return server->devices(direction);
  }
  Result<std::unique_ptr<DeviceStream>> open(const StreamSpec& spec,
                                             StreamClient& client) override {
    return open_pulse_stream(spec, client);
  }
};

}  // namespace

Result<std::unique_ptr<DeviceStream>> open_pulse_stream(const StreamSpec& spec,
                                                        StreamClient& client) {
  auto stream = std::make_unique<PulseStream>(spec, client);
  TRY(stream->start());
  return stream;
}

std::shared_ptr<SoundBackend> pulse_backend() {
  return std::make_shared<PulseBackend>();
}

}  // namespace reprise::tools
