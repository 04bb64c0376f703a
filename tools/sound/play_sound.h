// A song through the speakers, as a sound input: what is read is what was handed to the device.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "tools/sound/sound_input.h"

namespace reprise::tools {

// The next samples of a song, in order; empty at the end. Called on a thread of its own, ahead of
// what is played.
using PcmSource = std::function<Result<PcmView>()>;

// Plays `source` on an output of this machine (name, description or index; "" the default
// one). The song is decoded four seconds ahead; read() gives each sample once, in order, when its
// block begins to be heard: what the device holds back until then is no part of it. Where read() is
// called too late the speakers get silence: time passes, no sample is lost. kEnded when all was
// taken, and has had time to be heard.
Result<std::unique_ptr<SoundInput>> play_sound(PcmSource source, const AudioFormat& format,
                                               const std::string& output_device);

}  // namespace reprise::tools
