// One OpenGL context without a window, through EGL: Mesa's surfaceless platform, then the devices.
// Not a drawing surface: everything is drawn into textures. One thread at a time.
#pragma once

#include "core/base/error.h"
#include "core/render/gl_mode.h"
#include "core/render/renderer.h"

namespace reprise::render {

class EglContext {
 public:
  // Current on the calling thread when this returns. kPortable accepts nothing but llvmpipe with
  // SSE code; kNative prefers hardware and takes software when there is none. kResource with what
  // was tried.
  static Result<EglContext> create(GlMode mode);
  EglContext(EglContext&& other) noexcept;
  EglContext& operator=(EglContext&& other) noexcept;
  ~EglContext();

  // Other contexts may have become current on this thread since.
  Status make_current() const;
  [[nodiscard]] const GlInfo& info() const { return info_; }
  // OpenGL 4.5, else 3.3.
  [[nodiscard]] bool is_modern() const { return modern_; }
  // Draws on the CPU.
  [[nodiscard]] bool is_software() const;

 private:
  EglContext() = default;
  void* display_ = nullptr;  // shared by the process, never terminated
  void* context_ = nullptr;
  bool modern_ = false;
  GlInfo info_;

  friend Result<EglContext> open_context(void* display, std::string_view name);
};

}  // namespace reprise::render
