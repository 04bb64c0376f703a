#include "core/render/gl_context.h"

#include <array>
#include <mutex>
#include <utility>

#include <EGL/egl.h>
#include <EGL/eglext.h>
#include <glad/gl.h>

#include "core/base/text.h"

namespace reprise::render {
namespace {

using Attributes = std::vector<EGLint>;

struct ContextKind {
  bool modern;
  Attributes attributes;
};

// In order of preference. A context that reports resets is asked for where the driver can.
const std::array<ContextKind, 3>& context_kinds() {
  static const std::array<ContextKind, 3> kinds{
      ContextKind{
          true,
          {EGL_CONTEXT_MAJOR_VERSION, 4, EGL_CONTEXT_MINOR_VERSION, 5,
           EGL_CONTEXT_OPENGL_PROFILE_MASK, EGL_CONTEXT_OPENGL_CORE_PROFILE_BIT,
           EGL_CONTEXT_OPENGL_RESET_NOTIFICATION_STRATEGY, EGL_LOSE_CONTEXT_ON_RESET, EGL_NONE}},
      ContextKind{true,
                  {EGL_CONTEXT_MAJOR_VERSION, 4, EGL_CONTEXT_MINOR_VERSION, 5,
                   EGL_CONTEXT_OPENGL_PROFILE_MASK, EGL_CONTEXT_OPENGL_CORE_PROFILE_BIT, EGL_NONE}},
      ContextKind{
          false,
          {EGL_CONTEXT_MAJOR_VERSION, 3, EGL_CONTEXT_MINOR_VERSION, 3,
           EGL_CONTEXT_OPENGL_PROFILE_MASK, EGL_CONTEXT_OPENGL_CORE_PROFILE_BIT, EGL_NONE}}};
  return kinds;
}

struct NamedDisplay {
  std::string name;
  EGLDisplay display;
};

bool has_extension(EGLDisplay display, std::string_view name) {
  const char* all = eglQueryString(display, EGL_EXTENSIONS);
  return all != nullptr && std::string_view(all).find(name) != std::string_view::npos;
}

void add_devices(std::vector<NamedDisplay>& displays) {
  auto query = reinterpret_cast<PFNEGLQUERYDEVICESEXTPROC>(eglGetProcAddress("eglQueryDevicesEXT"));
  std::array<EGLDeviceEXT, 16> devices{};
  EGLint count = 0;
  if (query == nullptr || query(static_cast<EGLint>(devices.size()), devices.data(), &count) == 0) {
    return;
  }
  for (EGLint i = 0; i < count; ++i) {
    displays.push_back({"device " + std::to_string(i),
                        eglGetPlatformDisplay(EGL_PLATFORM_DEVICE_EXT,
                                              devices[static_cast<std::size_t>(i)], nullptr)});
  }
}

std::vector<NamedDisplay> candidate_displays() {
  std::vector<NamedDisplay> displays;
  if (has_extension(EGL_NO_DISPLAY, "EGL_MESA_platform_surfaceless")) {
    displays.push_back(
        {"surfaceless", eglGetPlatformDisplay(EGL_PLATFORM_SURFACELESS_MESA, nullptr, nullptr)});
  }
  if (has_extension(EGL_NO_DISPLAY, "EGL_EXT_platform_device")) {
    add_devices(displays);
  }
  return displays;
}

// glad's function table is the process's; the entry points do not depend on the context.
bool load_functions(GlLoader loader) {
  static std::mutex mutex;
  static bool loaded = false;
  const std::lock_guard lock(mutex);
  loaded = loaded || gladLoadGL(loader) != 0;
  return loaded;
}

// Of an adopted context; its functions come before it is known which they are.
bool is_current_version_at_least(int major, int minor) {
  GLint now_major = 0;
  GLint now_minor = 0;
  glGetIntegerv(GL_MAJOR_VERSION, &now_major);
  glGetIntegerv(GL_MINOR_VERSION, &now_minor);
  return now_major > major || (now_major == major && now_minor >= minor);
}

bool is_core_profile() {
  GLint profile = 0;
  glGetIntegerv(GL_CONTEXT_PROFILE_MASK, &profile);
  return (static_cast<GLbitfield>(profile) & GL_CONTEXT_CORE_PROFILE_BIT) != 0;
}

std::string gl_string(GLenum name) {
  const GLubyte* text = glGetString(name);
  return text == nullptr ? "" : reinterpret_cast<const char*>(text);
}

GlInfo current_info() {
  return {gl_string(GL_VENDOR), gl_string(GL_RENDERER), gl_string(GL_VERSION)};
}

bool is_software(std::string_view renderer) {
  constexpr std::array<std::string_view, 4> kSoftware{"llvmpipe", "softpipe", "swrast",
                                                      "SwiftShader"};
  for (std::string_view name : kSoftware) {
    if (renderer.find(name) != std::string_view::npos) {
      return true;
    }
  }
  return false;
}

// With the CPU caps of mesa_environment(), llvmpipe says that its vectors have 128 bits.
bool is_portable(std::string_view renderer) {
  return renderer.starts_with("llvmpipe") && renderer.find("128 bits") != std::string_view::npos;
}

EGLContext make_context(EGLDisplay display, const Attributes& attributes) {
  const std::array<EGLint, 5> wanted{EGL_RENDERABLE_TYPE, EGL_OPENGL_BIT, EGL_SURFACE_TYPE,
                                     EGL_PBUFFER_BIT, EGL_NONE};
  EGLConfig config = EGL_NO_CONFIG_KHR;
  EGLint count = 0;
  if (eglChooseConfig(display, wanted.data(), &config, 1, &count) == EGL_FALSE || count == 0) {
    config = EGL_NO_CONFIG_KHR;
  }
  return eglCreateContext(display, config, EGL_NO_CONTEXT, attributes.data());
}

}  // namespace

Result<GlContext> open_context(void* display, std::string_view name) {
  EGLint major = 0;
  EGLint minor = 0;
  if (display == EGL_NO_DISPLAY || eglInitialize(display, &major, &minor) == EGL_FALSE ||
      eglBindAPI(EGL_OPENGL_API) == EGL_FALSE) {
    return fail(ErrorCode::kResource, std::string(name) + ": no EGL display with OpenGL");
  }
  GlContext context;
  context.display_ = display;
  for (const ContextKind& kind : context_kinds()) {
    context.context_ = make_context(display, kind.attributes);
    if (context.context_ != EGL_NO_CONTEXT) {
      context.modern_ = kind.modern;
      break;
    }
  }
  if (context.context_ == EGL_NO_CONTEXT) {
    return fail(ErrorCode::kResource, std::string(name) + ": no OpenGL 4.5 or 3.3 core context");
  }
  TRY(context.make_current());
  if (!load_functions(eglGetProcAddress)) {
    return fail(ErrorCode::kResource, std::string(name) + ": OpenGL's functions cannot be loaded");
  }
  context.info_ = current_info();
  return context;
}

Result<GlContext> GlContext::create(GlMode mode) {
  std::vector<std::string> tried;
  std::optional<GlContext> software;
  for (const NamedDisplay& candidate : candidate_displays()) {
    Result<GlContext> context = open_context(candidate.display, candidate.name);
    if (!context) {
      tried.push_back(context.error().message);
      continue;
    }
    const std::string& renderer = context->info().renderer;
    if (mode == GlMode::kPortable ? is_portable(renderer)
                                  : !reprise::render::is_software(renderer)) {
      return context;
    }
    tried.push_back(candidate.name + ": " + renderer);
    if (mode == GlMode::kNative && !software) {
      software = std::move(*context);
    }
  }
  if (software) {
    TRY(software->make_current());
    return std::move(*software);
  }
  if (tried.empty()) {
    tried.emplace_back("EGL offers neither the surfaceless nor the device platform");
  }
  return fail(ErrorCode::kResource,
              "no OpenGL context for mode " + std::string(gl_mode_name(mode)) + " (" +
                  join(tried, "; ") + ")",
              mode == GlMode::kPortable
                  ? "portable mode needs Mesa's llvmpipe, and its environment set before the start"
                  : "install Mesa's EGL driver (libegl1, libgl1-mesa-dri)");
}

Result<GlContext> GlContext::adopt(GlMode mode, GlLoader loader) {
  if (!load_functions(loader == nullptr ? eglGetProcAddress : loader) ||
      glGetString(GL_VERSION) == nullptr) {
    return fail(ErrorCode::kResource, "no OpenGL context is current");
  }
  GlContext context;
  context.info_ = current_info();
  if (!is_current_version_at_least(3, 3) || !is_core_profile()) {
    return fail(ErrorCode::kResource,
                "the window's OpenGL is no core context of 4.5 or 3.3: " + context.info_.version);
  }
  if (mode == GlMode::kPortable && !is_portable(context.info_.renderer)) {
    return fail(ErrorCode::kResource,
                "the window's OpenGL is not for mode portable: " + context.info_.renderer,
                "portable mode needs Mesa's llvmpipe, and its environment set before the start");
  }
  context.modern_ = is_current_version_at_least(4, 5);
  return context;
}

GlContext::GlContext(GlContext&& other) noexcept
    : display_(std::exchange(other.display_, nullptr)),
      context_(std::exchange(other.context_, nullptr)),
      modern_(other.modern_),
      info_(std::move(other.info_)) {}

GlContext& GlContext::operator=(GlContext&& other) noexcept {
  std::swap(display_, other.display_);
  std::swap(context_, other.context_);
  std::swap(modern_, other.modern_);
  std::swap(info_, other.info_);
  return *this;
}

GlContext::~GlContext() {
  if (context_ == nullptr) {
    return;
  }
  if (eglGetCurrentContext() == context_) {
    eglMakeCurrent(display_, EGL_NO_SURFACE, EGL_NO_SURFACE, EGL_NO_CONTEXT);
  }
  eglDestroyContext(display_, context_);
}

bool GlContext::is_software() const {
  return reprise::render::is_software(info_.renderer);
}

Status GlContext::make_current() const {
  if (context_ == nullptr || eglGetCurrentContext() == context_) {
    return {};
  }
  if (eglMakeCurrent(display_, EGL_NO_SURFACE, EGL_NO_SURFACE, context_) == EGL_FALSE) {
    return fail(ErrorCode::kResource, "the OpenGL context cannot be made current");
  }
  return {};
}

}  // namespace reprise::render
