#include <algorithm>
#include <cstdlib>
#include <string_view>

#include "core/base/text.h"
#include "tools/sound/device_stream.h"
#include "tools/sound/sample_convert.h"

namespace reprise::tools {
namespace {

std::string names_of(const std::vector<SoundDevice>& devices) {
  std::vector<std::string> names;
  for (const SoundDevice& device : devices) {
    names.push_back("'" + device.name + "'");
  }
  return names.empty() ? "there is none" : "there is " + join(names, ", ");
}

bool is_meant(const SoundDevice& device, const std::string& wanted) {
  if (wanted.empty()) {
    return device.is_default;
  }
  if (wanted == "monitor") {
    return device.of_default_output;
  }
  return device.name == wanted || device.description == wanted ||
         std::to_string(device.index) == wanted;
}

const char* driver_asked_for() {
  const char* name = std::getenv("SDL_AUDIODRIVER");
  return name == nullptr ? "" : name;
}

}  // namespace

std::size_t StreamSpec::frame_bytes() const {
  return bytes_per_sample(format) * static_cast<std::size_t>(channels);
}

Result<SoundDevice> find_device(const std::vector<SoundDevice>& devices, const std::string& wanted,
                                Direction direction) {
  const std::string kind = direction == Direction::kIn ? "sound input" : "sound output";
  const auto found = std::find_if(devices.begin(), devices.end(), [&](const SoundDevice& device) {
    return is_meant(device, wanted);
  });
  if (found != devices.end()) {
    return *found;
  }
  if (wanted.empty()) {
    // A default one may be there that is not on the list, such as ALSA's.
    return devices.empty() ? SoundDevice{} : devices.front();
  }
  if (wanted == "monitor") {
    return fail(ErrorCode::kNotFound, "what the system plays cannot be recorded here",
                "a PulseAudio or PipeWire server lets monitors be recorded; " + names_of(devices));
  }
  return fail(ErrorCode::kNotFound, "no " + kind + " '" + wanted + "': " + names_of(devices));
}

Result<std::shared_ptr<SoundBackend>> sound_backend() {
  const std::string_view driver = driver_asked_for();
  auto pulse = pulse_backend();
  if (driver == "pulse" || driver == "pulseaudio") {
    return pulse;
  }
  if (driver.empty() && pulse->devices(Direction::kOut)) {
    return pulse;
  }
  return sdl_backend();
}

Result<std::vector<SoundDevice>> list_sound_inputs() {
  TRY_ASSIGN(const auto backend, sound_backend());
  return backend->devices(Direction::kIn);
}

}  // namespace reprise::tools
