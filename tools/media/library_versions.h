// The versions of what a tool is made of, for --version. In main(), before any thread.
#pragma once

#include <vector>

#include "tools/common/version.h"

namespace reprise::tools {

// The libraries that encode and decode.
std::vector<ComponentVersion> library_versions();
// Those, and the GL that this machine would draw with.
std::vector<ComponentVersion> library_and_gl_versions();

}  // namespace reprise::tools
