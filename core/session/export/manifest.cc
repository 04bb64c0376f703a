#include "core/session/export/manifest.h"

#include "core/base/check.h"
#include "core/base/text.h"
#include "core/media/encoder_versions.h"
#include "core/model/version.h"

namespace reprise::session {
namespace {

Json versions() {
  Json json;
  json["reprise"] = kRepriseVersion;
  json["engine"] = engine::kEngineVersion;
  for (const auto& [name, version] : media::encoder_versions()) {
    json[name] = version;
  }
  return json;
}

Json take_json(const ManifestInputs& inputs) {
  const timeline::TakeSummary& take = *inputs.take;
  Json json;
  json["identity"] = inputs.take_identity;
  json["sealed"] = take.seal.has_value();
  if (take.seal) {
    json["take_digest"] = to_hex(take.seal->take_digest);
    json["pcm_sha256"] = to_hex(take.seal->pcm_sha256);
    if (take.seal->source_sha256) {
      json["source_sha256"] = to_hex(*take.seal->source_sha256);
    }
  }
  json["samples"] = take.end.value;
  json["sample_rate"] = take.header.audio.sample_rate;
  return json;
}

Json segment_json(const MergedSegment& segment) {
  Json json;
  json["first_frame"] = segment.first_frame;
  json["frame_xxh3"] = Json::array();
  for (const Hash128& hash : segment.frame_hashes) {
    json["frame_xxh3"].push_back(to_hex(hash));
  }
  json["packet_sha256"] = Json::array();
  json["packet_frame"] = Json::array();
  for (const PacketDigest& packet : segment.packets) {
    json["packet_sha256"].push_back(to_hex(packet.sha256));
    json["packet_frame"].push_back(packet.frame);
  }
  return json;
}

// All but the segments, in whose place null stands.
Json frame_of_manifest(const ManifestInputs& inputs, const Sha256& parameters) {
  Json json;
  json["format"] = "reprise-manifest";
  json["version"] = 1;
  json["take"] = take_json(inputs);
  json["settings"] = settings_to_json(*inputs.settings);
  json["seed"] = std::to_string(inputs.seed);
  json["tier"] = inputs.tier;
  json["versions"] = versions();
  json["presets"] = inputs.presets;
  json["render_key"] = inputs.render_key;
  json["parameters_sha256"] = to_hex(parameters);
  json["segments"] = nullptr;
  json["qc"] = inputs.qc;
  json["files"] = Json::array({{{"name", inputs.file_name},
                                {"bytes", inputs.file_bytes},
                                {"sha256", to_hex(inputs.file_sha256)}}});
  json["timing"] = {{"seconds", inputs.timing.seconds},
                    {"reused_segments", inputs.timing.reused_segments},
                    {"finished", format_utc_time(inputs.timing.finished_unix_ns)},
                    {"host", inputs.timing.host}};
  return json;
}

}  // namespace

Status write_manifest(WritableFile& out, const ManifestInputs& inputs,
                      const std::vector<MergedSegment>& segments) {
  CHECK(!segments.empty());
  const std::string frame =
      dump_json_pretty(frame_of_manifest(inputs, segments.front().parameters));
  // No string in JSON holds a line break, so this stands nowhere else.
  constexpr std::string_view kPlace = "\n  \"segments\": ";
  const std::size_t place = frame.find(kPlace) + kPlace.size();
  TRY(out.append(as_byte_span(frame.substr(0, place))));
  std::string before = "[\n    ";
  for (const MergedSegment& segment : segments) {
    TRY(out.append(as_byte_span(before + dump_json(segment_json(segment)))));
    before = ",\n    ";
  }
  constexpr std::string_view kNull = "null";
  return out.append(as_byte_span("\n  ]" + frame.substr(place + kNull.size())));
}

}  // namespace reprise::session
