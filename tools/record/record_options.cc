#include "tools/record/record_options.h"

#include "core/base/text.h"

namespace reprise::tools {
namespace {

template <typename Value, typename ByName>
Arguments::Setter name_setter(std::optional<Value>& out, std::string_view what,
                              std::span<const std::string_view> names, ByName by_name) {
  return [&out, what, names, by_name](const std::string& text) -> Status {
    out = by_name(text);
    if (!out) {
      const std::vector<std::string> list(names.begin(), names.end());
      return fail(ErrorCode::kUsage, "unknown " + std::string(what) + " '" + text + "'",
                  "one of: " + join(list, ", "));
    }
    return {};
  };
}

}  // namespace

Result<std::optional<RecordOptions>> parse_record_options(int argc, const char* const* argv) {
  RecordOptions o;
  std::optional<Quality> quality;
  Arguments arguments("reprise-record", "Record a performance: a song becomes a take.",
                      {"reprise-record song.flac -o show.mcap",
                       "reprise-record song.mp3 -o show.mcap --preset aurora --seed 7"});
  arguments.positional("IN", "audio file: anything that FFmpeg decodes", o.input);
  arguments.text_option("-o,--output", "TAKE", "the take to write (.mcap)", o.output);
  arguments.option("-s,--size", "WxH", "nominal picture size", "1280x720",
                   [&o](const std::string& text) -> Status {
                     TRY_ASSIGN(o.size, parse_size(text));
                     return {};
                   });
  arguments.option("--fps", "RATE", "nominal frame rate, e.g. 30000/1001", "60",
                   [&o](const std::string& text) -> Status {
                     TRY_ASSIGN(o.fps, parse_frame_rate(text));
                     return {};
                   });
  arguments.text_option("--show", "SHOW", "show file, or name of an installed one", o.show);
  arguments.text_option("--preset", "NAME", "a show of this one preset, instead of --show",
                        o.preset);
  arguments.option("--seed", "N", "seed of all random choices", "the show's",
                   [&o](const std::string& text) -> Status {
                     TRY_ASSIGN(o.seed, parse_seed(text));
                     return {};
                   });
  arguments.option("--switch", "MODE", "how scenes switch: manual, time", "the show's",
                   name_setter(o.switch_mode, "switch mode", engine::switch_mode_names(),
                               engine::switch_mode_by_name));
  arguments.option("--quality", "LEVEL", "fast, balanced, high or ultra", "high",
                   name_setter(quality, "quality", quality_names(), quality_by_name));
  arguments.option("--start-time", "UTC", "when the performance starts, for shaders' DATE",
                   "2000-01-01T00:00:00Z", [&o](const std::string& text) -> Status {
                     TRY_ASSIGN(o.start_unix_ns, parse_utc_time(text));
                     return {};
                   });
  arguments.option("--duration", "TIME", "record no more than this", "all",
                   [&o](const std::string& text) -> Status {
                     TRY_ASSIGN(o.duration, parse_time(text));
                     return {};
                   });
  arguments.list_option("--preset-path", "DIR", "look for presets and shows here first",
                        o.preset_paths);
  arguments.text_option("--progress", "FILE|FD", "write ffmpeg-style progress blocks", o.progress);
  arguments.overwrite(o.overwrite);
  arguments.common(o.common);
  TRY_ASSIGN(const Arguments::Parsed parsed, arguments.parse(argc, argv));
  if (parsed.done) {
    return std::nullopt;
  }
  if (o.output.empty()) {
    return fail(ErrorCode::kUsage, "-o TAKE is missing", "reprise-record SONG -o show.mcap");
  }
  o.quality = quality.value_or(o.quality);
  return o;
}

}  // namespace reprise::tools
