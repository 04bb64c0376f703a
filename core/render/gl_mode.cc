#include "core/render/gl_mode.h"

#include <array>

#include "core/render/renderer.h"

namespace reprise::render {
namespace {

constexpr std::array<std::string_view, 2> kModeNames{"portable", "native"};

// Which of the two families of floating-point code the CPU's JIT chooses from.
std::string cpu_flags() {
  std::string flags;
  if (__builtin_cpu_supports("avx2") != 0) {
    flags += " avx2";
  }
  if (__builtin_cpu_supports("fma") != 0) {
    flags += " fma";
  }
  return flags.empty() ? " baseline" : flags;
}

}  // namespace

std::string_view gl_mode_name(GlMode mode) {
  return kModeNames[static_cast<std::size_t>(mode)];
}

std::optional<GlMode> gl_mode_by_name(std::string_view name) {
  for (std::size_t i = 0; i < kModeNames.size(); ++i) {
    if (kModeNames[i] == name) {
      return static_cast<GlMode>(i);
    }
  }
  return std::nullopt;
}

std::vector<std::pair<std::string, std::string>> mesa_environment(GlMode mode,
                                                                  int rasterizer_threads) {
  // Mesa's shader cache does not know the CPU caps that its code was made for.
  std::vector<std::pair<std::string, std::string>> environment{
      {"MESA_SHADER_CACHE_DISABLE", "true"}};
  if (mode == GlMode::kPortable) {
    environment.emplace_back("EGL_PLATFORM", "surfaceless");
    environment.emplace_back("LIBGL_ALWAYS_SOFTWARE", "true");
    environment.emplace_back("GALLIUM_DRIVER", "llvmpipe");
    environment.emplace_back("GALLIUM_OVERRIDE_CPU_CAPS", "sse4.1");
  }
  if (rasterizer_threads >= 0) {
    environment.emplace_back("LP_NUM_THREADS", std::to_string(rasterizer_threads));
  }
  return environment;
}

std::string tier_name(GlMode mode, const GlInfo& info, int bits) {
  std::string name{gl_mode_name(mode)};
  name += "; " + info.renderer + "; " + info.version + "; " + std::to_string(bits) + " bit";
  if (mode == GlMode::kNative) {
    name += "; cpu" + cpu_flags();
  }
  return name;
}

}  // namespace reprise::render
