#include "tools/replay/replay_options.h"

#include <array>

#include "tools/common/names.h"

namespace reprise::tools {
namespace {

constexpr auto kTimings = std::to_array<std::string_view>({"exact", "performed"});

std::optional<session::Timing> timing_by_name(std::string_view name) {
  if (name == kTimings[0]) {
    return session::Timing::kExact;
  }
  return name == kTimings[1] ? std::optional(session::Timing::kPerformed) : std::nullopt;
}

// The names of a table of infos, for messages.
template <typename Infos>
std::vector<std::string_view> names_of(const Infos& infos) {
  std::vector<std::string_view> names;
  for (const auto& info : infos) {
    names.push_back(info.name);
  }
  return names;
}

Status add_replacement(const std::string& text, session::ShowOverrides& show) {
  const std::size_t equals = text.find('=');
  if (equals == std::string::npos || equals == 0 || equals + 1 == text.size()) {
    return fail(ErrorCode::kUsage, "'" + text + "' is not OLD=NEW", "e.g. --map embers=aurora");
  }
  show.replaced.emplace_back(text.substr(0, equals), text.substr(equals + 1));
  return {};
}

void picture_options(Arguments& arguments, ReplayOptions& o,
                     std::optional<session::Timing>& timing) {
  arguments.option("-s,--size", "WxH", "picture size: 1280x720, 720p, 1080p, 4k", "the take's",
                   value_setter(o.size, parse_size));
  arguments.option("--fps", "RATE", "frame rate: 30, 60, 30000/1001", "the take's",
                   value_setter(o.fps, parse_frame_rate));
  arguments.option("--timing", "MODE",
                   "exact: the export's own grid; performed: the frames as they were shown",
                   "exact", name_setter(timing, "timing", kTimings, timing_by_name));
  arguments.option("--start", "TIME", "first moment: 90, 1:30.5, 1234f, 48000s", "0",
                   value_setter(o.start, parse_time));
  arguments.option("--end", "TIME", "end (not included)", "the take's end",
                   value_setter(o.end, parse_time));
  arguments.option("--duration", "TIME", "length, instead of --end", "",
                   value_setter(o.duration, parse_time));
  arguments.option("--frames", "A..B", "frames A to B of the whole export, both included", "",
                   value_setter(o.frames, parse_frame_range));
  arguments.flag("--alpha", "keep alpha (ffv1)", o.alpha);
  arguments.text_option("--gl", "MODE",
                        "portable: the same frames on every machine; native: the fastest", o.gl);
}

void show_options(Arguments& arguments, ReplayOptions& o) {
  arguments.option("--preset", "NAME", "show this preset from start to end", "",
                   [&o](const std::string& text) -> Status {
                     o.show.preset = text;
                     return {};
                   });
  arguments.option("--map", "OLD=NEW", "show preset NEW wherever the take has OLD (repeatable)", "",
                   [&o](const std::string& text) { return add_replacement(text, o.show); });
  arguments.option("--seed", "N", "another seed; decisions are taken again", "the take's",
                   value_setter(o.show.seed, parse_seed));
  arguments.option("--switch", "MODE", "switch scenes anew: manual, time", "as recorded",
                   name_setter(o.show.switch_mode, "switch mode", engine::switch_mode_names(),
                               engine::switch_mode_by_name));
  arguments.option("--quality", "LEVEL", "fast, balanced, high or ultra", "the take's",
                   name_setter(o.show.quality, "quality", quality_names(), quality_by_name));
  arguments.list_option("--preset-path", "DIR", "look for presets here first", o.preset_paths);
}

void encoding_options(Arguments& arguments, ReplayOptions& o,
                      std::span<const std::string_view> codecs,
                      std::span<const std::string_view> audio_codecs) {
  arguments.option("--codec", "NAME", "h264 or ffv1", "h264",
                   name_setter(o.codec, "codec", codecs, media::video_codec_by_name));
  arguments.option(
      "--audio-codec", "NAME", "aac, flac or none", "the container's",
      name_setter(o.audio_codec, "audio codec", audio_codecs, media::audio_codec_by_name));
  arguments.option("--segment", "FRAMES", "frames in a segment", "the codec's",
                   value_setter(o.segment_frames, [](const std::string& text) {
                     return parse_integer(text, 1, 1'000'000);
                   }));
  arguments.option(
      "--queue", "FRAMES", "frames that may wait for the encoder", "4",
      value_setter(o.queue, [](const std::string& text) { return parse_integer(text, 1, 256); }));
}

}  // namespace

Result<std::optional<ReplayOptions>> parse_replay_options(int argc, const char* const* argv) {
  ReplayOptions o;
  std::optional<session::Timing> timing;
  const auto codecs = names_of(media::video_codecs());
  const auto audio_codecs = names_of(media::audio_codecs());
  Arguments arguments("reprise-replay", "Render a take to a video, the same on every run.",
                      {"reprise-replay show.mcap -o show.mp4",
                       "reprise-replay show.mcap --preset aurora -s 1080p --fps 30 -o aurora.mp4"});
  arguments.positional("TAKE", "the take to render", o.take);
  arguments.text_option("-o,--output", "FILE", "the video to write: .mp4, .mov or .mkv", o.output);
  picture_options(arguments, o, timing);
  show_options(arguments, o);
  encoding_options(arguments, o, codecs, audio_codecs);
  arguments.flag("--no-manifest", "write no FILE.manifest.json", o.no_manifest);
  arguments.flag("--dry-run", "print the plan and stop", o.dry_run);
  arguments.flag("--discard-partial", "keep no parts when stopped by a signal", o.discard_partial);
  arguments.text_option("--progress", "FILE|FD", "write ffmpeg-style progress blocks", o.progress);
  arguments.overwrite(o.overwrite);
  arguments.common(o.common);
  TRY_ASSIGN(const Arguments::Parsed parsed, arguments.parse(argc, argv));
  if (parsed.done) {
    return std::nullopt;
  }
  if (o.output.empty()) {
    return fail(ErrorCode::kUsage, "-o FILE is missing", "reprise-replay TAKE -o show.mp4");
  }
  o.timing = timing.value_or(o.timing);
  return o;
}

}  // namespace reprise::tools
