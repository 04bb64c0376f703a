#include "core/timeline/record_cost.h"

#include <variant>

namespace reprise::timeline {
namespace {

std::size_t heap_cost(const std::string& text) {
  return text.capacity();
}

std::size_t heap_cost(const FrameRecord& frame) {
  std::size_t cost = heap_cost(frame.scene) + heap_cost(frame.outgoing) +
                     heap_cost(frame.transition_preset) +
                     frame.features.size() * sizeof(std::uint16_t);
  for (const FrameRecord::Layer& layer : frame.layers) {
    cost += sizeof layer + heap_cost(layer.preset);
    for (const InputValue& input : layer.inputs) {
      cost += sizeof input + heap_cost(input.name) + heap_cost(input.picture.asset);
    }
  }
  return cost;
}
std::size_t heap_cost(const TakeHeader& header) {
  return heap_cost(header.show);
}
std::size_t heap_cost(const AudioPacket& packet) {
  return packet.data.size();
}
std::size_t heap_cost(const Cue& cue) {
  return heap_cost(cue.target) + heap_cost(cue.text) + cue.values.size() * sizeof(double);
}
std::size_t heap_cost(const HashRecord& hash) {
  return heap_cost(hash.gl_mode);
}
std::size_t heap_cost(const HealthRecord& /*health*/) {
  return 0;
}

}  // namespace

std::size_t heap_bytes(const Record& record) {
  return std::visit([](const auto& value) { return heap_cost(value); }, record);
}

}  // namespace reprise::timeline
