#include "core/timeline/sorted_records.h"

#include <variant>

namespace reprise::timeline {
namespace {

// Two seconds of a busy performance; inputs are late by milliseconds.
constexpr std::size_t kWindowRecords = 512;
constexpr std::size_t kWindowBytes = std::size_t{8} << 20;

std::size_t weight(const AudioPacket& packet) {
  return packet.data.size();
}
std::size_t weight(const TakeHeader& header) {
  return header.show.size();
}
std::size_t weight(const FrameRecord& frame) {
  std::size_t bytes = frame.scene.size() + frame.outgoing.size();
  for (const FrameRecord::Layer& layer : frame.layers) {
    bytes += sizeof layer + layer.preset.size() + layer.inputs.size() * sizeof(InputValue);
  }
  return bytes;
}
std::size_t weight(const Cue& cue) {
  return cue.text.size() + cue.target.size() + cue.values.size() * sizeof(double);
}
std::size_t weight(const HashRecord& hash) {
  return hash.gl_mode.size();
}
std::size_t weight(const HealthRecord& /*health*/) {
  return 0;
}

std::size_t weight_of(const Record& record) {
  return sizeof record + std::visit([](const auto& value) { return weight(value); }, record);
}

}  // namespace

Status SortedRecords::fill() {
  while (!ended_ && window_.size() < kWindowRecords && bytes_ < kWindowBytes) {
    TRY_ASSIGN(std::optional<Record> record, cursor_.next());
    if (!record) {
      ended_ = true;
      break;
    }
    const Topic topic = topic_address(*record);
    const RecordKey key{sample_of(*record), topic.kind, topic.lane};
    bytes_ += weight_of(*record);
    window_.emplace(key, PlacedRecord{key, std::move(*record), cursor_.publish_ns()});
  }
  return {};
}

Result<std::optional<PlacedRecord>> SortedRecords::next() {
  TRY(fill());
  if (window_.empty()) {
    return std::nullopt;
  }
  PlacedRecord out = std::move(window_.begin()->second);
  window_.erase(window_.begin());
  bytes_ -= weight_of(out.record);
  return out;
}

}  // namespace reprise::timeline
