#include "core/model/preset_info.h"

namespace reprise {

std::string_view input_type_name(InputType type) {
  switch (type) {
    case InputType::kEvent:
      return "event";
    case InputType::kBool:
      return "bool";
    case InputType::kLong:
      return "long";
    case InputType::kFloat:
      return "float";
    case InputType::kPoint2D:
      return "point2D";
    case InputType::kColor:
      return "color";
    case InputType::kImage:
      return "image";
    case InputType::kAudio:
      return "audio";
    case InputType::kAudioFft:
      return "audioFFT";
    case InputType::kCube:
      return "cube";
  }
  return "unknown";
}

int component_count(InputType type) {
  switch (type) {
    case InputType::kEvent:
    case InputType::kBool:
    case InputType::kLong:
    case InputType::kFloat:
      return 1;
    case InputType::kPoint2D:
      return 2;
    case InputType::kColor:
      return 4;
    case InputType::kImage:
    case InputType::kAudio:
    case InputType::kAudioFft:
    case InputType::kCube:
      return 0;
  }
  return 0;
}

}  // namespace reprise
