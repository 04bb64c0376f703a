// The values of a preset's inputs for one frame, and how they become uniforms. Values; the setters
// need the program in use.
#pragma once

#include <array>
#include <span>
#include <string_view>
#include <vector>

#include "core/model/visual_state.h"
#include "core/render/preset_program.h"

namespace reprise::render {

// One per PresetInfo::inputs, in its order: the layer's value, or the preset's default.
std::vector<InputValue> resolve_inputs(const PresetInfo& info, std::span<const InputValue> given);

// True when the last event lies in (previous, sample] of the clock.
bool event_fires(std::int64_t last_event, const FrameClock& clock);

// What size expressions see as $name: the first component.
double size_variable(const PresetInfo& info, std::span<const InputValue> values,
                     std::string_view name);

void set_input_uniforms(std::span<const InputSlot> slots, std::span<const InputValue> values,
                        const FrameClock& clock);
void set_clock_uniforms(const StandardUniforms& uniforms, const FrameClock& clock);

}  // namespace reprise::render
