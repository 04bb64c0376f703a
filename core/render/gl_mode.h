// GL modes and what they need from the process. The tools set the environment that
// mesa_environment() returns in main(), before any thread or GL call; this folder itself never
// reads or writes the environment.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace reprise::render {

enum class GlMode {
  kPortable,  // software GL, bit-identical on any x86-64 CPU with SSE4.1 and the same Mesa build
  kNative,    // the fastest there is
};
std::string_view gl_mode_name(GlMode mode);
std::optional<GlMode> gl_mode_by_name(std::string_view name);

// Names and values to set; `rasterizer_threads` < 0 leaves llvmpipe's own choice.
std::vector<std::pair<std::string, std::string>> mesa_environment(GlMode mode,
                                                                  int rasterizer_threads);

// What frames of this process may be compared with: mode, GL renderer and version strings, bit
// depth; in native mode also the CPU's AVX2 and FMA flags.
struct GlInfo;  // renderer.h
std::string tier_name(GlMode mode, const GlInfo& info, int bits);

}  // namespace reprise::render
