#include "tools/record/list_devices.h"

#include <utility>
#include <vector>

#include "core/base/text.h"
#include "tools/common/exit_code.h"
#include "tools/common/wording.h"
#include "tools/sound/sound_device.h"

namespace reprise::tools {
namespace {

Json device_json(const SoundDevice& device) {
  return {{"index", device.index},
          {"name", device.name},
          {"description", device.description},
          {"monitor", device.monitor},
          {"default", device.is_default},
          {"backend", device.backend},
          {"sample_rate", device.sample_rate},
          {"channels", device.channels}};
}

std::string device_text(const SoundDevice& device) {
  return formatted("%2d%s %s\n     %s%s\n", device.index, device.is_default ? "*" : " ",
                   printable(device.name).c_str(), printable(device.description).c_str(),
                   device.monitor ? " (what is played there)" : "");
}

}  // namespace

Result<int> print_devices(const RecordOptions& options, const Console& console) {
  TRY_ASSIGN(const std::vector<SoundDevice> devices, list_sound_inputs());
  if (options.common.json) {
    Json all = Json::array();
    for (const SoundDevice& device : devices) {
      all.push_back(device_json(device));
    }
    TRY(print_json({{"devices", std::move(all)}}));
    return to_int(ExitCode::kDone);
  }
  if (devices.empty()) {
    console.warning("there is nothing to listen to: is a sound server running?");
  }
  for (const SoundDevice& device : devices) {
    TRY(print_result(device_text(device)));
  }
  return to_int(ExitCode::kDone);
}

}  // namespace reprise::tools
