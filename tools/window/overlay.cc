#include "tools/window/overlay.h"

#include <array>
#include <utility>

#include <SDL.h>
#include <SDL_opengl.h>

#include "tools/window/sdl_video.h"

namespace reprise::tools {
namespace {

// The functions of the context, found one by one: nothing here links against a GL library.
template <typename Function>
bool find_gl(Function& function, const char* name) {
  function = reinterpret_cast<Function>(SDL_GL_GetProcAddress(name));
  return function != nullptr;
}

struct OverlayGl {
  decltype(&::glGetIntegerv) GetIntegerv;
  decltype(&::glEnable) Enable;
  decltype(&::glDisable) Disable;
  decltype(&::glIsEnabled) IsEnabled;
  decltype(&::glViewport) Viewport;
  decltype(&::glGenTextures) GenTextures;
  decltype(&::glDeleteTextures) DeleteTextures;
  decltype(&::glBindTexture) BindTexture;
  decltype(&::glTexImage2D) TexImage2D;
  decltype(&::glTexParameteri) TexParameteri;
  decltype(&::glDrawArrays) DrawArrays;
  PFNGLACTIVETEXTUREPROC ActiveTexture;
  PFNGLBLENDFUNCSEPARATEPROC BlendFuncSeparate;
  PFNGLBINDFRAMEBUFFERPROC BindFramebuffer;
  PFNGLGENVERTEXARRAYSPROC GenVertexArrays;
  PFNGLDELETEVERTEXARRAYSPROC DeleteVertexArrays;
  PFNGLBINDVERTEXARRAYPROC BindVertexArray;
  PFNGLCREATESHADERPROC CreateShader;
  PFNGLDELETESHADERPROC DeleteShader;
  PFNGLSHADERSOURCEPROC ShaderSource;
  PFNGLCOMPILESHADERPROC CompileShader;
  PFNGLCREATEPROGRAMPROC CreateProgram;
  PFNGLDELETEPROGRAMPROC DeleteProgram;
  PFNGLATTACHSHADERPROC AttachShader;
  PFNGLLINKPROGRAMPROC LinkProgram;
  PFNGLGETPROGRAMIVPROC GetProgramiv;
  PFNGLUSEPROGRAMPROC UseProgram;
  PFNGLGETUNIFORMLOCATIONPROC GetUniformLocation;
  PFNGLUNIFORM4FPROC Uniform4f;

  bool load() {
    return find_gl(GetIntegerv, "glGetIntegerv") && find_gl(Enable, "glEnable") &&
           find_gl(Disable, "glDisable") && find_gl(IsEnabled, "glIsEnabled") &&
           find_gl(Viewport, "glViewport") && find_gl(GenTextures, "glGenTextures") &&
           find_gl(DeleteTextures, "glDeleteTextures") && find_gl(BindTexture, "glBindTexture") &&
           find_gl(TexImage2D, "glTexImage2D") && find_gl(TexParameteri, "glTexParameteri") &&
           find_gl(DrawArrays, "glDrawArrays") && find_gl(ActiveTexture, "glActiveTexture") &&
           find_gl(BlendFuncSeparate, "glBlendFuncSeparate") &&
           find_gl(BindFramebuffer, "glBindFramebuffer") &&
           find_gl(GenVertexArrays, "glGenVertexArrays") &&
           find_gl(DeleteVertexArrays, "glDeleteVertexArrays") &&
           find_gl(BindVertexArray, "glBindVertexArray") &&
           find_gl(CreateShader, "glCreateShader") && find_gl(DeleteShader, "glDeleteShader") &&
           find_gl(ShaderSource, "glShaderSource") && find_gl(CompileShader, "glCompileShader") &&
           find_gl(CreateProgram, "glCreateProgram") && find_gl(DeleteProgram, "glDeleteProgram") &&
           find_gl(AttachShader, "glAttachShader") && find_gl(LinkProgram, "glLinkProgram") &&
           find_gl(GetProgramiv, "glGetProgramiv") && find_gl(UseProgram, "glUseProgram") &&
           find_gl(GetUniformLocation, "glGetUniformLocation") && find_gl(Uniform4f, "glUniform4f");
  }
};

constexpr const char* kOverlayVertex = R"(#version 330 core
uniform vec4 place;  // left, bottom, right, top: −1 .. 1
out vec2 at;
void main() {
  vec2 corner = vec2(gl_VertexID & 1, gl_VertexID >> 1);
  at = vec2(corner.x, 1.0 - corner.y);  // the picture's top row comes first
  gl_Position = vec4(mix(place.xy, place.zw, corner), 0.0, 1.0);
})";
constexpr const char* kOverlayFragment = R"(#version 330 core
uniform sampler2D picture;
in vec2 at;
out vec4 color;
void main() { color = texture(picture, at); })";

