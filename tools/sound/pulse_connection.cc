#include "tools/sound/pulse_connection.h"

#include <algorithm>
#include <array>

namespace reprise::tools {
namespace {

constexpr auto kUnset = static_cast<std::uint32_t>(-1);  // PulseAudio's "as you like"
constexpr int kMostUnknown = 100;                        // blocks
constexpr std::uint32_t kBlocksAhead = 25;  // that an output holds: 250 ms, for a busy machine

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
    attr.tlength = kBlocksAhead * block;
    attr.minreq = block;
  }
  return attr;
}

// An input begins when its volume is set, so that no sample comes before.
pa_stream_flags_t stream_flags(const StreamSpec& spec) {
  int flags = PA_STREAM_ADJUST_LATENCY | PA_STREAM_START_UNMUTED | PA_STREAM_INTERPOLATE_TIMING |
              PA_STREAM_AUTO_TIMING_UPDATE;
  flags |= spec.direction == Direction::kIn ? PA_STREAM_START_CORKED : 0;
  flags |= spec.device.empty() ? 0 : PA_STREAM_DONT_MOVE;
  return static_cast<pa_stream_flags_t>(flags);
}

std::string text_of(const pa_sample_spec& spec) {
  std::array<char, PA_SAMPLE_SPEC_SNPRINT_MAX> text{};
  return pa_sample_spec_snprint(text.data(), text.size(), &spec);
}

// Other bits are no change if no fewer than the device's are asked for; a mixer that counts in
// float (PipeWire always does) passes on what comes in as integers.
bool is_changed(const pa_sample_spec& asked, const pa_sample_spec& device) {
  const bool is_float =
      device.format == PA_SAMPLE_FLOAT32LE || device.format == PA_SAMPLE_FLOAT32BE;
  return asked.rate != device.rate || asked.channels != device.channels ||
         (!is_float && pa_sample_size(&asked) < pa_sample_size(&device));
}

}  // namespace

PulseConnection::PulseConnection(const StreamSpec& spec, StreamClient& client, PulseReport& report)
    : spec_(spec), client_(client), report_(report) {}

PulseConnection::~PulseConnection() = default;

Status PulseConnection::open() {
  TRY_ASSIGN(server_, PulseServer::connect());
  TRY_ASSIGN(const PulseDevice device, server_->describe(spec_.direction, spec_.device));
  const pa_sample_spec samples = sample_spec(spec_);
  TRY(make_stream(samples, device));
  TRY(connect());
  if (spec_.direction == Direction::kIn) {
    TRY(start_input());
  }
  take_place();
  note_changes(samples, device);
  return {};
}

bool PulseConnection::turn(std::chrono::milliseconds at_most) {
  return server_->turn(at_most) && is_good();
}

std::int64_t PulseConnection::block_frames() const {
  const pa_buffer_attr* attr = pa_stream_get_buffer_attr(stream_.get());
  const std::uint32_t bytes = spec_.direction == Direction::kIn ? attr->fragsize : attr->minreq;
  return static_cast<std::int64_t>(bytes / spec_.frame_bytes());
}

bool PulseConnection::is_good() const {
  return PA_STREAM_IS_GOOD(pa_stream_get_state(stream_.get())) != 0;
}

std::string PulseConnection::what() const {
  return spec_.device.empty() ? "cannot open the default sound device"
                              : "cannot open the sound device '" + spec_.device + "'";
}

// With the device's own channel map where it has as many channels, so that nothing is mixed.
Status PulseConnection::make_stream(const pa_sample_spec& samples, const PulseDevice& device) {
  pa_channel_map map = device.map;
  if (map.channels != samples.channels) {
    pa_channel_map_init_extend(&map, samples.channels, PA_CHANNEL_MAP_DEFAULT);
  }
  stream_.reset(pa_stream_new(server_->context(), "performance", &samples, &map));
  if (stream_ == nullptr) {
    return fail(server_->error(what()));
  }
  set_callbacks();
  return {};
}

void PulseConnection::set_callbacks() {
  pa_stream* stream = stream_.get();
  pa_stream_set_suspended_callback(stream, on_suspended, this);
  pa_stream_set_moved_callback(stream, on_moved, this);
  if (spec_.direction == Direction::kIn) {
    pa_stream_set_read_callback(stream, on_readable, this);
  } else {
    pa_stream_set_write_callback(stream, on_writable, this);
    pa_stream_set_underflow_callback(stream, on_underflow, this);
  }
}

