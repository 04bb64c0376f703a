#include "tools/sound/pulse_stream.h"

#include <algorithm>
#include <atomic>
#include <future>
#include <system_error>
#include <thread>
#include <utility>

#include "tools/sound/pulse_server.h"
#include "tools/sound/thread_priority.h"

namespace reprise::tools {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kTurn{50};  // how long the end of a stream may take to be noticed
constexpr auto kUnset = static_cast<std::uint32_t>(-1);  // PulseAudio's "as you like"

struct StreamFree {
  void operator()(pa_stream* stream) const {
    pa_stream_disconnect(stream);
    pa_stream_unref(stream);
  }
};
using StreamPtr = std::unique_ptr<pa_stream, StreamFree>;

pa_sample_spec sample_spec(const StreamSpec& spec) {
  const pa_sample_format_t format = spec.format == SampleFormat::kS16   ? PA_SAMPLE_S16LE
                                    : spec.format == SampleFormat::kF32 ? PA_SAMPLE_FLOAT32LE
                                                                        : PA_SAMPLE_S32LE;
  return {format, static_cast<std::uint32_t>(spec.sample_rate),
          static_cast<std::uint8_t>(spec.channels)};
}

// A block at a time; and on the way in as much room in the server as it gives, so that nothing is
// lost there while this process is stopped.
pa_buffer_attr buffer_attr(const StreamSpec& spec) {
  const auto block =
      static_cast<std::uint32_t>(spec.frame_bytes() * static_cast<std::size_t>(spec.block_frames));
  pa_buffer_attr attr{kUnset, kUnset, kUnset, kUnset, kUnset};
  if (spec.direction == Direction::kIn) {
    attr.fragsize = block;
  } else {
    attr.tlength = 6 * block;
    attr.minreq = block;
  }
  return attr;
}

// Samples are to arrive as they are: at full volume, channel by channel in their order.
pa_stream_flags_t stream_flags(const StreamSpec& spec) {
  int flags = PA_STREAM_ADJUST_LATENCY | PA_STREAM_START_UNMUTED | PA_STREAM_NO_REMIX_CHANNELS;
  if (spec.direction == Direction::kOut) {
    flags |= PA_STREAM_INTERPOLATE_TIMING | PA_STREAM_AUTO_TIMING_UPDATE;
  }
  if (!spec.device.empty()) {
    flags |= PA_STREAM_DONT_MOVE;
  }
  return static_cast<pa_stream_flags_t>(flags);
}

// What the opening thread waits for.
struct Opened {
  std::string name;
  std::int64_t block_frames = 0;
  std::vector<std::string> notes;
};

// What the stream's thread tells the others meanwhile.
struct Shared {
  std::atomic<StreamHealth> health{StreamHealth::kRunning};
  std::atomic<pa_usec_t> latency{0};
};

// One stream on one server; lives on the stream's thread.
class Connection {
 public:
  Connection(const StreamSpec& spec, StreamClient& client, Shared& shared)
      : spec_(spec), client_(client), shared_(shared) {}
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  Result<Opened> open() {
    TRY_ASSIGN(server_, PulseServer::connect());
    TRY_ASSIGN(const pa_channel_map map, channel_map());
    const pa_sample_spec samples = sample_spec(spec_);
    stream_.reset(pa_stream_new(server_->context(), "performance", &samples, &map));
    if (stream_ == nullptr) {
      return fail(server_->error("cannot open the sound device"));
    }
    set_callbacks();
    TRY(connect());
    TRY(reset_volume());
    return opened();
  }

  // False when the stream is over.
  bool turn() { return server_->turn(kTurn) && is_good(); }

 private:
  [[nodiscard]] bool is_good() const {
    return PA_STREAM_IS_GOOD(pa_stream_get_state(stream_.get())) != 0;
  }

  [[nodiscard]] std::string what() const {
    return spec_.device.empty() ? "cannot open the default sound device"
                                : "cannot open the sound device '" + spec_.device + "'";
  }

  // The device's own map, so that nothing is mixed, when it has as many channels.
  Result<pa_channel_map> channel_map() {
    pa_channel_map map{};
    pa_channel_map_init_extend(&map, static_cast<unsigned>(spec_.channels), PA_CHANNEL_MAP_DEFAULT);
    const std::string& device = spec_.device;
    const char* name = device.empty() ? nullptr : device.c_str();
    pa_operation* operation = spec_.direction == Direction::kIn
                                  ? pa_context_get_source_info_by_name(
                                        server_->context(), name, take_map<pa_source_info>, &map)
                                  : pa_context_get_sink_info_by_name(server_->context(), name,
                                                                     take_map<pa_sink_info>, &map);
    TRY(server_->finish(operation, what()));
    return map;
  }

  template <typename Info>
  static void take_map(pa_context* /*context*/, const Info* info, int /*eol*/, void* out) {
    auto& map = *static_cast<pa_channel_map*>(out);
    if (info != nullptr && info->channel_map.channels == map.channels) {
      map = info->channel_map;
    }
  }

  void set_callbacks() {
    pa_stream* stream = stream_.get();
    pa_stream_set_suspended_callback(stream, on_suspended, this);
    if (spec_.direction == Direction::kIn) {
      pa_stream_set_read_callback(stream, on_readable, this);
    } else {
      pa_stream_set_write_callback(stream, on_writable, this);
      pa_stream_set_underflow_callback(stream, on_underflow, this);
    }
  }