// What a draw needs, as whoever drew before left it; put back when this goes.
class OverlayState {
 public:
  explicit OverlayState(const OverlayGl& gl) : gl_(gl) {
    for (std::size_t i = 0; i < kWanted.size(); ++i) {
      was_enabled_[i] = gl_.IsEnabled(kWanted[i].name) == GL_TRUE;
      set(kWanted[i].name, kWanted[i].on);
    }
    gl_.GetIntegerv(GL_DRAW_FRAMEBUFFER_BINDING, &framebuffer_);
    gl_.GetIntegerv(GL_VIEWPORT, viewport_.data());
    gl_.GetIntegerv(GL_CURRENT_PROGRAM, &program_);
    gl_.GetIntegerv(GL_VERTEX_ARRAY_BINDING, &vertex_array_);
    gl_.GetIntegerv(GL_ACTIVE_TEXTURE, &unit_);
    gl_.ActiveTexture(GL_TEXTURE0);
    gl_.GetIntegerv(GL_TEXTURE_BINDING_2D, &texture_);
    const std::array<GLenum, 4> factors{GL_BLEND_SRC_RGB, GL_BLEND_DST_RGB, GL_BLEND_SRC_ALPHA,
                                        GL_BLEND_DST_ALPHA};
    for (std::size_t i = 0; i < factors.size(); ++i) {
      gl_.GetIntegerv(factors[i], &factors_[i]);
    }
  }
  OverlayState(const OverlayState&) = delete;
  OverlayState& operator=(const OverlayState&) = delete;
  ~OverlayState() {
    gl_.BlendFuncSeparate(name(factors_[0]), name(factors_[1]), name(factors_[2]),
                          name(factors_[3]));
    gl_.BindTexture(GL_TEXTURE_2D, name(texture_));
    gl_.ActiveTexture(name(unit_));
    gl_.BindVertexArray(name(vertex_array_));
    gl_.UseProgram(name(program_));
    gl_.Viewport(viewport_[0], viewport_[1], viewport_[2], viewport_[3]);
    gl_.BindFramebuffer(GL_DRAW_FRAMEBUFFER, name(framebuffer_));
    for (std::size_t i = 0; i < kWanted.size(); ++i) {
      set(kWanted[i].name, was_enabled_[i]);
    }
  }

 private:
  struct Switch {
    GLenum name;
    bool on;
  };
  static constexpr std::array<Switch, 5> kWanted{{{GL_BLEND, true},
                                                  {GL_DEPTH_TEST, false},
                                                  {GL_SCISSOR_TEST, false},
                                                  {GL_CULL_FACE, false},
                                                  {GL_FRAMEBUFFER_SRGB, false}}};
  static GLuint name(GLint value) { return static_cast<GLuint>(value); }
  void set(GLenum what, bool on) const { on ? gl_.Enable(what) : gl_.Disable(what); }

  const OverlayGl& gl_;
  std::array<bool, 5> was_enabled_{};
  GLint framebuffer_ = 0;
  std::array<GLint, 4> viewport_{};
  GLint program_ = 0;
  GLint vertex_array_ = 0;
  GLint unit_ = 0;
  GLint texture_ = 0;
  std::array<GLint, 4> factors_{};
};

}  // namespace

