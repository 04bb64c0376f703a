#include "tools/record/record_options.h"

#include "core/base/text.h"
#include "tools/common/names.h"

namespace reprise::tools {
Result<std::optional<RecordOptions>> parse_record_options(int argc, const char* const* argv) {
  RecordOptions o;
  std::optional<Quality> quality;
  Arguments arguments("reprise-record", "Record a performance: a song becomes a take.",
                      {"reprise-record song.flac -o show.mcap",
                       "reprise-record song.mp3 -o show.mcap --preset aurora --seed 7"});
  arguments.positional("IN", "audio file: anything that FFmpeg decodes", o.input);
  arguments.text_option("-o,--output", "TAKE", "the take to write (.mcap)", o.output);
  arguments.option("-s,--size", "WxH", "nominal picture size", "1280x720",
                   value_setter(o.size, parse_size));
  arguments.option("--fps", "RATE", "nominal frame rate, e.g. 30000/1001", "60",
                   value_setter(o.fps, parse_frame_rate));
  arguments.text_option("--show", "SHOW", "show file, or name of an installed one", o.show);
  arguments.text_option("--preset", "NAME", "a show of this one preset, instead of --show",
                        o.preset);
  arguments.option("--seed", "N", "seed of all random choices", "the show's",
                   value_setter(o.seed, parse_seed));
  arguments.option("--switch", "MODE", "how scenes switch: manual, time", "the show's",
                   name_setter(o.switch_mode, "switch mode", engine::switch_mode_names(),
                               engine::switch_mode_by_name));
  arguments.option("--quality", "LEVEL", "fast, balanced, high or ultra", "high",
                   name_setter(quality, "quality", quality_names(), quality_by_name));
  arguments.option("--start-time", "UTC", "when the performance starts, for shaders' DATE",
                   "2000-01-01T00:00:00Z", value_setter(o.start_unix_ns, parse_utc_time));
  arguments.option("--duration", "TIME", "record no more than this", "all",
                   value_setter(o.duration, parse_time));
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
