#include "core/render/gl_objects.h"

#include <glad/gl.h>

#include "core/base/check.h"

namespace reprise::render {
namespace {

struct FormatInfo {
  GLint internal_format;
  GLenum format;
  GLenum type;
};
// Indexed by TextureFormat.
constexpr std::array<FormatInfo, 4> kFormats{{
    {GL_RGBA8, GL_RGBA, GL_UNSIGNED_BYTE},
    {GL_RGBA16, GL_RGBA, GL_UNSIGNED_SHORT},
    {GL_RGBA32F, GL_RGBA, GL_FLOAT},
    {GL_R32F, GL_RED, GL_FLOAT},
}};

const FormatInfo& info_of(TextureFormat format) {
  return kFormats[static_cast<std::size_t>(format)];
}

struct NamedError {
  GLenum error;
  std::string_view name;
};
constexpr std::array<NamedError, 6> kErrors{{
    {GL_INVALID_ENUM, "GL_INVALID_ENUM"},
    {GL_INVALID_VALUE, "GL_INVALID_VALUE"},
    {GL_INVALID_OPERATION, "GL_INVALID_OPERATION"},
    {GL_INVALID_FRAMEBUFFER_OPERATION, "GL_INVALID_FRAMEBUFFER_OPERATION"},
    {GL_OUT_OF_MEMORY, "GL_OUT_OF_MEMORY"},
    {GL_CONTEXT_LOST, "GL_CONTEXT_LOST"},
}};

std::string error_name(GLenum error) {
  for (const NamedError& known : kErrors) {
    if (known.error == error) {
      return std::string(known.name);
    }
  }
  return "OpenGL error " + std::to_string(error);
}

// The first error names the cause; the others must not be blamed on what comes next. Bounded: a
// lost context may report for ever.
void drain_errors() {
  for (int i = 0; i < 16 && glGetError() != GL_NO_ERROR; ++i) {
  }
}

void set_sampling(GLenum target) {
  glTexParameteri(target, GL_TEXTURE_MIN_FILTER, GL_LINEAR);
  glTexParameteri(target, GL_TEXTURE_MAG_FILTER, GL_LINEAR);
  glTexParameteri(target, GL_TEXTURE_WRAP_S, GL_CLAMP_TO_EDGE);
  glTexParameteri(target, GL_TEXTURE_WRAP_T, GL_CLAMP_TO_EDGE);
  glTexParameteri(target, GL_TEXTURE_WRAP_R, GL_CLAMP_TO_EDGE);
  glTexParameteri(target, GL_TEXTURE_MAX_LEVEL, 0);
}

Result<ShaderName> compile_shader(GLenum type, const std::string& source) {
  ShaderName shader(glCreateShader(type));
  const GLchar* text = source.c_str();
  const auto length = static_cast<GLint>(source.size());
  glShaderSource(shader.get(), 1, &text, &length);
  glCompileShader(shader.get());
  GLint compiled = GL_FALSE;
  glGetShaderiv(shader.get(), GL_COMPILE_STATUS, &compiled);
  if (compiled == GL_TRUE) {
    return shader;
  }
  GLint log_length = 0;
  glGetShaderiv(shader.get(), GL_INFO_LOG_LENGTH, &log_length);
  std::string log(static_cast<std::size_t>(log_length), '\0');
  glGetShaderInfoLog(shader.get(), log_length, &log_length, log.data());
  log.resize(static_cast<std::size_t>(log_length));
  return fail(ErrorCode::kInvalid, std::move(log));
}

}  // namespace

void delete_texture(unsigned name) {
  glDeleteTextures(1, &name);
}
void delete_framebuffer(unsigned name) {
  glDeleteFramebuffers(1, &name);
}
void delete_vertex_array(unsigned name) {
  glDeleteVertexArrays(1, &name);
}
void delete_buffer(unsigned name) {
  glDeleteBuffers(1, &name);
}
void delete_shader(unsigned name) {
  glDeleteShader(name);
}
void delete_program(unsigned name) {
  glDeleteProgram(name);
}

Result<Texture> Texture::create(ImageSize size, TextureFormat format) {
  CHECK(size.width > 0 && size.height > 0);
  Texture texture;
  texture.size_ = size;
  texture.format_ = format;
  unsigned name = 0;
  glGenTextures(1, &name);
  texture.texture_ = TextureName(name);
  bind_texture(0, name);
  const FormatInfo& info = info_of(format);
  glTexImage2D(GL_TEXTURE_2D, 0, info.internal_format, size.width, size.height, 0, info.format,
               info.type, nullptr);
  TRY(check_gl("a texture of " + to_string(size)));
  set_sampling(GL_TEXTURE_2D);
  if (format == TextureFormat::kR32f) {
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_SWIZZLE_G, GL_RED);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_SWIZZLE_B, GL_RED);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_SWIZZLE_A, GL_ONE);
  } else {
    glGenFramebuffers(1, &name);
    texture.framebuffer_ = FramebufferName(name);
    glBindFramebuffer(GL_FRAMEBUFFER, name);
    glFramebufferTexture2D(GL_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, GL_TEXTURE_2D, texture.name(), 0);
    if (glCheckFramebufferStatus(GL_FRAMEBUFFER) != GL_FRAMEBUFFER_COMPLETE) {
      return fail(ErrorCode::kResource, "cannot draw into a texture of " + to_string(size));
    }
  }
  return texture;
}

