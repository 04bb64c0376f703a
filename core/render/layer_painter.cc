#include "core/render/layer_painter.h"

#include <algorithm>

#include <glad/gl.h>

#include "core/render/input_values.h"

namespace reprise::render {

// One call of paint().
struct LayerPainter::Job {
  const PresetProgram& preset;
  const PaintRequest& request;
  std::vector<InputValue> values;    // indexed as the preset's inputs
  std::vector<TextureRef> contents;  // indexed as the preset's targets
  TextureRef picture;
};

struct LayerPainter::Sampled {
  unsigned name = 0;
  ImageSize size;
  bool cube = false;
};

namespace {

void resize_into(const Texture& from, const Texture& to) {
  glBindFramebuffer(GL_READ_FRAMEBUFFER, from.framebuffer());
  glBindFramebuffer(GL_DRAW_FRAMEBUFFER, to.framebuffer());
  glBlitFramebuffer(0, 0, from.size().width, from.size().height, 0, 0, to.size().width,
                    to.size().height, GL_COLOR_BUFFER_BIT, GL_LINEAR);
}

}  // namespace

ImageSize LayerPainter::clamped(ImageSize size) const {
  return {std::clamp(size.width, 1, size_limit_), std::clamp(size.height, 1, size_limit_)};
}

ImageSize LayerPainter::pass_size(const Job& job, const ProgramPass& pass) const {
  const bool has_target = pass.target != ProgramPass::kNoTarget;
  return has_target ? target_size(job, pass) : clamped(job.request.size);
}

ImageSize LayerPainter::target_size(const Job& job, const ProgramPass& pass) const {
  const auto lookup = [&job](std::string_view name) -> double {
    if (name == "WIDTH") {
      return job.request.size.width;
    }
    if (name == "HEIGHT") {
      return job.request.size.height;
    }
    return size_variable(job.preset.info, job.values, name);
  };
  return {pass.width.evaluate(lookup, size_limit_), pass.height.evaluate(lookup, size_limit_)};
}

Result<TextureRef> LayerPainter::black_target(const Job& job, const ProgramTarget& target) {
  return pool_.black(target_size(job, target.until_drawn), target.until_drawn.format);
}

Status LayerPainter::begin(Job& job, LayerBuffers* buffers) {
  for (const ProgramTarget& target : job.preset.targets) {
    TextureRef content;
    if (target.persistent && buffers != nullptr) {
      if (const auto kept = buffers->targets.find(target.name); kept != buffers->targets.end()) {
        content = kept->second;
      }
    }
    if (content == nullptr) {
      TRY_ASSIGN(content, black_target(job, target));
    }
    job.contents.push_back(std::move(content));
  }
  return {};
}

Status LayerPainter::fit_own_target(Job& job, const ProgramPass& pass, ImageSize size) {
  if (pass.target == ProgramPass::kNoTarget || !job.preset.targets[pass.target].persistent) {
    return {};
  }
  TextureRef& content = job.contents[pass.target];
  if (content->size() == size) {
    return {};
  }
  TRY_ASSIGN(TextureRef scaled, pool_.acquire(size, content->format()));
  resize_into(*content, *scaled);
  content = std::move(scaled);
  return {};
}

Result<LayerPainter::Sampled> LayerPainter::sampled_input(const Job& job, std::size_t index) {
  const PresetInput& input = job.preset.info.inputs[index];
  const auto given = std::ranges::find(job.request.overrides, input.name, &ImageOverride::input);
  if (given != job.request.overrides.end() && given->texture != nullptr) {
    given->texture->show_opaque(given->opaque);
    return Sampled{given->texture->name(), given->texture->size(), false};
  }
  if (is_audio(input.type)) {
    TRY_ASSIGN(const Texture* texture, audio_.texture(input.type, input.max_samples));
    return Sampled{texture->name(), texture->size(), false};
  }
  if (input.type == InputType::kCube) {
    return Sampled{0, {1, 1}, true};
  }
  if (const Texture* picture = pictures_.find(job.values[index].picture); picture != nullptr) {
    return Sampled{picture->name(), picture->size(), false};
  }
  TRY_ASSIGN(TextureRef black, pool_.black({1, 1}, TextureFormat::kRgba8));
  return Sampled{black->name(), black->size(), false};
}

Result<LayerPainter::Sampled> LayerPainter::sampled(const Job& job, const SamplerSlot& slot) {
  if (slot.source == SamplerSource::kInput) {
    return sampled_input(job, slot.index);
  }
  if (slot.source == SamplerSource::kTarget) {
    const Texture& content = *job.contents[slot.index];
    content.show_opaque(false);
    return Sampled{content.name(), content.size(), false};
  }
  const ImportTexture& import = job.preset.imports[slot.index];
  if (import.cube != nullptr) {
    return Sampled{import.cube->name(), import.cube->size(), true};
  }
  return Sampled{import.picture->name(), import.picture->size(), false};
}

// Textures are made and changed before any is bound: making one uses unit 0.
Status LayerPainter::bind_samplers(const Job& job, std::span<const SamplerSlot> slots) {
  std::vector<Sampled> textures;
  for (const SamplerSlot& slot : slots) {
    TRY_ASSIGN(Sampled texture, sampled(job, slot));
    textures.push_back(texture);
  }
  for (std::size_t i = 0; i < textures.size(); ++i) {
    const SamplerSlot& slot = slots[i];
    glActiveTexture(GL_TEXTURE0 + static_cast<GLenum>(slot.unit));
    glBindTexture(textures[i].cube ? GL_TEXTURE_CUBE_MAP : GL_TEXTURE_2D, textures[i].name);
    glUniform2f(slot.size_location, static_cast<float>(textures[i].size.width),
                static_cast<float>(textures[i].size.height));
  }
  return {};
}

Status LayerPainter::draw_pass(Job& job, std::size_t index) {
  const ProgramPass& pass = job.preset.passes[index];
  const bool has_target = pass.target != ProgramPass::kNoTarget;
  const ImageSize size = pass_size(job, pass);
  TRY(fit_own_target(job, pass, size));
  TRY_ASSIGN(TextureRef fresh, pool_.acquire(size, has_target ? pass.format : job.request.format));
  const PassShader& shader = job.preset.shaders[index];
  glUseProgram(shader.program.get());
  set_clock_uniforms(shader.uniforms, job.request.clock);
  set_input_uniforms(shader.inputs, job.values, job.request.clock);
  TRY(bind_samplers(job, shader.samplers));
  begin_target(*fresh);
  if (!job.preset.covers_target) {
    clear_target();
  }
  glUniform2f(shader.uniforms.render_size, static_cast<float>(size.width),
              static_cast<float>(size.height));
  draw_quad();
  if (has_target) {
    job.contents[pass.target] = fresh;
  }
  job.picture = std::move(fresh);
  return {};
}

Result<TextureRef> LayerPainter::paint(const PresetProgram& preset, const PaintRequest& request,
                                       LayerBuffers* buffers) {
  Job job{preset, request, resolve_inputs(preset.info, request.inputs), {}, nullptr};
  TRY(begin(job, buffers));
  const bool all = request.range == PassRange::kAll;
  const std::size_t count = all ? preset.passes.size() : preset.persistent_pass_count();
  for (std::size_t i = 0; i < count; ++i) {
    const bool last = i + 1 == preset.passes.size();
    if (last || preset.passes[i].target != ProgramPass::kNoTarget) {
      TRY(draw_pass(job, i));
    }
  }
  if (buffers != nullptr) {
    for (std::size_t i = 0; i < preset.targets.size(); ++i) {
      if (preset.targets[i].persistent) {
        buffers->targets[preset.targets[i].name] = job.contents[i];
      }
    }
  }
  return all ? job.picture : nullptr;
}

}  // namespace reprise::render