  Status connect() {
    const pa_buffer_attr attr = buffer_attr(spec_);
    const char* device = spec_.device.empty() ? nullptr : spec_.device.c_str();
    const pa_stream_flags_t flags = stream_flags(spec_);
    const int failed =
        spec_.direction == Direction::kIn
            ? pa_stream_connect_record(stream_.get(), device, &attr, flags)
            : pa_stream_connect_playback(stream_.get(), device, &attr, flags, nullptr, nullptr);
    if (failed != 0) {
      return fail(server_->error(what()));
    }
    TRY(server_->until([&] { return pa_stream_get_state(stream_.get()) != PA_STREAM_CREATING; },
                       what()));
    return is_good() ? Status{} : Status(fail(server_->error(what())));
  }

  // A server may remember a volume for a program, and would then change the samples.
  Status reset_volume() {
    if (spec_.direction == Direction::kOut) {
      return {};
    }
    pa_cvolume full{};
    pa_cvolume_reset(&full, static_cast<unsigned>(spec_.channels));
    pa_operation* operation = pa_context_set_source_output_volume(
        server_->context(), pa_stream_get_index(stream_.get()), &full, nullptr, nullptr);
    return server_->finish(operation, what());
  }

  [[nodiscard]] Opened opened() const {
    const pa_buffer_attr* attr = pa_stream_get_buffer_attr(stream_.get());
    const std::uint32_t bytes = spec_.direction == Direction::kIn ? attr->fragsize : attr->minreq;
    const char* name = pa_stream_get_device_name(stream_.get());
    return {
        name == nullptr ? "" : name, static_cast<std::int64_t>(bytes / spec_.frame_bytes()), {}};
  }

  static void on_suspended(pa_stream* stream, void* self) {
    static_cast<Connection*>(self)->shared_.health =
        pa_stream_is_suspended(stream) > 0 ? StreamHealth::kSuspended : StreamHealth::kRunning;
  }

  static void on_readable(pa_stream* stream, std::size_t /*bytes*/, void* self) {
    auto& own = *static_cast<Connection*>(self);
    const void* data = nullptr;
    std::size_t bytes = 0;
    while (pa_stream_peek(stream, &data, &bytes) == 0 && bytes > 0) {
      if (data == nullptr) {
        own.client_.missed(static_cast<std::int64_t>(bytes / own.spec_.frame_bytes()));
      } else {
        own.client_.captured({static_cast<const std::byte*>(data), bytes});
      }
      pa_stream_drop(stream);
    }
  }

  static void on_writable(pa_stream* stream, std::size_t bytes, void* self) {
    auto& own = *static_cast<Connection*>(self);
    while (bytes > 0) {
      void* data = nullptr;
      std::size_t room = bytes;
      if (pa_stream_begin_write(stream, &data, &room) != 0 || room == 0) {
        return;
      }
      own.client_.wanted({static_cast<std::byte*>(data), room});
      pa_stream_write(stream, data, room, nullptr, 0, PA_SEEK_RELATIVE);
      bytes -= std::min(room, bytes);
    }
    own.measure_latency();
  }

  static void on_underflow(pa_stream* /*stream*/, void* self) {
    static_cast<Connection*>(self)->client_.missed(0);
  }

  void measure_latency() {
    pa_usec_t latency = 0;
    int is_negative = 0;
    if (pa_stream_get_latency(stream_.get(), &latency, &is_negative) == 0) {
      shared_.latency = is_negative != 0 ? 0 : latency;
    }
  }

  const StreamSpec& spec_;
  StreamClient& client_;
  Shared& shared_;
  std::unique_ptr<PulseServer> server_;  // ends last
  StreamPtr stream_;
};

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
    std::promise<Result<Opened>> promise;
    std::future<Result<Opened>> result = promise.get_future();
    try {
      thread_ = std::thread([this, kept = std::move(promise)]() mutable { run(kept); });
    } catch (const std::system_error&) {
      return fail(ErrorCode::kResource, "no thread for the sound device");
    }
    TRY_ASSIGN(opened_, result.get());
    return {};
  }

  [[nodiscard]] StreamHealth health() const override { return shared_.health; }
  [[nodiscard]] std::string name() const override { return opened_.name; }
  [[nodiscard]] std::int64_t block_frames() const override { return opened_.block_frames; }
  [[nodiscard]] double latency_seconds() const override {
    return static_cast<double>(shared_.latency.load()) / PA_USEC_PER_SEC;
  }
  [[nodiscard]] std::vector<std::string> notes() const override { return opened_.notes; }

 private:
  void run(std::promise<Result<Opened>>& promise) {
    const std::string note = raise_thread_priority();
    Connection connection(spec_, client_, shared_);
    Result<Opened> opened = connection.open();
    const bool good = opened.has_value();
    if (good && !note.empty()) {
      opened->notes.push_back(note);
    }
    promise.set_value(std::move(opened));
    while (good && !stop_ && connection.turn()) {
    }
    shared_.health = StreamHealth::kGone;
  }

  const StreamSpec spec_;
  StreamClient& client_;
  Shared shared_;
  std::atomic<bool> stop_{false};
  Opened opened_;
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