std::size_t Texture::size_bytes() const {
  return static_cast<std::size_t>(size_.width) * static_cast<std::size_t>(size_.height) *
         bytes_per_texel(format_);
}

void Texture::upload(const void* texels) const {
  const FormatInfo& info = info_of(format_);
  bind_texture(0, name());
  glTexSubImage2D(GL_TEXTURE_2D, 0, 0, 0, size_.width, size_.height, info.format, info.type,
                  texels);
}

void Texture::download(void* out) const {
  download_rows(0, size_.height, out);
}

void Texture::download_rows(int first, int rows, void* out) const {
  const FormatInfo& info = info_of(format_);
  glBindFramebuffer(GL_READ_FRAMEBUFFER, framebuffer());
  glReadPixels(0, first, size_.width, rows, info.format, info.type, out);
}

void Texture::show_opaque(bool opaque) const {
  if (opaque == shown_opaque_) {
    return;
  }
  bind_texture(0, name());
  glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_SWIZZLE_A, opaque ? GL_ONE : GL_ALPHA);
  shown_opaque_ = opaque;
}

Result<CubeTexture> CubeTexture::create(const std::array<ImageView, 6>& faces) {
  const ImageSize size = faces[0].size;
  const PixelFormat format = faces[0].format;
  for (const ImageView& face : faces) {
    if (face.size != size || face.format != format || size.width != size.height || size.width < 1) {
      return fail(ErrorCode::kInvalid, "the six faces of a cube must be squares of one size");
    }
  }
  unsigned name = 0;
  glGenTextures(1, &name);
  CubeTexture cube;
  cube.texture_ = TextureName(name);
  cube.size_ = size;
  glActiveTexture(GL_TEXTURE0);
  glBindTexture(GL_TEXTURE_CUBE_MAP, name);
  const TextureFormat texels =
      format == PixelFormat::kRgba8 ? TextureFormat::kRgba8 : TextureFormat::kRgba16;
  const std::size_t texel_bytes = bytes_per_texel(texels);
  const FormatInfo& info = info_of(texels);
  for (unsigned i = 0; i < faces.size(); ++i) {
    glPixelStorei(GL_UNPACK_ROW_LENGTH, static_cast<GLint>(faces[i].stride / texel_bytes));
    glTexImage2D(GL_TEXTURE_CUBE_MAP_POSITIVE_X + i, 0, info.internal_format, size.width,
                 size.height, 0, info.format, info.type, faces[i].data);
  }
  glPixelStorei(GL_UNPACK_ROW_LENGTH, 0);
  set_sampling(GL_TEXTURE_CUBE_MAP);
  TRY(check_gl("a cube texture of " + to_string(size)));
  return cube;
}

Result<ProgramName> link_program(const std::string& vertex, const std::string& fragment) {
  TRY_ASSIGN(ShaderName vertex_shader, compile_shader(GL_VERTEX_SHADER, vertex));
  TRY_ASSIGN(ShaderName fragment_shader, compile_shader(GL_FRAGMENT_SHADER, fragment));
  ProgramName program(glCreateProgram());
  glAttachShader(program.get(), vertex_shader.get());
  glAttachShader(program.get(), fragment_shader.get());
  glLinkProgram(program.get());
  GLint linked = GL_FALSE;
  glGetProgramiv(program.get(), GL_LINK_STATUS, &linked);
  if (linked == GL_TRUE) {
    return program;
  }
  GLint length = 0;
  glGetProgramiv(program.get(), GL_INFO_LOG_LENGTH, &length);
  std::string log(static_cast<std::size_t>(length), '\0');
  glGetProgramInfoLog(program.get(), length, &length, log.data());
  log.resize(static_cast<std::size_t>(length));
  return fail(ErrorCode::kInvalid, std::move(log));
}

int uniform_location(const ProgramName& program, const std::string& name) {
  return glGetUniformLocation(program.get(), name.c_str());
}

void bind_texture(int unit, unsigned name) {
  glActiveTexture(GL_TEXTURE0 + static_cast<GLenum>(unit));
  glBindTexture(GL_TEXTURE_2D, name);
}

void begin_target(const Texture& target) {
  glBindFramebuffer(GL_FRAMEBUFFER, target.framebuffer());
  glViewport(0, 0, target.size().width, target.size().height);
}

void clear_target() {
  glClearColor(0, 0, 0, 0);
  glClear(GL_COLOR_BUFFER_BIT);
}

void draw_quad() {
  glDrawArrays(GL_TRIANGLE_STRIP, 0, 4);
}

Status check_gl(std::string_view what) {
  if (glad_glGetGraphicsResetStatus != nullptr && glGetGraphicsResetStatus() != GL_NO_ERROR) {
    return fail(ErrorCode::kResource, "the OpenGL context was lost in " + std::string(what));
  }
  if (const GLenum error = glGetError(); error != GL_NO_ERROR) {
    drain_errors();
    return fail(ErrorCode::kResource, error_name(error) + " in " + std::string(what));
  }
  return {};
}

}  // namespace reprise::render
