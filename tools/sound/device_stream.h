// What the two ways to reach a device have in common: PulseAudio's own library, which also speaks
// to PipeWire, and SDL for everything else. Internal to tools/sound.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/base/bytes.h"
#include "core/base/error.h"
#include "tools/sound/sound_device.h"
#include "tools/sound/sound_input.h"

namespace reprise::tools {

enum class Direction { kIn, kOut };

struct StreamSpec {
  Direction direction = Direction::kIn;
  std::string device;  // a name of the list; empty: the backend's default, wherever that goes
  std::int32_t sample_rate = 48000;
  std::int32_t channels = 2;
  SampleFormat format = SampleFormat::kS16;
  std::int32_t block_frames = 480;

  [[nodiscard]] std::size_t frame_bytes() const;
};

// Called on the device's own thread: copies, and neither waits nor allocates.
class StreamClient {
 public:
  virtual ~StreamClient() = default;
  // `heard_after_ns`: as SoundBlock's, from now on.
  virtual void captured(ByteSpan /*frames*/, std::int64_t /*heard_after_ns*/) {}
  // The device skipped frames here; on the way out it does not know how many.
  virtual void missed(std::int64_t /*frames*/) {}
  // To be filled.
  virtual void wanted(std::span<std::byte> /*frames*/) {}
  // The device has what was wanted; its last frame is heard so long from now.
  virtual void handed_over(std::int64_t /*heard_after_ns*/) {}
};

enum class StreamHealth { kRunning, kSuspended, kGone, kEnded };

// An open device. The destructor returns when the client is called no more.
class DeviceStream {
 public:
  virtual ~DeviceStream() = default;
  // Any thread.
  [[nodiscard]] virtual StreamHealth health() const = 0;
  [[nodiscard]] virtual std::string name() const = 0;
  [[nodiscard]] virtual std::int64_t block_frames() const = 0;
  // What a user should know, since the last call.
  virtual std::vector<std::string> take_notes() = 0;
};

class SoundBackend {
 public:
  virtual ~SoundBackend() = default;
  virtual Result<std::vector<SoundDevice>> devices(Direction direction) = 0;
  // `client` outlives the stream. Any thread, one at a time.
  virtual Result<std::unique_ptr<DeviceStream>> open(const StreamSpec& spec,
                                                     StreamClient& client) = 0;
};

// PulseAudio where a server answers, else SDL; $SDL_AUDIODRIVER decides if it is set.
Result<std::shared_ptr<SoundBackend>> sound_backend();
std::shared_ptr<SoundBackend> pulse_backend();
Result<std::shared_ptr<SoundBackend>> sdl_backend();

// The device that a user means; kNotFound with what there is.
Result<SoundDevice> find_device(const std::vector<SoundDevice>& devices, const std::string& wanted,
                                Direction direction);

}  // namespace reprise::tools