Status PulseConnection::connect() {
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
  const auto answered = [&] { return pa_stream_get_state(stream_.get()) != PA_STREAM_CREATING; };
  TRY(server_->until(answered, what()));
  return is_good() ? Status{} : Status(fail(server_->error(what())));
}

// A server may remember a volume for a program, and would then change the samples.
Status PulseConnection::start_input() {
  pa_cvolume full{};
  pa_cvolume_reset(&full, static_cast<unsigned>(spec_.channels));
  TRY(server_->finish(
      pa_context_set_source_output_volume(server_->context(), pa_stream_get_index(stream_.get()),
                                          &full, nullptr, nullptr),
      what()));
  return server_->finish(pa_stream_cork(stream_.get(), 0, nullptr, nullptr), what());
}

// What keeps a recording from being what the device gave.
void PulseConnection::note_changes(const pa_sample_spec& samples, const PulseDevice& device) {
  const std::string name = "'" + report_.name() + "'";
  if (is_changed(samples, device.samples)) {
    report_.note("the sound server converts: " + name + " has " + text_of(device.samples) +
                 ", asked for is " + text_of(samples));
  }
  if (device.muted) {
    report_.note(name + " is muted in the sound server");
  }
}

void PulseConnection::take_place() {
  const char* name = pa_stream_get_device_name(stream_.get());
  report_.set_name(name == nullptr ? "" : name);
  report_.health =
      pa_stream_is_suspended(stream_.get()) > 0 ? StreamHealth::kSuspended : StreamHealth::kRunning;
}

std::optional<std::int64_t> PulseConnection::latency_ns() {
  pa_usec_t latency = 0;
  int is_negative = 0;
  if (pa_stream_get_latency(stream_.get(), &latency, &is_negative) == 0) {
    const std::int64_t ns = static_cast<std::int64_t>(latency) * 1000;
    latency_ns_ = is_negative != 0 ? -ns : ns;  // a monitor gives what is not heard yet
  } else if (!latency_ns_ && ++unknown_ > kMostUnknown) {
    latency_ns_ = 0;  // it will never say
  }
  return latency_ns_;
}

void PulseConnection::on_suspended(pa_stream* /*stream*/, void* self) {
  static_cast<PulseConnection*>(self)->take_place();
}

void PulseConnection::on_moved(pa_stream* /*stream*/, void* self) {
  auto& own = *static_cast<PulseConnection*>(self);
  own.take_place();
  own.report_.note("the sound goes on with '" + own.report_.name() + "'");
}

void PulseConnection::on_readable(pa_stream* stream, std::size_t /*bytes*/, void* self) {
  auto& own = *static_cast<PulseConnection*>(self);
  const void* data = nullptr;
  std::size_t bytes = 0;
  while (pa_stream_peek(stream, &data, &bytes) == 0 && bytes > 0) {
    if (data == nullptr) {
      own.client_.missed(static_cast<std::int64_t>(bytes / own.spec_.frame_bytes()));
    } else {
      const auto frames = static_cast<std::int64_t>(bytes / own.spec_.frame_bytes());
      const std::int64_t length_ns = frames * 1'000'000'000 / own.spec_.sample_rate;
      own.client_.captured({static_cast<const std::byte*>(data), bytes},
                           length_ns - own.latency_ns().value_or(length_ns));
    }
    pa_stream_drop(stream);
  }
}

void PulseConnection::on_writable(pa_stream* stream, std::size_t bytes, void* self) {
  auto& own = *static_cast<PulseConnection*>(self);
  while (bytes > 0) {
    void* data = nullptr;
    std::size_t room = bytes;
    if (pa_stream_begin_write(stream, &data, &room) != 0 || room == 0) {
      return;
    }
    room = std::min(room, bytes);
    own.client_.wanted({static_cast<std::byte*>(data), room});
    pa_stream_write(stream, data, room, nullptr, 0, PA_SEEK_RELATIVE);
    bytes -= room;
  }
  if (const auto latency = own.latency_ns()) {  // else it is told of next time
    own.client_.handed_over(*latency);
  }
}

void PulseConnection::on_underflow(pa_stream* /*stream*/, void* self) {
  static_cast<PulseConnection*>(self)->client_.missed(0);
}

}  // namespace reprise::tools
