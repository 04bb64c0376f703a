// The sound devices of this machine, as a user names them. A list is a picture of one moment:
// devices come and go. Any thread, but not while another one starts or ends SDL.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/base/error.h"

namespace reprise::tools {

struct SoundDevice {
  int index = 0;            // place in the list
  std::string name;         // unique; what to ask for
  std::string description;  // for people; may be the name again
  bool monitor = false;     // not a microphone: what an output plays
  bool is_default = false;
  bool of_default_output = false;  // the monitor that "monitor" means
  std::string backend;             // "pulse" (PipeWire too), "alsa", "disk", … : who drives it
  std::int32_t sample_rate = 0;    // its own; 0 when unknown
  std::int32_t channels = 0;       // its own; 0 when unknown
};

// kResource where there is no sound at all. The list may be empty.
Result<std::vector<SoundDevice>> list_sound_inputs();

}  // namespace reprise::tools
