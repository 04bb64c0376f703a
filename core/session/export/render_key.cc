#include "core/session/export/render_key.h"

#include "core/engine/engine.h"
#include "core/media/profiles.h"
#include "core/model/version.h"
#include "core/session/library/file_digest.h"

namespace reprise::session {
namespace {

void update(Xxh3Stream& stream, ByteSpan part) {
  Bytes length;
  ByteWriter(length).put(static_cast<std::uint64_t>(part.size()));
  stream.update(length);
  stream.update(part);
}

Hash128 preset_digest(const PresetSource& source) {
  Xxh3Stream stream;
  update(stream, as_byte_span(source.fragment));
  update(stream, as_byte_span(source.vertex));
  for (const PresetSource::Asset& asset : source.assets) {
    update(stream, as_byte_span(asset.path));
    update(stream, asset.file);
  }
  return stream.digest();
}

}  // namespace

Result<std::string> take_identity(FileSystem& fs, const std::filesystem::path& path,
                                  timeline::TakeReader& take) {
  if (take.summary().seal && take.damage().empty()) {
    TRY(take.check());
  }
  TRY_ASSIGN(const auto attachments, take.attachments());
  if (!take.summary().seal || !take.damage().empty()) {
    TRY_ASSIGN(const Hash128 digest, file_xxh3(fs, path));
    return "unsealed-" + to_hex(digest);
  }
  // The seal's digest is that of the records; presets and pictures lie beside them.
  Xxh3Stream stream;
  update(stream, as_byte_span(to_hex(take.summary().seal->take_digest)));
  for (const timeline::Attachment& file : attachments) {
    update(stream, as_byte_span(file.name));
    update(stream, file.data);
  }
  return to_hex(stream.digest());
}

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
