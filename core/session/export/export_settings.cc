#include "core/session/export/export_settings.h"

#include <limits>
#include <optional>

namespace reprise::session {
namespace {

constexpr std::string_view kTagPrefix = "reprise:";
constexpr std::int64_t kMaxFrame = std::numeric_limits<std::int64_t>::max() / 4;

Json show_to_json(const ShowOverrides& show) {
  Json json = Json::object();
  if (show.preset) {
    json["preset"] = preset_name(*show.preset);
  }
  for (const auto& [old_name, new_name] : show.replaced) {
    json["map"].push_back(Json::array({old_name, preset_name(new_name)}));
  }
  if (show.seed) {
    json["seed"] = std::to_string(*show.seed);
  }
  if (show.switch_mode) {
    json["switch"] = engine::switch_mode_names()[static_cast<std::size_t>(*show.switch_mode)];
  }
  if (show.quality) {
    json["quality"] = quality_names()[static_cast<std::size_t>(*show.quality)];
  }
  return json;
}

// Reads a name through its table.
template <typename Value, typename ByName>
Result<Value> named(const JsonField& field, std::string_view what, ByName by_name) {
  TRY_ASSIGN(const std::string name, field.as_string());
  const std::optional<Value> value = by_name(name);
  if (!value) {
    return fail(field.error("unknown " + std::string(what) + " '" + name + "'"));
  }
  return *value;
}

Result<ShowOverrides> show_from_json(const JsonField& json) {
  ShowOverrides show;
  TRY_ASSIGN(const auto preset, json.optional_member("preset"));
  if (preset) {
    TRY_ASSIGN(show.preset, preset->as_string());
  }
  TRY_ASSIGN(const auto map, json.optional_member("map"));
  if (map) {
    TRY_ASSIGN(const auto pairs, map->elements());
    for (const JsonField& pair : pairs) {
      TRY_ASSIGN(const auto names, pair.elements());
      if (names.size() != 2) {
        return fail(pair.error("expected [old, new]"));
      }
      TRY_ASSIGN(std::string old_name, names[0].as_string());
      TRY_ASSIGN(std::string new_name, names[1].as_string());
      show.replaced.emplace_back(std::move(old_name), std::move(new_name));
    }
  }
  TRY_ASSIGN(const auto seed, json.optional_member("seed"));
  if (seed) {
    TRY_ASSIGN(show.seed, seed->as_uint64());
  }
  TRY_ASSIGN(const auto mode, json.optional_member("switch"));
  if (mode) {
    TRY_ASSIGN(show.switch_mode,
               named<engine::SwitchMode>(*mode, "switch mode", engine::switch_mode_by_name));
  }
  TRY_ASSIGN(const auto quality, json.optional_member("quality"));
  if (quality) {
    TRY_ASSIGN(show.quality, named<Quality>(*quality, "quality", quality_by_name));
  }
  return show;
}

Result<std::int64_t> int_member(const JsonField& json, std::string_view key, std::int64_t min,
                                std::int64_t max) {
  TRY_ASSIGN(const JsonField field, json.member(key));
  return field.as_int(min, max);
}

Result<std::string> string_member(const JsonField& json, std::string_view key) {
  TRY_ASSIGN(const JsonField field, json.member(key));
  return field.as_string();
}

Result<FrameSettings> frames_from_json(const JsonField& json) {
  FrameSettings frames;
  TRY_ASSIGN(const std::int64_t width, int_member(json, "width", 1, 65536));
  TRY_ASSIGN(const std::int64_t height, int_member(json, "height", 1, 65536));
  frames.size = {static_cast<std::int32_t>(width), static_cast<std::int32_t>(height)};
  TRY_ASSIGN(const std::string fps, string_member(json, "fps"));
  TRY_ASSIGN(frames.fps, parse_frame_rate(fps));
  TRY_ASSIGN(const std::string timing, string_member(json, "timing"));
  frames.timing = timing == "performed" ? Timing::kPerformed : Timing::kExact;
  TRY_ASSIGN(frames.first.value, int_member(json, "first_frame", 0, kMaxFrame));
  TRY_ASSIGN(frames.count, int_member(json, "frames", 1, kMaxFrame));
  TRY_ASSIGN(const JsonField alpha, json.member("alpha"));
  TRY_ASSIGN(frames.alpha, alpha.as_bool());
  TRY_ASSIGN(const JsonField gl, json.member("gl"));
  TRY_ASSIGN(frames.gl, named<render::GlMode>(gl, "GL mode", render::gl_mode_by_name));
  return frames;
}

std::optional<media::ContainerId> container_by_name(std::string_view name) {
  for (const media::ContainerInfo& info : media::containers()) {
    if (info.name == name) {
      return info.id;
    }
  }
  return std::nullopt;
}

}  // namespace

media::VideoSettings video_settings(const ExportSettings& settings) {
  media::VideoSettings video;
  video.codec = settings.video_codec;
  video.size = settings.frames.size;
  video.fps = settings.frames.fps;
  video.alpha = settings.frames.alpha;
  video.crf = settings.crf;
  video.preset = settings.encoder_preset;
  return video;
}

std::int64_t segment_length(const ExportSettings& settings) {
  return settings.segment_frames > 0 ? settings.segment_frames
                                     : media::video_codec(settings.video_codec).segment_frames;
}

std::int64_t segment_count(const ExportSettings& settings) {
  const std::int64_t length = segment_length(settings);
  return (settings.frames.count + length - 1) / length;
}

Json settings_to_json(const ExportSettings& settings) {
  const FrameSettings& frames = settings.frames;
  Json json;
  json["width"] = frames.size.width;
  json["height"] = frames.size.height;
  json["fps"] = to_string(frames.fps);
  json["timing"] = frames.timing == Timing::kExact ? "exact" : "performed";
  json["first_frame"] = frames.first.value;
  json["frames"] = frames.count;
  json["alpha"] = frames.alpha;
  json["show"] = show_to_json(settings.show);
  json["codec"] = media::video_codec(settings.video_codec).name;
  if (settings.video_codec == media::VideoCodecId::kH264) {
    json["crf"] = settings.crf;
    json["encoder_preset"] = settings.encoder_preset;
  }
  json["segment_frames"] = segment_length(settings);
  json["audio_codec"] = media::audio_codec(settings.audio.codec).name;
  if (settings.audio.codec == media::AudioCodecId::kAac) {
    json["audio_bitrate"] = settings.audio.bitrate;
  }
  json["container"] = media::container(settings.container).name;
  json["gl"] = render::gl_mode_name(frames.gl);
  return json;
}

Result<ExportSettings> settings_from_json(const Json& value) {
  const JsonField json(value);
  ExportSettings settings;
  TRY_ASSIGN(settings.frames, frames_from_json(json));
  TRY_ASSIGN(const JsonField show, json.member("show"));
  TRY_ASSIGN(settings.show, show_from_json(show));
  TRY_ASSIGN(const JsonField codec, json.member("codec"));
  TRY_ASSIGN(settings.video_codec,
             named<media::VideoCodecId>(codec, "codec", media::video_codec_by_name));
  if (settings.video_codec == media::VideoCodecId::kH264) {
    TRY_ASSIGN(const std::int64_t crf, int_member(json, "crf", 0, 51));
    settings.crf = static_cast<int>(crf);
    TRY_ASSIGN(settings.encoder_preset, string_member(json, "encoder_preset"));
  }
  TRY_ASSIGN(settings.segment_frames, int_member(json, "segment_frames", 1, kMaxFrame));
  TRY_ASSIGN(const JsonField audio, json.member("audio_codec"));
  TRY_ASSIGN(settings.audio.codec,
             named<media::AudioCodecId>(audio, "audio codec", media::audio_codec_by_name));
  if (settings.audio.codec == media::AudioCodecId::kAac) {
    TRY_ASSIGN(settings.audio.bitrate, int_member(json, "audio_bitrate", 1, 10'000'000));
  }
  TRY_ASSIGN(const JsonField container, json.member("container"));
  TRY_ASSIGN(settings.container,
             named<media::ContainerId>(container, "container", container_by_name));
  return settings;
}

std::string to_comment(const CommentTag& tag) {
  Json json;
  json["version"] = 1;
  json["take"] = tag.take_identity;
  json["tier"] = tag.tier;
  json["presets"] = tag.presets;
  json["settings"] = settings_to_json(tag.settings);
  return std::string(kTagPrefix) + dump_json(json);
}

Result<CommentTag> parse_comment_tag(std::string_view comment) {
  if (!comment.starts_with(kTagPrefix)) {
    return fail(ErrorCode::kNotFound, "the file carries no settings of an export");
  }
  TRY_ASSIGN(const Json json, parse_json(comment.substr(kTagPrefix.size())));
  const JsonField root(json);
  CommentTag tag;
  TRY_ASSIGN(tag.take_identity, string_member(root, "take"));
  TRY_ASSIGN(tag.tier, string_member(root, "tier"));
  TRY_ASSIGN(const JsonField presets, root.member("presets"));
  tag.presets = presets.value();
  TRY_ASSIGN(const JsonField settings, root.member("settings"));
  TRY_ASSIGN(tag.settings, settings_from_json(settings.value()));
  return tag;
}

}  // namespace reprise::session
