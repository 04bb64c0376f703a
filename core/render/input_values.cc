#include "core/render/input_values.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include <glad/gl.h>

#include "core/base/time.h"

namespace reprise::render {
namespace {

using Setter = void (*)(int location, const InputValue& value, const FrameClock& clock);

void set_event(int location, const InputValue& value, const FrameClock& clock) {
  glUniform1i(location, event_fires(value.last_event, clock) ? 1 : 0);
}
void set_bool(int location, const InputValue& value, const FrameClock&) {
  glUniform1i(location, value.value[0] != 0 ? 1 : 0);
}
void set_long(int location, const InputValue& value, const FrameClock&) {
  glUniform1i(location, static_cast<GLint>(std::lrint(value.value[0])));
}
void set_float(int location, const InputValue& value, const FrameClock&) {
  glUniform1f(location, value.value[0]);
}
void set_point(int location, const InputValue& value, const FrameClock&) {
  glUniform2f(location, value.value[0], value.value[1]);
}
void set_color(int location, const InputValue& value, const FrameClock&) {
  glUniform4fv(location, 1, value.value.data());
}

struct SetterOfType {
  InputType type;
  Setter set;
};
constexpr std::array<SetterOfType, 6> kSetters{{
    {InputType::kEvent, set_event},
    {InputType::kBool, set_bool},
    {InputType::kLong, set_long},
    {InputType::kFloat, set_float},
    {InputType::kPoint2D, set_point},
    {InputType::kColor, set_color},
}};

InputValue default_value(const PresetInput& input) {
  InputValue value{input.name, input.type, {}, -1, {}};
  for (std::size_t i = 0; i < value.value.size(); ++i) {
    value.value[i] = static_cast<float>(input.default_value[i]);
  }
  return value;
}

}  // namespace

std::vector<InputValue> resolve_inputs(const PresetInfo& info, std::span<const InputValue> given) {
  std::vector<InputValue> values;
  values.reserve(info.inputs.size());
  for (const PresetInput& input : info.inputs) {
    const auto found = std::ranges::find_if(given, [&input](const InputValue& value) {
      return value.name == input.name && value.type == input.type;
    });
    values.push_back(found == given.end() ? default_value(input) : *found);
  }
  return values;
}

bool event_fires(std::int64_t last_event, const FrameClock& clock) {
  return clock.previous.value < last_event && last_event <= clock.sample.value;
}

double size_variable(const PresetInfo& info, std::span<const InputValue> values,
                     std::string_view name) {
  for (std::size_t i = 0; i < info.inputs.size(); ++i) {
    if (info.inputs[i].name == name) {
      return static_cast<double>(values[i].value[0]);
    }
  }
  return 0;
}

void set_input_uniforms(std::span<const InputSlot> slots, std::span<const InputValue> values,
                        const FrameClock& clock) {
  for (std::size_t i = 0; i < slots.size(); ++i) {
    const InputSlot& slot = slots[i];
    const auto setter = std::ranges::find(kSetters, slot.type, &SetterOfType::type);
    if (slot.location >= 0 && setter != kSetters.end()) {
      setter->set(slot.location, values[i], clock);
    }
  }
}

void set_clock_uniforms(const StandardUniforms& uniforms, const FrameClock& clock) {
  const CalendarDate date = calendar_date(clock.unix_ns);
  const auto frame =
      std::clamp<std::int64_t>(clock.frame_index, 0, std::numeric_limits<GLint>::max());
  glUniform1f(uniforms.time, static_cast<float>(clock.time));
  glUniform1f(uniforms.time_delta, static_cast<float>(clock.time_delta));
  glUniform4f(uniforms.date, static_cast<float>(date.year), static_cast<float>(date.month),
              static_cast<float>(date.day), static_cast<float>(date.second_of_day));
  glUniform1i(uniforms.frame_index, static_cast<GLint>(frame));
}

}  // namespace reprise::render
