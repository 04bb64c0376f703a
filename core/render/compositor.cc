#include "core/render/compositor.h"

#include <algorithm>

#include <glad/gl.h>

namespace reprise::render {
namespace {

float flag(bool value) {
  return value ? 1.0F : 0.0F;
}

// Our own shaders compile everywhere; a driver that refuses them is broken.
Result<ProgramName> link_own(const std::string& fragment) {
  Result<ProgramName> program = link_program(quad_vertex_shader(), fragment);
  if (!program) {
    return fail(ErrorCode::kResource,
                "the driver refuses a compositing shader: " + program.error().message);
  }
  return program;
}

void set_unit(const ProgramName& program, const char* sampler, int unit) {
  glUniform1i(uniform_location(program, sampler), unit);
}

}  // namespace

Compositor::Compositor(TexturePool& pool, ImageSize size, TextureFormat format, bool keep_alpha)
    : pool_(pool), size_(size), format_(format), keep_alpha_(keep_alpha) {}

Result<const Compositor::BlendProgram*> Compositor::blend_program(const BlendShaderKey& key) {
  if (const auto found = blend_programs_.find(key); found != blend_programs_.end()) {
    return &found->second;
  }
  TRY_ASSIGN(ProgramName program, link_own(blend_fragment_shader(key)));
  glUseProgram(program.get());
  set_unit(program, "layer", 0);
  set_unit(program, "backdrop", 1);
  BlendProgram made;
  made.backdrop_color = uniform_location(program, "backdrop_color");
  made.stack_size = uniform_location(program, "stack_size");
  made.opacity = uniform_location(program, "opacity");
  made.layer_opaque = uniform_location(program, "layer_opaque");
  made.backdrop_opaque = uniform_location(program, "backdrop_opaque");
  made.gain = uniform_location(program, "gain");
  made.program = std::move(program);
  return &blend_programs_.emplace(key, std::move(made)).first->second;
}

Status Compositor::make_crossfade_program() {
  if (crossfade_program_) {
    return {};
  }
  TRY_ASSIGN(ProgramName program, link_own(crossfade_fragment_shader(keep_alpha_)));
  glUseProgram(program.get());
  set_unit(program, "start", 0);
  set_unit(program, "end", 1);
  CrossfadeProgram made;
  made.progress = uniform_location(program, "progress");
  made.start_opaque = uniform_location(program, "start_opaque");
  made.end_opaque = uniform_location(program, "end_opaque");
  made.program = std::move(program);
  crossfade_program_ = std::move(made);
  return {};
}

Status Compositor::warm_up() {
  TRY_ASSIGN(TextureRef black, pool_.black(size_, format_));
  Stack stack = background({0, 0, 0, 1});
  TRY(draw_blend(stack, {black, true}, {}));
  TRY(draw_blend(stack, {black, true}, {}));
  return crossfade(stack.picture, {black, true}, 0.5F).map([](const Picture&) { glFinish(); });
}

Status Compositor::warm_up_mode(BlendMode mode) {
  TRY_ASSIGN(TextureRef black, pool_.black(size_, format_));
  TRY_ASSIGN(TextureRef small, pool_.black({1, 1}, format_));
  for (const TextureRef& layer : {black, small}) {
    Stack flat = background({0, 0, 0, 1});
    Stack stack{{}, {black, true}};
    TRY(draw_blend(flat, {layer, true}, {mode, 1, 1}));
    TRY(draw_blend(stack, {layer, true}, {mode, 1, 1}));
  }
  glFinish();
  return {};
}

bool Compositor::is_frame(const Texture& texture) const {
  return texture.size() == size_ && texture.format() == format_;
}

Stack Compositor::background(const std::array<float, 4>& color) const {
  if (keep_alpha_) {
    return {color, {}};
  }
  return {{color[0] * color[3], color[1] * color[3], color[2] * color[3], 1}, {}};
}

Status Compositor::blend(Stack& stack, const Picture& layer, const BlendStep& step) {
  const bool covers = layer.opaque && step.mode == BlendMode::kNormal && step.opacity >= 1;
  if (covers && is_frame(*layer.texture)) {
    stack.picture = layer;
    return {};
  }
  return draw_blend(stack, layer, step);
}

Status Compositor::draw_blend(Stack& stack, const Picture& layer, const BlendStep& step) {
  const bool flat = stack.picture.texture == nullptr;
  TRY_ASSIGN(TextureRef result, pool_.acquire(size_, format_));
  TRY_ASSIGN(const BlendProgram* program,
             blend_program({step.mode, keep_alpha_, flat, layer.texture->size() != size_}));
  glUseProgram(program->program.get());
  glUniform4fv(program->backdrop_color, 1, stack.color.data());
  glUniform2f(program->stack_size, static_cast<float>(size_.width),
              static_cast<float>(size_.height));
  glUniform1f(program->opacity, std::clamp(step.opacity, 0.0F, 1.0F));
  glUniform1f(program->layer_opaque, flag(layer.opaque));
  glUniform1f(program->backdrop_opaque, flag(!flat && stack.picture.opaque));
  glUniform1f(program->gain, step.gain);
  layer.texture->show_opaque(false);
  bind_texture(0, layer.texture->name());
  bind_texture(1, flat ? 0 : stack.picture.texture->name());
  begin_target(*result);
  draw_quad();
  stack.picture = {std::move(result), !keep_alpha_};
  return {};
}

Result<Picture> Compositor::flat_picture(const std::array<float, 4>& color, float gain) {
  TRY_ASSIGN(TextureRef result, pool_.acquire(size_, format_));
  begin_target(*result);
  glClearColor(color[0] * gain, color[1] * gain, color[2] * gain, color[3]);
  glClear(GL_COLOR_BUFFER_BIT);
  return Picture{std::move(result), !keep_alpha_};
}

Result<Picture> Compositor::flatten(Stack& stack, float gain) {
  gain = std::clamp(gain, 0.0F, 1.0F);
  if (stack.picture.texture == nullptr || (gain == 0 && !keep_alpha_)) {
    TRY_ASSIGN(stack.picture, flat_picture(stack.color, gain));
    return stack.picture;
  }
  if (gain < 1 || !is_frame(*stack.picture.texture)) {
    Stack bare{{0, 0, 0, keep_alpha_ ? 0.0F : 1.0F}, {}};
    TRY(draw_blend(bare, stack.picture, {BlendMode::kNormal, 1, gain}));
    stack.picture = bare.picture;
  }
  return stack.picture;
}

Result<Picture> Compositor::crossfade(const Picture& start, const Picture& end, float progress) {
  TRY_ASSIGN(TextureRef result, pool_.acquire(size_, format_));
  TRY(make_crossfade_program());
  glUseProgram(crossfade_program_->program.get());
  glUniform1f(crossfade_program_->progress, std::clamp(progress, 0.0F, 1.0F));
  glUniform1f(crossfade_program_->start_opaque, flag(start.opaque));
  glUniform1f(crossfade_program_->end_opaque, flag(end.opaque));
  start.texture->show_opaque(false);
  end.texture->show_opaque(false);
  bind_texture(0, start.texture->name());
  bind_texture(1, end.texture->name());
  begin_target(*result);
  draw_quad();
  return Picture{std::move(result), !keep_alpha_};
}

}  // namespace reprise::render
