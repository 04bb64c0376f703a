#include "core/timeline/record_json.h"

#include <charconv>
#include <cmath>
#include <variant>

#include "core/base/text.h"
#include "core/model/features.h"
#include "core/timeline/topics.h"

namespace reprise::timeline {
namespace {

// JSON numbers are doubles to most readers: 64 bits travel as decimal strings.
template <std::integral T>
Json wide(T value) {
  return std::to_string(value);
}

Json real(double value) {
  return std::isfinite(value) ? Json(value) : Json(format_double(value));
}
// The shortest decimal that reads back to the same float.
Json real(float value) {
  const std::string text = format_float(value);
  double shortest = 0;
  if (std::isfinite(value)) {
    std::from_chars(text.data(), text.data() + text.size(), shortest);
    return shortest;
  }
  return text;
}

std::string_view quality_name(Quality quality) {
  return quality_names()[static_cast<std::size_t>(quality)];
}
std::string_view origin_name(CueOrigin origin) {
  constexpr std::array<std::string_view, 4> names{"performer", "engine", "analysis", "recorder"};
  return names[static_cast<std::size_t>(origin)];
}

Json size_json(ImageSize size) {
  return {{"width", size.width}, {"height", size.height}};
}

Json lane_json(const Lane& lane) {
  return {{"name", lane.name},
          {"gain", real(lane.gain)},
          {"offset", wide(lane.offset.value)},
          {"codec_header", to_base64(lane.codec_header)}};
}

void add_fields(Json& json, const TakeHeader& header) {
  json["format_version"] = header.format_version;
  json["engine_version"] = header.engine_version;
  json["audio"] = {{"sample_rate", header.audio.sample_rate},
                   {"channels", header.audio.channels},
                   {"bits", header.audio.bits}};
  json["lanes"] = Json::array();
  for (const Lane& lane : header.lanes) {
    json["lanes"].push_back(lane_json(lane));
  }
  json["size"] = size_json(header.size);
  json["fps"] = to_string(header.fps);
  json["seed"] = wide(header.seed);
  json["show"] = header.show;
  json["switch_mode"] = header.switch_mode;
  json["quality"] = quality_name(header.quality);
  json["epoch_ns"] = wide(header.epoch_ns);
  json["live"] = header.live;
  if (header.gl) {
    json["gl"] = {{"mode", header.gl->mode},
                  {"vendor", header.gl->vendor},
                  {"renderer", header.gl->renderer},
                  {"version", header.gl->version}};
  }
}

void add_fields(Json& json, const AudioPacket& packet) {
  json["frames"] = wide(packet.frames);
  json["data"] = to_base64(packet.data);
}

Json input_json(const InputValue& input) {
  Json json = {{"name", input.name}, {"type", input_type_name(input.type)}};
  json["value"] = Json::array();
  for (const float component : input.value) {
    json["value"].push_back(real(component));
  }
  json["last_event"] = wide(input.last_event);
  json["picture"] = {{"asset", input.picture.asset}, {"time", wide(input.picture.time.value)}};
  return json;
}

Json layer_json(const FrameRecord::Layer& layer) {
  Json json = {{"preset", layer.preset}, {"opacity", real(layer.opacity)}};
  json["inputs"] = Json::array();
  for (const InputValue& input : layer.inputs) {
    json["inputs"].push_back(input_json(input));
  }
  return json;
}

// By name; values of a newer engine that has more of them get their number.
Json features_json(const std::vector<std::uint16_t>& features) {
  Json json = Json::object();
  for (std::size_t i = 0; i < features.size(); ++i) {
    const std::string name =
        i < kFeatureCount ? std::string(feature_table()[i].name) : "feature_" + std::to_string(i);
    json[name] = features[i];
  }
  return json;
}

Json flags_json(std::uint8_t flags) {
  Json json = Json::array();
  if ((flags & kFrameLate) != 0) {
    json.push_back("late");
  }
  if ((flags & kFrameDropped) != 0) {
    json.push_back("dropped");
  }
  return json;
}

void add_fields(Json& json, const FrameRecord& frame) {
  json["index"] = wide(frame.index.value);
  json["size"] = size_json(frame.size);
  json["scene"] = frame.scene;
  json["entry"] = wide(frame.entry);
  json["layers"] = Json::array();
  for (const FrameRecord::Layer& layer : frame.layers) {
    json["layers"].push_back(layer_json(layer));
  }
  json["outgoing"] = frame.outgoing;
  json["transition_preset"] = frame.transition_preset;
  json["transition_progress"] = real(frame.transition_progress);
  json["features"] = features_json(frame.features);
  json["spectrum_hash"] = frame.spectrum_hash;
  json["quality"] = quality_name(frame.quality);
  json["flags"] = flags_json(frame.flags);
}

void add_fields(Json& json, const Cue& cue) {
  json["type"] = cue_type_name(cue.type);
  json["origin"] = origin_name(cue.origin);
  json["target"] = cue.target;
  json["text"] = cue.text;
  json["values"] = Json::array();
  for (const double value : cue.values) {
    json["values"].push_back(real(value));
  }
  json["number"] = wide(cue.number);
  json["duration"] = wide(cue.duration.value);
}

void add_fields(Json& json, const HashRecord& hash) {
  json["index"] = wide(hash.index.value);
  json["size"] = size_json(hash.size);
  json["gl_mode"] = hash.gl_mode;
  json["hash"] = to_hex(hash.hash);
}

void add_fields(Json& json, const HealthRecord& health) {
  json["xruns"] = health.xruns;
  json["queue_depth"] = health.queue_depth;
  json["late_frames"] = health.late_frames;
  json["dropped_frames"] = health.dropped_frames;
  json["drift_ppm"] = real(health.drift_ppm);
}

}  // namespace

Json record_to_json(const Record& record, std::int64_t sample_rate) {
  const SampleIndex sample = sample_of(record);
  Json json;
  json["topic"] = topic_of(record);
  json["sample"] = wide(sample.value);
  json["time"] = real(seconds_of(sample, sample_rate));
  std::visit([&](const auto& value) { add_fields(json, value); }, record);
  return json;
}

}  // namespace reprise::timeline
