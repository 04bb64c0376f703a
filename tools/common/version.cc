#include "tools/common/version.h"

#include "core/engine/engine.h"
#include "core/model/version.h"

namespace reprise::tools {

std::string version_text(std::string_view program, std::span<const ComponentVersion> components) {
  // "reprise-replay plan" is of the program reprise-replay.
  std::string out(program.substr(0, program.find(' ')));
  out.append(" ").append(kRepriseVersion).append("\n");
  out.append("engine ").append(engine::kEngineVersion).append("\n");
  out.append("compiler ").append(__VERSION__).append("\n");
  for (const ComponentVersion& component : components) {
    out.append(component.name).append(" ").append(component.version).append("\n");
  }
  return out;
}

}  // namespace reprise::tools
