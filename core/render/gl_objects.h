// Owners of OpenGL objects: textures that can be drawn into, cube textures, programs. Not a
// wrapper of all of GL: callers bind and draw themselves. The context that made an object must be
// current whenever it is used or destroyed.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "core/base/bytes.h"
#include "core/base/error.h"
#include "core/model/image.h"
#include "core/render/render_state.h"

namespace reprise::render {

// A name of OpenGL's, deleted by Delete. 0 = none.
template <void (*Delete)(unsigned)>
class GlName {
 public:
  GlName() = default;
  explicit GlName(unsigned name) : name_(name) {}
  GlName(GlName&& other) noexcept : name_(std::exchange(other.name_, 0)) {}
  GlName& operator=(GlName&& other) noexcept {
    std::swap(name_, other.name_);
    return *this;
  }
  ~GlName() {
    if (name_ != 0) {
      Delete(name_);
    }
  }
  [[nodiscard]] unsigned get() const { return name_; }

 private:
  unsigned name_ = 0;
};

void delete_texture(unsigned name);
void delete_framebuffer(unsigned name);
void delete_vertex_array(unsigned name);
void delete_buffer(unsigned name);
void delete_shader(unsigned name);
void delete_program(unsigned name);

using TextureName = GlName<delete_texture>;
using FramebufferName = GlName<delete_framebuffer>;
using VertexArrayName = GlName<delete_vertex_array>;
using BufferName = GlName<delete_buffer>;
using ShaderName = GlName<delete_shader>;
using ProgramName = GlName<delete_program>;

// A 2D texture, LINEAR and CLAMP_TO_EDGE, bottom row first, with a framebuffer to draw into it.
// Its content is undefined until it is drawn or uploaded.
class Texture {
 public:
  // kResource when there is no memory for it.
  static Result<Texture> create(ImageSize size, TextureFormat format);

  [[nodiscard]] unsigned name() const { return texture_.get(); }
  [[nodiscard]] unsigned framebuffer() const { return framebuffer_.get(); }
  [[nodiscard]] ImageSize size() const { return size_; }
  [[nodiscard]] TextureFormat format() const { return format_; }
  [[nodiscard]] std::size_t size_bytes() const;

  // Tightly packed texels in the texture's format, bottom row first.
  void upload(const void* texels) const;
  // The opposite, bit for bit; `out` has size_bytes(). Waits for the GPU.
  void download(void* out) const;
  // The same for `rows` rows from `first` on. With a pixel pack buffer bound, `out` is a place
  // there, and nobody waits.
  void download_rows(int first, int rows, void* out) const;
  // Whether shaders see alpha as 1.
  void show_opaque(bool opaque) const;

 private:
  Texture() = default;
  TextureName texture_;
  FramebufferName framebuffer_;
  ImageSize size_;
  TextureFormat format_ = TextureFormat::kRgba8;
  mutable bool shown_opaque_ = false;
};

// Six square faces in GL's order, +X −X +Y −Y +Z −Z, each top row first (a cube's own convention).
class CubeTexture {
 public:
  // kInvalid unless all faces are squares of one size and format.
  static Result<CubeTexture> create(const std::array<ImageView, 6>& faces);
  [[nodiscard]] unsigned name() const { return texture_.get(); }
  [[nodiscard]] ImageSize size() const { return size_; }

 private:
  TextureName texture_;
  ImageSize size_;
};

// kInvalid with the driver's log as the message.
Result<ProgramName> link_program(const std::string& vertex, const std::string& fragment);

int uniform_location(const ProgramName& program, const std::string& name);
void bind_texture(int unit, unsigned name);

// A viewport on the whole texture. Its content is undefined: draw every pixel, or clear it.
void begin_target(const Texture& target);
// Transparent black. Not free: llvmpipe writes every pixel, even where a draw follows.
void clear_target();
// The four corners, from gl_VertexID.
void draw_quad();

// kResource naming `what` when GL has an error pending or the context was lost.
Status check_gl(std::string_view what);

}  // namespace reprise::render
