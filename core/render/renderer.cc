#include "core/render/renderer.h"

#include <array>
#include <limits>

#include <glad/gl.h>

#include "core/render/buffer_shape.h"
#include "core/render/frame_reader.h"
#include "core/render/gl_context.h"
#include "core/render/scene_painter.h"
#include "core/render/window_blit.h"

namespace reprise::render {
namespace {

// Every state that could make a pixel depend on a default.
void set_fixed_state() {
  constexpr std::array<GLenum, 8> kOff{GL_BLEND,        GL_CULL_FACE,        GL_DEPTH_TEST,
                                       GL_DITHER,       GL_FRAMEBUFFER_SRGB, GL_MULTISAMPLE,
                                       GL_SCISSOR_TEST, GL_STENCIL_TEST};
  for (GLenum capability : kOff) {
    glDisable(capability);
  }
  glEnable(GL_TEXTURE_CUBE_MAP_SEAMLESS);
  glPixelStorei(GL_PACK_ALIGNMENT, 1);
  glPixelStorei(GL_UNPACK_ALIGNMENT, 1);
}

VertexArrayName bind_vertex_array() {
  unsigned name = 0;
  glGenVertexArrays(1, &name);
  glBindVertexArray(name);
  return VertexArrayName(name);
}

int texture_size_limit() {
  GLint limit = 0;
  glGetIntegerv(GL_MAX_TEXTURE_SIZE, &limit);
  return limit;
}

Result<GlContext> open_context(const RendererOptions& options) {
  return options.context == GlContextChoice::kOwn ? GlContext::create(options.mode)
                                                  : GlContext::adopt(options.mode, options.loader);
}

TextureFormat frame_format(const RendererOptions& options) {
  return options.format == PixelFormat::kRgba8 ? TextureFormat::kRgba8 : TextureFormat::kRgba16;
}

}  // namespace

// Members that hold GL objects come after the context, so that they go before it.
struct Renderer::Impl {
  Impl(GlContext made, const RendererOptions& wanted)
      : context(std::move(made)),
        options(wanted),
        size_limit(texture_size_limit()),
        vertex_array(bind_vertex_array()) {}
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;
  ~Impl() { current = context.make_current().has_value(); }

  Status prepare(const VisualState& state, std::span<const PictureView> pictures);

  GlContext context;
  RendererOptions options;
  bool current = true;
  int size_limit;
  VertexArrayName vertex_array;
  TexturePool pool;
  AudioTextures audio;
  PictureCache pictures;
  ProgramMap programs;
  BufferMap buffers;
  LayerPainter layers{pool, audio, pictures, size_limit};
  Compositor compositor{pool, options.size, frame_format(options), options.keep_alpha};
  ScenePainter scenes{{pool, layers, compositor, programs, buffers},
                      options.size,
                      frame_format(options),
                      options.keep_alpha};
  Picture frame;
  FrameReader reader;
};

Status Renderer::Impl::prepare(const VisualState& state, std::span<const PictureView> views) {
  TRY(context.make_current());
  TRY(scenes.check_presets(state));
  scenes.forget_others(state);
  audio.show(state.audio);
  return pictures.show(state, views);
}

Renderer::Renderer(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Renderer::Renderer(Renderer&&) noexcept = default;
Renderer& Renderer::operator=(Renderer&&) noexcept = default;
Renderer::~Renderer() = default;

Result<Renderer> Renderer::create(const RendererOptions& options) {
  TRY_ASSIGN(GlContext context, open_context(options));
  const int limit = texture_size_limit();
  if (options.size.width < 1 || options.size.height < 1 || options.size.width > limit ||
      options.size.height > limit) {
    return fail(ErrorCode::kUnsupported, "frames of " + to_string(options.size) +
                                             ": the GPU allows 1 to " + std::to_string(limit) +
                                             " pixels a side");
  }
  set_fixed_state();
  auto impl = std::make_unique<Impl>(std::move(context), options);
  TRY(impl->compositor.warm_up());
  TRY(check_gl("the start of the renderer"));
  return Renderer(std::move(impl));
}

const GlInfo& Renderer::gl_info() const {
  return impl_->context.info();
}

std::size_t Renderer::texture_count() const {
  return impl_->pool.texture_count();
}

Status Renderer::add_preset(const PresetBundle& bundle) {
  TRY(impl_->context.make_current());
  const GlContext& context = impl_->context;
  TRY_ASSIGN(PresetProgram program,
             PresetProgram::create(bundle, {context.is_modern(), context.is_software()}));
  TRY(impl_->scenes.rehearse(program));
  glFinish();
  TRY(check_gl("preset '" + program.name + "'"));
  const std::string name = program.name;
  impl_->programs.insert_or_assign(name, std::move(program));
  return {};
}

Status Renderer::add_blend_modes(std::span<const BlendMode> modes) {
  TRY(impl_->context.make_current());
  for (BlendMode mode : modes) {
    TRY(impl_->compositor.warm_up_mode(mode));
  }
  return check_gl("the blend modes");
}

Status Renderer::step(const VisualState& state, const FrameClock& clock,
                      std::span<const PictureView> pictures, StepDepth depth) {
  TRY(impl_->prepare(state, pictures));
  const PassRange range =
      depth == StepDepth::kComplete ? PassRange::kAll : PassRange::kUntilLastPersistent;
  if (state.outgoing) {
    TRY(impl_->scenes.step(*state.outgoing, clock, state.quality, range));
  }
  TRY(impl_->scenes.step(state.scene, clock, state.quality, range));
  return check_gl("a step");
}

Status Renderer::draw(const VisualState& state, const FrameClock& clock,
                      std::span<const PictureView> pictures) {
  TRY(impl_->prepare(state, pictures));
  TRY_ASSIGN(impl_->frame, impl_->scenes.draw(state, clock));
  glFlush();
  impl_->pool.end_frame();
  return check_gl("a frame");
}

Status Renderer::read(ImageBuffer& out) {
  if (impl_->frame.texture == nullptr) {
    return fail(ErrorCode::kUsage, "no frame was drawn");
  }
  TRY(impl_->context.make_current());
  return impl_->reader.read(impl_->frame, out);
}

Status Renderer::show(ImageSize window) {
  if (impl_->frame.texture == nullptr) {
    return fail(ErrorCode::kUsage, "no frame was drawn");
  }
  if (impl_->options.context == GlContextChoice::kOwn) {
    return fail(ErrorCode::kUsage, "a renderer without a window cannot show frames");
  }
  blit_to_window(*impl_->frame.texture, window);
  return check_gl("the picture in the window");
}

BufferSnapshot Renderer::snapshot() {
  std::vector<TextureRef> textures;
  RenderState shape = shape_of(impl_->buffers, impl_->programs, impl_->options.size, textures);
  return {std::move(shape), std::move(textures)};
}

Status Renderer::restore(const RenderState& state) {
  TRY(impl_->context.make_current());
  TRY_ASSIGN(impl_->buffers, buffers_of(state, impl_->programs, impl_->pool, impl_->size_limit));
  return {};
}

}  // namespace reprise::render
