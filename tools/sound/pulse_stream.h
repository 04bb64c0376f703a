// A stream to or from a PulseAudio server, on a thread of its own. Internal to tools/sound.
#pragma once

#include <memory>

#include "tools/sound/device_stream.h"

namespace reprise::tools {

// Returns when the stream runs, or with the reason why not.
Result<std::unique_ptr<DeviceStream>> open_pulse_stream(const StreamSpec& spec,
                                                        StreamClient& client);

}  // namespace reprise::tools
