#include "core/timeline/record_json.h"

#include <variant>

#include "core/base/check.h"
#include "core/timeline/record_fields.h"
#include "core/timeline/record_names.h"
#include "core/timeline/topics.h"

namespace reprise::timeline {
namespace {

// An archive of record_fields.h that writes.
class FieldWriter {
 public:
  FieldWriter(JsonTextWriter& json, std::int64_t sample_rate)
      : json_(json), sample_rate_(sample_rate) {}

  template <typename T>
  void operator()(std::string_view name, const T& value) {
    json_.key(name);
    put(value);
  }
  template <typename T>
  void operator()(std::string_view name, const std::optional<T>& value) {
    if (value) {
      (*this)(name, *value);
    }
  }
  void sample(SampleIndex sample) {
    (*this)("sample", sample);
    (*this)("time", seconds_of(sample, sample_rate_));
  }
  void features(const std::vector<std::uint16_t>& features) {
    json_.key("features");
    json_.begin_object();
    for (std::size_t place = 0; place < features.size(); ++place) {
      (*this)(feature_name(place), features[place]);
    }
    json_.end_object();
  }
  void flags(std::uint8_t flags) {
    json_.key("flags");
    json_.begin_array();
    for (unsigned bit = 0; bit < 8; ++bit) {
      if ((static_cast<unsigned>(flags) >> bit & 1U) != 0) {
        json_.text(flag_name(bit));
      }
    }
    json_.end_array();
  }

 private:
  void put(std::int64_t value) { json_.wide(value); }
  void put(std::uint64_t value) { json_.wide(value); }
  void put(std::int32_t value) { json_.number(value); }
  void put(std::uint32_t value) { json_.number(value); }
  void put(std::uint16_t value) { json_.number(value); }
  void put(SampleIndex value) { json_.wide(value.value); }
  void put(FrameIndex value) { json_.wide(value.value); }
  void put(float value) { json_.real(value); }
  void put(double value) { json_.real(value); }
  void put(bool value) { json_.boolean(value); }
  void put(const std::string& value) { json_.text(value); }
  void put(const Bytes& value) { json_.base64(value); }
  void put(Hash128 value) { json_.text(to_hex(value)); }
  void put(Rational value) { json_.text(to_string(value)); }
  void put(Quality value) { json_.text(quality_names()[static_cast<std::size_t>(value)]); }
  void put(CueType value) { json_.text(cue_type_name(value)); }
  void put(CueOrigin value) { json_.text(origin_name(value)); }
  void put(InputType value) { json_.text(input_type_name(value)); }
  template <typename T>
  void put(const std::vector<T>& values) {
    put_elements(values);
  }
  void put(const std::array<float, 4>& values) { put_elements(values); }
  template <typename T>
  void put_elements(const T& values) {
    json_.begin_array();
    for (const auto& value : values) {
      put(value);
    }
    json_.end_array();
  }
  template <typename T>
  void put(const T& part) {
    json_.begin_object();
    describe(*this, part);
    json_.end_object();
  }

  JsonTextWriter& json_;
  std::int64_t sample_rate_;
};

}  // namespace

void put_record_fields(JsonTextWriter& json, const Record& record, std::int64_t sample_rate) {
  FieldWriter fields(json, sample_rate);
  if (std::holds_alternative<TakeHeader>(record)) {
    fields.sample(sample_of(record));
  }
  std::visit([&](const auto& value) { describe(fields, value); }, record);
}

std::string record_json_text(const Record& record, std::int64_t sample_rate) {
  std::string text;
  JsonTextWriter json(text);
  json.begin_object();
  json.key("topic");
  json.text(topic_of(record));
  put_record_fields(json, record, sample_rate);
  json.end_object();
  return text;
}

Json record_to_json(const Record& record, std::int64_t sample_rate) {
  auto json = parse_json(record_json_text(record, sample_rate));
  CHECK(json.has_value());
  return std::move(*json);
}

}  // namespace reprise::timeline
