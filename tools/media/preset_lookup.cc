#include "tools/media/preset_lookup.h"

#include "tools/common/executable.h"

namespace reprise::tools {

Result<session::PresetLibrary> find_presets(std::span<const std::string> given) {
  TRY_ASSIGN(const std::filesystem::path executable, executable_path());
  return session::PresetLibrary(posix_file_system(),
                                preset_search_path(given, process_environment(), executable));
}

}  // namespace reprise::tools
