#include "core/session/export/render_key.h"

#include "core/base/hash.h"
#include "core/engine/engine.h"
#include "core/media/encoder_versions.h"
#include "core/model/version.h"

namespace reprise::session {
namespace {

Hash128 preset_digest(const PresetSource& source) {
  Xxh3Stream stream;
  update_with_part(stream, as_byte_span(source.fragment));
  update_with_part(stream, as_byte_span(source.vertex));
  for (const PresetSource::Asset& asset : source.assets) {
    update_with_part(stream, as_byte_span(asset.path));
    update_with_part(stream, asset.file);
  }
  return stream.digest();
}

}  // namespace

Json preset_digests(const ReplayShow& show) {
  Json digests = Json::object();
  for (const LoadedPreset& preset : show.files.presets) {
    digests[preset.source.name] = to_hex(preset_digest(preset.source));
  }
  return digests;
}

std::string render_key(std::string_view take_identity, const ReplayShow& show,
                       const ExportSettings& settings, std::string_view tier) {
  Json key;
  key["take"] = take_identity;
  key["presets"] = preset_digests(show);
  key["engine"] = engine::kEngineVersion;
  key["reprise"] = kRepriseVersion;
  // Sound and container do not change what a segment holds.
  key["settings"] = settings_to_json(settings);
  for (const char* other : {"audio_codec", "audio_bitrate", "container"}) {
    key["settings"].erase(other);
  }
  key["tier"] = tier;
  for (const auto& [name, version] : media::encoder_versions()) {
    key["encoders"][name] = version;
  }
  return to_hex(xxh3_128(as_byte_span(dump_json(key))));
}

std::string sound_key(std::string_view render_key, const media::AudioSettings& settings) {
  Json key;
  key["render_key"] = render_key;
  key["codec"] = media::audio_codec(settings.codec).name;
  key["bitrate"] = settings.bitrate;
  return to_hex(xxh3_128(as_byte_span(dump_json(key))));
}

}  // namespace reprise::session
