// Chooses the GL mode and sets Mesa's environment for it. In main(), before any thread.
#pragma once

#include <string_view>

#include "core/base/error.h"
#include "core/render/gl_mode.h"

namespace reprise::tools {

// `name`: "portable", "native", or empty for the default: portable where no /dev/dri/renderD*
// exists, else native. kUsage for other names. Private shader cache: off.
Result<render::GlMode> set_up_gl(std::string_view name);

}  // namespace reprise::tools
