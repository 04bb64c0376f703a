// Sound as it comes in: from a device, or from a song that is played through the speakers. It gives
// canonical samples, exactly those that the device gave, and says where some are missing; it makes
// none up, so what stands for lost time is the caller's to decide.
//
// An input is read by one thread. While nothing comes (a device that is gone, a process that was
// stopped) time passes without samples: the caller compares arrived_ns of the next block, or its
// own clock meanwhile, with the samples that it has, and fills in silence if its clock is to keep
// up.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/model/pcm.h"

namespace reprise::tools {

// What a device is asked for. All but kS16 give canonical samples of 24 bits.
enum class SampleFormat { kS16, kS24, kS32, kF32 };

struct SoundRequest {
  // Name, description or index of the list; "" is the default one, which may change while it is
  // heard; "monitor" is what the system plays.
  std::string device = {};
  // 0 as rate or channels: the device's own. Bits follow from `sample_format`.
  AudioFormat wanted = {};
  SampleFormat sample_format = SampleFormat::kS16;
  std::int32_t block_frames = 0;  // what to ask the device for; 0: a hundredth of a second
  double ring_seconds = 12;       // how far the reader may fall behind before sound is lost
};

struct SoundBlock {
  PcmView pcm;                   // first: samples given by this input before; valid until read()
  std::int64_t lost_before = 0;  // frames that came just before these and had no room
  std::int64_t arrived_ns = 0;   // CLOCK_MONOTONIC, when the device handed over the last frame
  // From then until the last frame is heard in the room: of a song that is played, or of what an
  // output plays, some time yet; negative where it was heard before it came. 0 where the device
  // does not tell.
  std::int64_t heard_after_ns = 0;
};

enum class SoundState {
  kRunning,
  kLost,   // the device went away or was suspended; the input goes on as soon as it is back
  kEnded,  // nothing will come any more, and all that came was read
};

class SoundInput {
 public:
  virtual ~SoundInput() = default;

  // Of the samples given; the same for the whole life.
  [[nodiscard]] virtual AudioFormat format() const = 0;
  // What the device hands over at a time, about.
  [[nodiscard]] virtual std::int64_t block_frames() const = 0;
  // The device that is heard now, or was last.
  [[nodiscard]] virtual std::string name() const = 0;

  // The next block; nothing when none came within `wait`, or at the end. An error when the source
  // of a played song fails.
  virtual Result<std::optional<SoundBlock>> read(std::chrono::milliseconds wait) = 0;

  [[nodiscard]] virtual SoundState state() const = 0;
  // How often sound was lost on its way in, or missing on its way out.
  [[nodiscard]] virtual std::uint64_t xruns() const = 0;
  // Samples outside the canonical range so far, which were limited.
  [[nodiscard]] virtual std::int64_t clipped() const { return 0; }
  // What a user should know, since the last call: "the server converts 44100 Hz to 48000 Hz".
  virtual std::vector<std::string> notes() { return {}; }
};

// Listens to a device. kNotFound names the devices that there are; kUsage for a format that is not
// supported (44,100 to 192,000 Hz, 1 to 8 channels). May take a few seconds where a server hangs.
// A device that goes away is looked for every half second, by a thread of the input's own; one that
// gives nothing for three seconds is closed and opened again.
Result<std::unique_ptr<SoundInput>> open_sound_input(const SoundRequest& request);

}  // namespace reprise::tools
