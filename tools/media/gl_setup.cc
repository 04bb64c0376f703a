#include "tools/media/gl_setup.h"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <system_error>
#include <thread>

namespace reprise::tools {

bool has_render_node(const std::filesystem::path& folder) {
  std::error_code error;
  const std::filesystem::directory_iterator entries(folder, error);
  return !error && std::any_of(begin(entries), end(entries), [](const auto& entry) {
    return entry.path().filename().string().starts_with("renderD");
  });
}

render::GlMode choose_gl_mode(std::optional<render::GlMode> asked) {
  return asked.value_or(has_render_node() ? render::GlMode::kNative : render::GlMode::kPortable);
}

int offline_rasterizer_threads() {
  if (std::getenv("LP_NUM_THREADS") != nullptr) {
    return -1;
  }
  constexpr unsigned kMost = 16;
  return static_cast<int>(std::clamp(2 * std::thread::hardware_concurrency(), 1U, kMost));
}

Status set_gl_environment(render::GlMode mode, int rasterizer_threads) {
  for (const auto& [name, value] : render::mesa_environment(mode, rasterizer_threads)) {
    if (::setenv(name.c_str(), value.c_str(), 1) != 0) {
      return fail(error_from_errno(errno, "cannot set " + name));
    }
  }
  return {};
}

}  // namespace reprise::tools
