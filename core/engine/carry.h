// Carrying a layer's values and mappings from one preset to another: by input name and type, then
// by role; numbers are moved from the old input's range to the new one's. Pure; any thread.
#pragma once

#include <string>
#include <vector>

#include "core/engine/show.h"

namespace reprise::engine {

// `layer` shows `to` in place of `from`. What fits nowhere is dropped and gets one line in `lost`.
// When all mappings are lost, the layer gets those that `to` suggests.
void carry_layer(Layer& layer, const NamedPreset& from, const NamedPreset& to,
                 std::vector<std::string>& lost);

}  // namespace reprise::engine
