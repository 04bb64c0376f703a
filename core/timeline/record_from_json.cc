#include "core/timeline/record_from_json.h"

#include <charconv>
#include <limits>

#include "core/timeline/record_codec.h"
#include "core/timeline/record_fields.h"
#include "core/timeline/record_names.h"

namespace reprise::timeline {
namespace {

// "num/den" or "num", as to_string(Rational) writes it.
std::optional<Rational> parse_rational(std::string_view text) {
  Rational value;
  const char* end = text.data() + text.size();
  const auto number = std::from_chars(text.data(), end, value.num);
  if (number.ec == std::errc() && number.ptr == end && value.num > 0) {
    return value;
  }
  if (number.ec != std::errc() || number.ptr == end || *number.ptr != '/') {
    return std::nullopt;
  }
  const auto [stop, error] = std::from_chars(number.ptr + 1, end, value.den);
  const bool good = error == std::errc() && stop == end && value.num > 0 && value.den > 0;
  return good ? std::optional(make_rational(value.num, value.den)) : std::nullopt;
}

// An archive of record_fields.h that reads. The first error stays.
class FieldReader {
 public:
  FieldReader(JsonNode& object, Status& status) : object_(object), status_(status) {}

  template <typename T>
  void operator()(std::string_view name, T& value) {
    if (!status_) {
      return;
    }
    if (auto member = object_.require(name)) {
      get(*member, value);
    } else {
      status_ = fail(std::move(member).error());
    }
  }
  template <typename T>
  void operator()(std::string_view name, std::optional<T>& value) {
    if (auto member = status_ ? object_.take(name) : std::nullopt) {
      get(*member, value.emplace());
    }
  }
  void sample(SampleIndex& sample) { (*this)("sample", sample); }

  void features(std::vector<std::uint16_t>& features) {
    auto object = status_ ? object_.require("features") : fail(Error{});
    if (!object || !object->is_object()) {
      fail_with(object ? object->error("expected an object") : object.error());
      return;
    }
    features.assign(std::min(object->size(), kMaxFeatures), 0);
    std::uint32_t seen = 0;
    for (auto member = object->first(); member && status_; member = member->next()) {
      const auto place = feature_place(member->key());
      if (!place || *place >= features.size() || (seen >> *place & 1U) != 0) {
        fail_with(member->error("an unknown, repeated or lone feature"));
        return;
      }
      seen |= 1U << *place;
      get(*member, features[*place]);
    }
  }
  void flags(std::uint8_t& flags) {
    std::vector<std::string> names;
    (*this)("flags", names);
    flags = 0;
    for (const std::string& name : names) {
      const auto bit = flag_bit(name);
      if (!bit) {
        fail_with(object_.error("flags: unknown flag \"" + name + "\""));
        return;
      }
      flags = static_cast<std::uint8_t>(flags | 1U << *bit);
    }
  }

 private:
  void fail_with(Error error) {
    if (status_) {
      status_ = fail(std::move(error));
    }
  }
  template <typename T, typename U>
  void store(Result<T> result, U& value) {
    if (result) {
      value = static_cast<U>(std::move(*result));
    } else {
      fail_with(std::move(result).error());
    }
  }
  template <typename T>
  void get_integer(const JsonNode& node, T& value) {
    store(node.as_int(std::int64_t{std::numeric_limits<T>::min()},
                      std::int64_t{std::numeric_limits<T>::max()}),
          value);
  }
  // The value that a name stands for.
  template <typename T, typename Lookup>
  void get_named(const JsonNode& node, T& value, Lookup lookup) {
    auto name = node.as_text();
    if (!name) {
      fail_with(std::move(name).error());
    } else if (const auto found = lookup(*name)) {
      value = *found;
    } else {
      fail_with(node.error("\"" + *name + "\" is no value of this field"));
    }
  }

