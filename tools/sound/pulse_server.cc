#include "tools/sound/pulse_server.h"

#include <utility>

namespace reprise::tools {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr milliseconds kPatience{2000};
constexpr milliseconds kTurn{20};

std::string text_or(const char* text, const std::string& other) {
  return text == nullptr ? other : text;
}

struct Defaults {
  std::string source;
  std::string sink;
};

void on_server(pa_context* /*context*/, const pa_server_info* info, void* out) {
  if (info != nullptr) {
    *static_cast<Defaults*>(out) = {text_or(info->default_source_name, ""),
                                    text_or(info->default_sink_name, "")};
  }
}

struct Listing {
  Defaults defaults;
  std::vector<SoundDevice> devices;
};

// What sources and sinks have in common.
template <typename Info>
SoundDevice device_of(const Info& info, std::size_t index) {
  SoundDevice device;
  device.index = static_cast<int>(index);
  device.name = text_or(info.name, "");
  device.description = text_or(info.description, device.name);
  device.backend = "pulse";
  device.sample_rate = static_cast<std::int32_t>(info.sample_spec.rate);
  device.channels = info.sample_spec.channels;
  return device;
}

void on_source(pa_context* /*context*/, const pa_source_info* info, int /*eol*/, void* out) {
  if (info == nullptr) {
    return;
  }
  auto& listing = *static_cast<Listing*>(out);
  SoundDevice device = device_of(*info, listing.devices.size());
  device.monitor = info->monitor_of_sink != PA_INVALID_INDEX;
  device.is_default = device.name == listing.defaults.source;
  device.of_default_output =
      device.monitor && text_or(info->monitor_of_sink_name, "") == listing.defaults.sink;
  listing.devices.push_back(std::move(device));
}

void on_sink(pa_context* /*context*/, const pa_sink_info* info, int /*eol*/, void* out) {
  if (info == nullptr) {
    return;
  }
  auto& listing = *static_cast<Listing*>(out);
  SoundDevice device = device_of(*info, listing.devices.size());
  device.is_default = device.name == listing.defaults.sink;
  listing.devices.push_back(std::move(device));
}

template <typename Info>
void on_description(pa_context* /*context*/, const Info* info, int /*eol*/, void* out) {
  if (info != nullptr) {
    *static_cast<PulseDevice*>(out) = {info->sample_spec, info->channel_map, info->mute != 0};
  }
}

}  // namespace

PulseServer::PulseServer() : loop_(pa_mainloop_new()) {
  if (loop_ != nullptr) {
    context_.reset(pa_context_new(pa_mainloop_get_api(loop_.get()), "Reprise"));
  }
}

PulseServer::~PulseServer() = default;

Result<std::unique_ptr<PulseServer>> PulseServer::connect() {
  std::unique_ptr<PulseServer> server(new PulseServer);
  if (server->context_ == nullptr) {
    return fail(ErrorCode::kResource, "no memory for a connection to the sound server");
  }
  const std::string what = "cannot reach a sound server";
  if (pa_context_connect(server->context(), nullptr, PA_CONTEXT_NOAUTOSPAWN, nullptr) < 0) {
    return fail(server->error(what));
  }
  TRY(server->until([&] { return pa_context_get_state(server->context()) == PA_CONTEXT_READY; },
                    what));
  return server;
}

Error PulseServer::error(const std::string& what) const {
  return {ErrorCode::kResource, what + ": " + pa_strerror(pa_context_errno(context()))};
}

bool PulseServer::is_good() const {
  return PA_CONTEXT_IS_GOOD(pa_context_get_state(context())) != 0;
}

bool PulseServer::turn(milliseconds at_most) {
  const auto limit = static_cast<int>(std::chrono::microseconds(at_most).count());
  return pa_mainloop_prepare(loop_.get(), limit) >= 0 && pa_mainloop_poll(loop_.get()) >= 0 &&
         pa_mainloop_dispatch(loop_.get()) >= 0 && is_good();
}

Status PulseServer::until(const std::function<bool()>& done, const std::string& what) {
  const auto deadline = steady_clock::now() + kPatience;
  while (!done()) {
    if (!turn(kTurn)) {
      return fail(error(what));
    }
    if (steady_clock::now() > deadline) {
      return fail(ErrorCode::kResource, what + ": the sound server does not answer");
    }
  }
  return {};
}

Status PulseServer::finish(pa_operation* operation, const std::string& what) {
  if (operation == nullptr) {
    return fail(error(what));
  }
  const auto ended = [&] { return pa_operation_get_state(operation) != PA_OPERATION_RUNNING; };
  Status finished = until(ended, what);
  pa_operation_cancel(operation);  // its callback must not come later
  pa_operation_unref(operation);
  return finished;
}

Result<std::vector<SoundDevice>> PulseServer::devices(Direction direction) {
  const std::string what = "cannot list the sound devices";
  Listing listing;
  TRY(finish(pa_context_get_server_info(context(), on_server, &listing.defaults), what));
  TRY(finish(direction == Direction::kIn
                 ? pa_context_get_source_info_list(context(), on_source, &listing)
                 : pa_context_get_sink_info_list(context(), on_sink, &listing),
             what));
  return std::move(listing.devices);
}

Result<PulseDevice> PulseServer::describe(Direction direction, const std::string& name) {
  const char* wanted = name.empty() ? nullptr : name.c_str();
  PulseDevice device;
  TRY(finish(direction == Direction::kIn
                 ? pa_context_get_source_info_by_name(context(), wanted,
                                                      on_description<pa_source_info>, &device)
                 : pa_context_get_sink_info_by_name(context(), wanted, on_description<pa_sink_info>,
                                                    &device),
             "cannot ask for the sound device"));
  return device;
}

}  // namespace reprise::tools
