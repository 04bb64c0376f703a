#include <filesystem>
#include <optional>
#include <string>

#include "core/session/export/trim_plan.h"
#include "core/session/library/pcm_digest.h"
#include "core/session/library/take_audio.h"
#include "core/timeline/trim.h"
#include "tools/common/exit_code.h"
#include "tools/common/options.h"
#include "tools/common/session_input.h"
#include "tools/common/signals.h"
#include "tools/common/values.h"
#include "tools/common/wording.h"
#include "tools/inspect/commands.h"
#include "tools/inspect/new_take.h"
#include "tools/inspect/stop.h"
#include "tools/media/preset_lookup.h"

namespace reprise::tools {
namespace {

struct TrimOptions {
  std::string input;
  std::string output;
  std::optional<TimeValue> start;
  std::optional<TimeValue> end;
  std::vector<std::string> preset_paths;
  Overwrite overwrite = Overwrite::kAsk;
  CommonOptions common;
};

struct Part {
  SampleIndex start;
  SampleIndex end;
};

Result<Part> part_of(const TrimOptions& options, const timeline::TakeSummary& take,
                     const Console& console) {
  const FrameGrid grid{take.header.fps, take.header.audio.sample_rate};
  Part part{take.header.start(), take.end};
  if (options.start) {
    part.start = std::max(part.start, sample_of(*options.start, grid));
  }
  if (options.end) {
    part.end = sample_of(*options.end, grid);
  }
  if (part.end > take.end) {
    console.note("the part ends behind the take: it stops at its end");
    part.end = take.end;
  }
  if (part.start >= part.end) {
    return fail(ErrorCode::kUsage, "the part holds nothing",
                "the take lasts " + format_duration(seconds_of(take.end, grid.sample_rate)));
  }
  return part;
}

// The sound that the part will have, silent where it has none.
Result<Sha256> sound_digest(timeline::TakeReader& take, const timeline::TrimPlan& plan) {
  TRY_ASSIGN(session::TakeAudio audio,
             session::TakeAudio::open(take, SampleIndex{0}, plan.end, plan.sound_start));
  session::PcmDigest digest;
  while (true) {
    TRY_ASSIGN(const PcmView pcm, audio.read());
    if (pcm.samples.empty()) {
      return digest.digest();
    }
    if (stop_requested()) {
      return fail(ErrorCode::kCancelled, "stopped by a signal");
    }
    digest.update(pcm);
  }
}

Result<timeline::TrimPlan> write_part(timeline::TakeReader& take, const TrimOptions& options,
                                      const Console& console) {
  TRY(check_whole(take, options.input));
  TRY_ASSIGN(const Part part, part_of(options, take.summary(), console));
  TRY_ASSIGN(const session::PresetLibrary library, find_presets(options.preset_paths));
  TRY_ASSIGN(const session::ReplayShow show, session::replay_show(take, {}, library));
  TRY_ASSIGN(const timeline::TrimPlan plan,
             session::plan_trim(take, show, part.start, part.end, stop_requested));
  TRY_ASSIGN(
      NewTake out,
      NewTake::create(options.output, timeline::trimmed_header(take.summary().header, plan), take));
  TRY(timeline::write_trimmed(take, out.writer(), plan, stop_requested));
  timeline::Seal seal = *take.summary().seal;
  seal.samples = plan.end;
  TRY_ASSIGN(seal.pcm_sha256, sound_digest(take, plan));
  TRY(check_whole(take, options.input));  // now that it was read
  TRY(out.commit(seal));
  return plan;
}

Json part_json(const TrimOptions& options, const timeline::TrimPlan& plan, std::int64_t rate) {
  return {{"file", options.output},
          {"start", seconds_of(plan.start, rate)},
          {"end", seconds_of(plan.end, rate)},
          {"first_sample", plan.start.value},
          {"samples", plan.end.value},
          {"sound_start", seconds_of(plan.sound_start, rate)}};
}

std::string part_text(const TrimOptions& options, const timeline::TrimPlan& plan,
                      std::int64_t rate) {
  return options.output + ": " + format_duration(seconds_of(plan.start, rate)) + " to " +
         format_duration(seconds_of(plan.end, rate)) + ", with the sound from " +
         format_duration(seconds_of(plan.sound_start, rate)) + " on\n";
}

}  // namespace

Result<int> run_trim(std::span<const std::string> arguments) {
  TrimOptions options;
  CommandLine line(
      "reprise-inspect trim",
      "Cut a take down to a part that shows the same frames as in the whole",
      {{"reprise-inspect trim show.mcap --start 1:00 --end 2:00 -o part.mcap", "the second minute"},
       {"reprise-inspect trim show.mcap --end 3:30 -o part.mcap", "without what follows"}});
  line.positional("TAKE", "the take; it is only read", options.input);
  line.option("-o,--output", "FILE", "the take to write: .mcap, .jsonl or .jsonl.zst",
              options.output);
  line.value<TimeValue>("--start", "TIME", "first moment", "the take's", parse_time, options.start);
  line.value<TimeValue>("--end", "TIME", "end, not included", "the take's", parse_time,
                        options.end);
  line.option("--preset-path", "DIR", "look for presets here first", options.preset_paths);
  add_overwrite_options(line, options.overwrite);
  add_common_options(line, options.common);
  TRY_ASSIGN(const Parsed parsed, line.parse(arguments));
  if (parsed == Parsed::kDone) {
    return to_int(ExitCode::kDone);
  }
  const Console console = options.common.console();
  TRY(check_new_take({options.input}, options.output, options.overwrite));
  TRY_ASSIGN(timeline::TakeReader take, open_take(options.input, console));
  const std::size_t known_damage = take.damage().size();
  install_stop_signals();  // what is half-written must go
  const auto plan = write_part(take, options, console);
  if (!plan && was_stopped(plan.error())) {
    return report_stop(console, "no file was written");
  }
  warn_of_damage(take, options.input, console, known_damage);
  TRY(plan);
  const std::int64_t rate = take.summary().header.audio.sample_rate;
  TRY(options.common.json ? print_json(part_json(options, *plan, rate))
                          : print_result(part_text(options, *plan, rate)));
  return to_int(ExitCode::kDone);
}

}  // namespace reprise::tools