  void get(const JsonNode& node, std::int64_t& value) { get_integer(node, value); }
  void get(const JsonNode& node, std::int32_t& value) { get_integer(node, value); }
  void get(const JsonNode& node, std::uint32_t& value) { get_integer(node, value); }
  void get(const JsonNode& node, std::uint16_t& value) { get_integer(node, value); }
  void get(const JsonNode& node, std::uint64_t& value) { store(node.as_uint64(), value); }
  void get(const JsonNode& node, SampleIndex& sample) { get_integer(node, sample.value); }
  void get(const JsonNode& node, FrameIndex& frame) { get_integer(node, frame.value); }
  void get(const JsonNode& node, float& value) { store(node.as_float(), value); }
  void get(const JsonNode& node, double& value) { store(node.as_double(), value); }
  void get(const JsonNode& node, bool& value) { store(node.as_boolean(), value); }
  void get(const JsonNode& node, std::string& value) { store(node.as_text(), value); }
  void get(const JsonNode& node, Bytes& value) { store(node.as_base64(), value); }
  void get(const JsonNode& node, Hash128& value) {
    get_named(node, value, [](std::string_view hex) {
      auto hash = parse_hash128(hex);
      return hash ? std::optional(*hash) : std::nullopt;
    });
  }
  void get(const JsonNode& node, Rational& value) { get_named(node, value, parse_rational); }
  void get(const JsonNode& node, Quality& value) { get_named(node, value, quality_by_name); }
  void get(const JsonNode& node, CueType& value) { get_named(node, value, cue_type_by_name); }
  void get(const JsonNode& node, CueOrigin& value) { get_named(node, value, origin_by_name); }
  void get(const JsonNode& node, InputType& value) { get_named(node, value, input_type_by_name); }

  template <typename T>
  void get(const JsonNode& node, std::vector<T>& values) {
    if (!node.is_array()) {
      fail_with(node.error("expected an array"));
      return;
    }
    values.clear();
    values.reserve(node.size());
    for (auto element = node.first(); element && status_; element = element->next()) {
      get(*element, values.emplace_back());
    }
  }
  void get(const JsonNode& node, std::array<float, 4>& values) {
    std::vector<float> read;
    get(node, read);
    if (status_ && read.size() != values.size()) {
      fail_with(node.error("expected four numbers"));
    } else if (status_) {
      std::ranges::copy(read, values.begin());
    }
  }
  template <typename T>
  void get(JsonNode node, T& part) {
    if (!node.is_object()) {
      fail_with(node.error("expected an object"));
      return;
    }
    FieldReader fields(node, status_);
    describe(fields, part);
    if (status_) {
      status_ = node.all_taken();
    }
  }

  JsonNode& object_;
  Status& status_;
};

template <typename T>
Result<Record> read_as(JsonNode& object, T value = {}) {
  Status status;
  FieldReader fields(object, status);
  if constexpr (std::is_same_v<T, TakeHeader>) {
    SampleIndex start;
    fields.sample(start);
  }
  describe(fields, value);
  TRY(status);
  static_cast<void>(object.take("topic"));
  static_cast<void>(object.take("time"));
  TRY(object.all_taken());
  Record record = std::move(value);
  TRY(validate_record(record));
  return record;
}

}  // namespace

Result<Record> record_from_json(Topic topic, JsonNode& object) {
  switch (topic.kind) {
    case TopicKind::kTake:
      return read_as<TakeHeader>(object);
    case TopicKind::kAudio:
      return read_as<AudioPacket>(object, {topic.lane, {}, 0, {}});
    case TopicKind::kFrame:
      return read_as<FrameRecord>(object);
    case TopicKind::kCue:
      return read_as<Cue>(object);
    case TopicKind::kHash:
      return read_as<HashRecord>(object);
    case TopicKind::kHealth:
      return read_as<HealthRecord>(object);
  }
  return fail(object.error("an unknown topic"));
}

}  // namespace reprise::timeline
