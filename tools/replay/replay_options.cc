#include "tools/replay/replay_options.h"

#include <array>

#include "tools/media/library_versions.h"

namespace reprise::tools {
namespace {

constexpr auto kTimings = std::to_array<std::string_view>({"exact", "performed"});
constexpr auto kGlModes = std::to_array<std::string_view>({"portable", "native"});

// The names of a table of infos, in its order.
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

void picture_options(CommandLine& line, ReplayOptions& o) {
  line.group("Picture");
  line.value<ImageSize>("-s,--size", "WxH", "picture size: 1280x720, 720p, 1080p, 4k", "the take's",
                        parse_size, o.size);
  line.value<Rational>("--fps", "RATE", "frame rate: 30, 60, 30000/1001", "the take's",
                       parse_frame_rate, o.fps);
  line.choice("--timing", "the export's own grid, or the frames as they were shown", kTimings,
              "exact", [&o](std::size_t index) { o.timing = static_cast<session::Timing>(index); });
  line.flag("--alpha", "keep alpha (ffv1)", o.alpha);
  line.choice("--gl", "the same frames on every machine, or the fastest GL", kGlModes,
              "portable without a GPU, else native",
              [&o](std::size_t index) { o.gl = static_cast<render::GlMode>(index); });
  line.group("Range");
  line.value<TimeValue>("--start", "TIME", "first moment: 90, 1:30.5, 1234f, 48000s", "0",
                        parse_time, o.start);
  line.value<TimeValue>("--end", "TIME", "end, not included", "the take's end", parse_time, o.end);
  line.value<TimeValue>("--duration", "TIME", "length, instead of --end", "", parse_time,
                        o.duration);
  line.value<FrameRange>("--frames", "A..B", "frames A to B of the whole export, both included", "",
                         parse_frame_range, o.frames);
}

void show_options(CommandLine& line, ReplayOptions& o) {
  line.group("Show");
  line.option("--preset", "NAME", "show this preset from start to end", o.show.preset);
  line.custom("--map", "OLD=NEW", "show preset NEW wherever the take has OLD; may be repeated", "",
              [&o](const std::string& text) { return add_replacement(text, o.show); });
  line.option("--seed", "N", "another seed: decisions are taken again", "the take's", o.show.seed);
  line.choice(
      "--switch", "switch scenes anew", engine::switch_mode_names(), "as recorded",
      [&o](std::size_t index) { o.show.switch_mode = static_cast<engine::SwitchMode>(index); });
  line.choice("--quality", "the renderer's effort", quality_names(), "the take's",
              [&o](std::size_t index) { o.show.quality = static_cast<Quality>(index); });
  line.option("--preset-path", "DIR", "look for presets here first", o.preset_paths);
}

void encoding_options(CommandLine& line, ReplayOptions& o) {
  line.group("Encoding");
  line.choice("--codec", "video codec", names_of(media::video_codecs()), "h264",
              [&o](std::size_t index) { o.codec = media::video_codecs()[index].id; });
  line.choice("--audio-codec", "audio codec", names_of(media::audio_codecs()), "the container's",
              [&o](std::size_t index) { o.audio_codec = media::audio_codecs()[index].id; });
  line.option("--segment", "FRAMES", "frames in a segment (0: the codec's own)", o.segment_frames,
              0, 1'000'000);
  line.option("--queue", "FRAMES", "frames that may wait for the encoder", o.queue, 1, 256);
  line.flag("--no-manifest", "write no FILE.manifest.json", o.no_manifest);
  line.flag("--preview", "show the frames while they are rendered (q or Escape ends that)",
            o.preview);
  line.flag("--dry-run", "print the plan and stop", o.dry_run);
  line.flag("--discard-partial", "keep no parts when stopped by a signal", o.discard_partial);
}

}  // namespace

Result<std::optional<ReplayOptions>> parse_replay_options(std::span<const std::string> arguments) {
  ReplayOptions o;
  CommandLine line("reprise-replay", "Render a take to a video, the same on every run",
                   {{"reprise-replay show.mcap -o show.mp4", "as performed"},
                    {"reprise-replay show.mcap --preset aurora -s 1080p --fps 30 -o aurora.mp4",
                     "another picture to the same sound"}});
  line.positional("TAKE", "the take to render", o.take);
  line.option("-o,--output", "FILE", "the video to write: .mp4, .mov or .mkv", o.output);
  picture_options(line, o);
  show_options(line, o);
  encoding_options(line, o);
  add_output_options(line, o.output_options);
  add_common_options(line, o.common);
  line.version([] { return version_text("reprise-replay", library_and_gl_versions()); });
  TRY_ASSIGN(const Parsed parsed, line.parse(arguments));
  if (parsed == Parsed::kDone) {
    return std::nullopt;
  }
  if (o.show.preset && o.show.preset->ends_with(".json")) {
    return fail(ErrorCode::kUsage, "--preset: '" + *o.show.preset + "' is a show",
                "reprise-record SONG --show " + *o.show.preset);
  }
  if (o.output.empty()) {
    return fail(ErrorCode::kUsage, "-o FILE is missing", "reprise-replay TAKE -o show.mp4");
  }
  return o;
}

}  // namespace reprise::tools
