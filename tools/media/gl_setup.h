// The GL mode of this process and the environment that Mesa needs for it. Call in main(), before
// any thread starts and before the first GL call: setenv is not safe later.
#pragma once

#include <filesystem>
#include <optional>

#include "core/base/error.h"
#include "core/render/gl_mode.h"

namespace reprise::tools {

// True when the kernel offers a render node (/dev/dri/renderD*): a GPU that GL could use.
bool has_render_node(const std::filesystem::path& folder = "/dev/dri");

// What was asked for; else, offline, portable on a machine without a render node and native on one
// with. Live windows use native without asking here.
render::GlMode choose_gl_mode(std::optional<render::GlMode> asked);

// As many as fill the cores while frames are encoded beside them: two a core, up to llvmpipe's 16.
// < 0 where LP_NUM_THREADS says it. Frames do not depend on it.
int offline_rasterizer_threads();

// Sets what render::mesa_environment() names, in this process and its children.
// `rasterizer_threads` < 0 leaves llvmpipe's own choice.
Status set_gl_environment(render::GlMode mode, int rasterizer_threads = -1);

}  // namespace reprise::tools
