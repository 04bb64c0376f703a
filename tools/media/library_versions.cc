#include "tools/media/library_versions.h"

#include "core/media/encoder_versions.h"
#include "core/render/renderer.h"
#include "tools/media/gl_setup.h"

namespace reprise::tools {

std::vector<ComponentVersion> library_versions() {
  std::vector<ComponentVersion> components;
  for (const auto& [name, version] : media::encoder_versions()) {
    components.push_back({name, version});
  }
  return components;
}

std::vector<ComponentVersion> library_and_gl_versions() {
  std::vector<ComponentVersion> components = library_versions();
  const render::GlMode mode = choose_gl_mode(std::nullopt);
  const Status prepared = set_gl_environment(mode);
  const auto renderer = render::Renderer::create({.mode = mode, .size = {16, 16}});
  components.push_back({"GL mode", std::string(render::gl_mode_name(mode))});
  components.push_back(
      {"GL renderer", prepared && renderer
                          ? renderer->gl_info().renderer + ", " + renderer->gl_info().version
                          : "none: " + (prepared ? renderer.error() : prepared.error()).message});
  return components;
}

}  // namespace reprise::tools
