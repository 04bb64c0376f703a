#include "tools/inspect/foreign_input.h"

#include "core/timeline/foreign_file.h"

namespace reprise::tools {

Result<std::optional<mcap::File>> open_foreign(const std::string& path) {
  auto opened = posix_file_system().open(path);
  if (!opened) {
    return std::nullopt;
  }
  mcap::File file(std::move(*opened));
  TRY_ASSIGN(const bool foreign, timeline::is_foreign_mcap(file));
  return foreign ? std::optional(std::move(file)) : std::nullopt;
}

void warn_of_damage(const mcap::DamageLog& log, const std::string& path, const Console& console,
                    std::size_t first) {
  const auto& all = log.entries();
  for (std::size_t i = first; i < all.size(); ++i) {
    console.warning("'" + path + "': " + all[i].what + " (" + std::to_string(all[i].bytes) +
                    " bytes at " + std::to_string(all[i].offset) + ")");
  }
}

}  // namespace reprise::tools
