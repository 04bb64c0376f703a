// Sound devices as SDL reaches them: ALSA, JACK, files that stand for devices. SDL is on while a
// backend lives; it is made and ended on one thread, the same as windows. Internal to tools/sound.
#pragma once

#include "tools/sound/device_stream.h"

namespace reprise::tools {

class SdlBackend final : public SoundBackend {
 public:
  static Result<std::shared_ptr<SoundBackend>> create();
  SdlBackend(const SdlBackend&) = delete;
  SdlBackend& operator=(const SdlBackend&) = delete;
  ~SdlBackend() override;

  Result<std::vector<SoundDevice>> devices(Direction direction) override;
  Result<std::unique_ptr<DeviceStream>> open(const StreamSpec& spec, StreamClient& client) override;

 private:
  SdlBackend() = default;
  bool started_ = false;
};

}  // namespace reprise::tools
