#include "core/timeline/records.h"

#include "core/timeline/topics.h"

namespace reprise::timeline {
namespace {

SampleIndex sample_of_value(const TakeHeader&) {
  return {};
}
SampleIndex sample_of_value(const AudioPacket& packet) {
  return packet.first;
}
template <typename T>
SampleIndex sample_of_value(const T& record) {
  return record.sample;
}

}  // namespace

SampleIndex sample_of(const Record& record) {
  return std::visit([](const auto& value) { return sample_of_value(value); }, record);
}

std::string topic_of(const Record& record) {
  return topic_name(topic_address(record));
}

}  // namespace reprise::timeline
