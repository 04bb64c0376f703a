// The OpenGL context of a renderer: one of its own, without a window, through EGL (Mesa's
// surfaceless platform, then the devices), or one that somebody else made and keeps. Not a drawing
// surface: everything is drawn into textures. One thread at a time.
#pragma once

#include "core/base/error.h"
#include "core/render/gl_mode.h"
#include "core/render/renderer.h"

namespace reprise::render {

class GlContext {
 public:
  // Current on the calling thread when this returns. kPortable accepts nothing but llvmpipe with
  // SSE code; kNative prefers hardware and takes software when there is none. kResource with what
  // was tried.
  static Result<GlContext> create(GlMode mode);
  // The context that is current on the calling thread; it is not destroyed. kResource when there is
  // none, when it is no core context of 4.5 or 3.3, or when `mode` does not accept it.
  static Result<GlContext> adopt(GlMode mode, GlLoader loader);
  GlContext(GlContext&& other) noexcept;
  GlContext& operator=(GlContext&& other) noexcept;
  ~GlContext();

  // Other contexts may have become current on this thread since. Of an adopted one it is the
  // owner's duty.
  Status make_current() const;
  [[nodiscard]] const GlInfo& info() const { return info_; }
  // OpenGL 4.5, else 3.3.
  [[nodiscard]] bool is_modern() const { return modern_; }
  // Draws on the CPU.
  [[nodiscard]] bool is_software() const;

 private:
  GlContext() = default;
  void* display_ = nullptr;  // shared by the process, never terminated
  void* context_ = nullptr;  // null: adopted
  bool modern_ = false;
  GlInfo info_;

  friend Result<GlContext> open_context(void* display, std::string_view name);
};

}  // namespace reprise::render