struct Overlay::Impl {
  OverlayGl gl{};
  GLuint program = 0;
  GLuint vertex_array = 0;
  GLuint texture = 0;
  GLint place = -1;
  ImageSize size;

  Impl() = default;
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;
  ~Impl() {
    if (program != 0) {
      gl.DeleteTextures(1, &texture);
      gl.DeleteVertexArrays(1, &vertex_array);
      gl.DeleteProgram(program);
    }
  }

  void attach(GLenum kind, const char* source) const {
    const GLuint shader = gl.CreateShader(kind);
    gl.ShaderSource(shader, 1, &source, nullptr);
    gl.CompileShader(shader);
    gl.AttachShader(program, shader);
    gl.DeleteShader(shader);  // goes with the program
  }

  bool link() {
    program = gl.CreateProgram();
    attach(GL_VERTEX_SHADER, kOverlayVertex);
    attach(GL_FRAGMENT_SHADER, kOverlayFragment);
    gl.LinkProgram(program);
    GLint linked = GL_FALSE;
    gl.GetProgramiv(program, GL_LINK_STATUS, &linked);
    place = gl.GetUniformLocation(program, "place");
    return linked == GL_TRUE;
  }

  void make_texture() {
    const OverlayState state(gl);
    gl.GenVertexArrays(1, &vertex_array);
    gl.GenTextures(1, &texture);
    gl.BindTexture(GL_TEXTURE_2D, texture);
    gl.TexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, GL_NEAREST);
    gl.TexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MAG_FILTER, GL_NEAREST);
    gl.TexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_S, GL_CLAMP_TO_EDGE);
    gl.TexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_T, GL_CLAMP_TO_EDGE);
  }
};

Overlay::Overlay(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Overlay::Overlay(Overlay&&) noexcept = default;
Overlay& Overlay::operator=(Overlay&&) noexcept = default;
Overlay::~Overlay() = default;

Result<Overlay> Overlay::create() {
  auto impl = std::make_unique<Impl>();
  if (!impl->gl.load() || !impl->link()) {
    return fail(ErrorCode::kResource, "the driver refuses to draw over the picture");
  }
  impl->make_texture();
  return Overlay(std::move(impl));
}

void Overlay::set(const ImageView& picture) {
  const OverlayState state(impl_->gl);
  impl_->size = picture.size;
  impl_->gl.BindTexture(GL_TEXTURE_2D, impl_->texture);
  // Rows of four bytes a pixel have no padding that GL would not expect.
  impl_->gl.TexImage2D(GL_TEXTURE_2D, 0, GL_RGBA8, picture.size.width, picture.size.height, 0,
                       GL_RGBA, GL_UNSIGNED_BYTE, picture.data);
}

ImageSize Overlay::size() const {
  return impl_->size;
}

void Overlay::draw(int x, int y, ImageSize window) {
  if (impl_->size.width < 1 || window.width < 1 || window.height < 1) {
    return;
  }
  const OverlayGl& gl = impl_->gl;
  const OverlayState state(gl);
  const auto across = [&](int at) {
    return 2 * static_cast<float>(at) / static_cast<float>(window.width) - 1;
  };
  const auto up = [&](int at) {
    return 1 - 2 * static_cast<float>(at) / static_cast<float>(window.height);
  };
  gl.BindFramebuffer(GL_DRAW_FRAMEBUFFER, 0);
  gl.Viewport(0, 0, window.width, window.height);
  gl.BlendFuncSeparate(GL_ONE, GL_ONE_MINUS_SRC_ALPHA, GL_ONE, GL_ONE_MINUS_SRC_ALPHA);
  gl.UseProgram(impl_->program);
  gl.Uniform4f(impl_->place, across(x), up(y + impl_->size.height), across(x + impl_->size.width),
               up(y));
  gl.BindVertexArray(impl_->vertex_array);
  gl.BindTexture(GL_TEXTURE_2D, impl_->texture);
  gl.DrawArrays(GL_TRIANGLE_STRIP, 0, 4);
}

}  // namespace reprise::tools
