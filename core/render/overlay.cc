#include "core/render/overlay.h"

#include <optional>
#include <utility>

#include <glad/gl.h>

#include "core/base/check.h"
#include "core/render/gl_objects.h"

namespace reprise::render {
namespace {

constexpr const char* kVertex = R"(#version 330 core
uniform sampler2D picture;
uniform vec4 place;  // left, bottom, right, top: −1 .. 1
out vec2 at;
void main() {
  vec2 corner = vec2(gl_VertexID & 1, gl_VertexID >> 1);
  at = vec2(corner.x, 1.0 - corner.y) * vec2(textureSize(picture, 0));  // the top row comes first
  gl_Position = vec4(mix(place.xy, place.zw, corner), 0.0, 1.0);
})";
// Pixel for pixel.
constexpr const char* kFragment = R"(#version 330 core
uniform sampler2D picture;
in vec2 at;
out vec4 color;
void main() { color = texelFetch(picture, ivec2(at), 0); })";

}  // namespace

struct Overlay::Impl {
  ProgramName program;
  int place = -1;
  std::optional<Texture> picture{};
};

Overlay::Overlay(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Overlay::Overlay(Overlay&&) noexcept = default;
Overlay& Overlay::operator=(Overlay&&) noexcept = default;
Overlay::~Overlay() = default;

Result<Overlay> Overlay::create() {
  Result<ProgramName> program = link_program(kVertex, kFragment);
  if (!program) {
    return fail(ErrorCode::kResource,
                "the driver refuses to draw over the picture: " + program.error().message);
  }
  const int place = uniform_location(*program, "place");
  return Overlay(std::unique_ptr<Impl>(new Impl{std::move(*program), place}));
}

Status Overlay::set(const ImageView& picture) {
  CHECK(picture.format == PixelFormat::kRgba8);
  std::optional<Texture>& kept = impl_->picture;
  if (!kept || kept->size() != picture.size) {
    TRY_ASSIGN(kept, Texture::create(picture.size, TextureFormat::kRgba8));
  }
  kept->upload(picture.data);
  return check_gl("a picture over the picture");
}

ImageSize Overlay::size() const {
  return impl_->picture ? impl_->picture->size() : ImageSize{};
}

void Overlay::draw(int x, int y, ImageSize window) {
  if (!impl_->picture || window.width < 1 || window.height < 1) {
    return;
  }
  const auto across = [&](int at) {
    return 2 * static_cast<float>(at) / static_cast<float>(window.width) - 1;
  };
  const auto up = [&](int at) {
    return 1 - 2 * static_cast<float>(at) / static_cast<float>(window.height);
  };
  const ImageSize size = impl_->picture->size();
  glBindFramebuffer(GL_DRAW_FRAMEBUFFER, 0);
  glViewport(0, 0, window.width, window.height);
  glEnable(GL_BLEND);
  glBlendFunc(GL_ONE, GL_ONE_MINUS_SRC_ALPHA);
  glUseProgram(impl_->program.get());
  glUniform4f(impl_->place, across(x), up(y + size.height), across(x + size.width), up(y));
  bind_texture(0, impl_->picture->name());
  draw_quad();
  glDisable(GL_BLEND);
}

}  // namespace reprise::render
