#include "tools/record/record_options.h"

#include <array>
#include <filesystem>

#include "core/base/text.h"
#include "core/timeline/take_container.h"
#include "tools/media/library_versions.h"
#include "tools/record/live_keys.h"

namespace reprise::tools {
namespace {

// Indexed by Durability.
constexpr std::array<std::string_view, 2> kDurabilityNames{"fast", "chunk"};

void add_options(CommandLine& line, RecordOptions& o) {
  line.positional("IN", "audio file: anything that FFmpeg decodes", o.input,
                  CommandLine::Need::kOptional);  // not with --live
  line.option("-o,--output", "TAKE", "the take to write (.mcap, .jsonl, .jsonl.zst)", o.output);
  line.group("Picture");
  line.value<ImageSize>("-s,--size", "WxH", "nominal picture size", "1280x720", parse_size, o.size);
  line.value<Rational>("--fps", "RATE", "nominal frame rate, e.g. 30000/1001", "60",
                       parse_frame_rate, o.fps);
  line.choice("--quality", "the renderer's effort", quality_names(), "high",
              [&o](std::size_t index) { o.quality = static_cast<Quality>(index); });
  line.group("Show");
  line.option("--show", "SHOW", "show file, or the name of an installed one", o.show);
  line.option("--preset", "NAME", "a show of this one preset, instead of --show", o.preset);
  line.option("--seed", "N", "seed of all random choices", "the show's", o.seed);
  line.choice("--switch", "how scenes switch", engine::switch_mode_names(), "the show's",
              [&o](std::size_t index) { o.switch_mode = static_cast<engine::SwitchMode>(index); });
  line.option("--preset-path", "DIR", "look for presets and shows here first", o.preset_paths);
  line.group("Time");
  line.value<std::int64_t>("--start-time", "UTC", "when the performance starts, for shaders' DATE",
                           "2000-01-01T00:00:00Z", parse_utc_time, o.start_unix_ns);
  line.value<TimeValue>("--duration", "TIME", "record no more than this", "", parse_length,
                        o.duration);
  line.group("Take");
  line.choice("--durability", "when the take is synced: now and then, or every chunk",
              kDurabilityNames, "fast; live: chunk",
              [&o](std::size_t index) { o.durability = static_cast<timeline::Durability>(index); });
}

// Of --show and --preset: one of them, and not the other's kind of file.
Status check_show(const CommandLine& line, const RecordOptions& o) {
  if (line.given("--show") && line.given("--preset")) {
    return fail(ErrorCode::kUsage, "--preset excludes --show");
  }
  if (o.preset.ends_with(".json")) {
    return fail(ErrorCode::kUsage, "--preset: '" + o.preset + "' is a show", "--show " + o.preset);
  }
  if (o.show.ends_with(".fs")) {
    return fail(ErrorCode::kUsage, "--show: '" + o.show + "' is a shader", "--preset " + o.show);
  }
  return {};
}

// What is missing, at once.
Status check_arguments(const RecordOptions& o) {
  const bool no_input = o.input.empty() && !o.live.live;
  if (!no_input && !o.output.empty()) {
    return {};
  }
  const std::string what = no_input ? "IN is missing" : "";
  const std::string where = o.output.empty() ? "-o TAKE is missing" : "";
  return fail(
      ErrorCode::kUsage, what + (no_input && !where.empty() ? ", " : "") + where,
      o.live.live ? "reprise-record --live -o show.mcap" : "reprise-record SONG -o show.mcap");
}

}  // namespace

Result<std::optional<RecordOptions>> parse_record_options(std::span<const std::string> arguments) {
  RecordOptions o;
  CommandLine line("reprise-record", "Record a performance: a song, or what is played now",
                   {{"reprise-record song.flac -o show.mcap", "with the default show"},
                    {"reprise-record --live -o show.mcap", "what is played now, with a window"}});
  add_options(line, o);
  add_live_options(line, o.live);
  add_output_options(line, o.output_options);
  add_common_options(line, o.common);
  line.closing("Keys of --live:\n" + live_keys_text());
  line.version([] { return version_text("reprise-record", library_versions()); });
  TRY_ASSIGN(const Parsed parsed, line.parse(arguments));
  if (parsed == Parsed::kDone) {
    return std::nullopt;
  }
  TRY(check_show(line, o));
  TRY(check_live_options(line, o.live, o.input));
  if (o.live.list_devices) {
    return o;
  }
  TRY(check_arguments(o));
  TRY(timeline::container_of_output(o.output));  // called otherwise it would not be found again
  return o;
}

}  // namespace reprise::tools
