// What --version prints. Pure; any thread.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace reprise::tools {

struct ComponentVersion {
  std::string name;     // "libavcodec", "GL renderer"
  std::string version;  // "59.37.100", "llvmpipe (LLVM 15.0.6, 256 bits)"
};

// "reprise-replay 0.1.0", the engine's version and the compiler, then one line a component.
std::string version_text(std::string_view program,
                         std::span<const ComponentVersion> components = {});

}  // namespace reprise::tools
