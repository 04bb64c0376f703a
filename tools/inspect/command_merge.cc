#include <charconv>
#include <cmath>
#include <optional>
#include <string>

#include "core/timeline/merge.h"
#include "tools/common/exit_code.h"
#include "tools/common/options.h"
#include "tools/common/session_input.h"
#include "tools/common/signals.h"
#include "tools/common/values.h"
#include "tools/common/wording.h"
#include "tools/inspect/commands.h"
#include "tools/inspect/new_take.h"
#include "tools/inspect/stop.h"

namespace reprise::tools {
namespace {

struct MergeInputs {
  std::string a;
  std::string b;
  std::string output;
  std::optional<TimeValue> offset;
  bool earlier = false;  // a minus stood before the offset
  timeline::MergeOptions options;
  Overwrite overwrite = Overwrite::kAsk;
  CommonOptions common;
};

// "1.5", "-1.5": a moment of the first take, or before it.
Status set_offset(const std::string& text, MergeInputs& inputs) {
  inputs.earlier = text.starts_with('-');
  TRY_ASSIGN(inputs.offset, parse_time(std::string_view(text).substr(inputs.earlier ? 1 : 0)));
  return {};
}

Status set_gain(const std::string& text, double& gain) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), gain);
  constexpr double kLoudest = 1000;
  if (error != std::errc() || end != text.data() + text.size() || !(std::abs(gain) <= kLoudest)) {
    return fail(ErrorCode::kUsage, "'" + text + "' is no gain",
                "a factor: 0.5 is half as loud, 1 as it is");
  }
  return {};
}

Status check_both(const timeline::TakeReader& a, const timeline::TakeReader& b,
                  const MergeInputs& inputs) {
  TRY(check_whole(a, inputs.a));
  return check_whole(b, inputs.b);
}

Status write_both(timeline::TakeReader& a, timeline::TakeReader& b, MergeInputs& inputs) {
  TRY(check_both(a, b, inputs));
  const timeline::TakeHeader& header = a.summary().header;
  if (inputs.offset) {
    const SampleIndex offset = sample_of(*inputs.offset, {header.fps, header.audio.sample_rate});
    inputs.options.offset = {inputs.earlier ? -offset.value : offset.value};
  }
  TRY_ASSIGN(const timeline::TakeHeader merged,
             timeline::merged_header(header, b.summary().header, inputs.options));
  TRY_ASSIGN(NewTake out, NewTake::create(inputs.output, merged, a));
  TRY(out.add_metadata(b));
  TRY(timeline::write_merged(a, b, inputs.options, out.writer(), stop_requested));
  TRY(check_both(a, b, inputs));         // now that they were read
  return out.commit(*a.summary().seal);  // its first lane is A's, sample for sample
}

Status print_outcome(const MergeInputs& inputs) {
  TRY_ASSIGN(const timeline::TakeReader merged,
             timeline::TakeReader::open(posix_file_system(), inputs.output));
  if (!inputs.common.json) {
    const auto lanes = static_cast<std::int64_t>(merged.summary().header.lanes.size());
    return print_result(inputs.output + ": " + counted(lanes, "lane") + "\n");
  }
  Json json = {{"file", inputs.output}, {"lanes", Json::array()}};
  for (const timeline::Lane& lane : merged.summary().header.lanes) {
    json["lanes"].push_back(
        {{"name", lane.name}, {"gain", lane.gain}, {"offset", lane.offset.value}});
  }
  return print_json(json);
}

}  // namespace

Result<int> run_merge(std::span<const std::string> arguments) {
  MergeInputs inputs;
  CommandLine line("reprise-inspect merge", "Add the sound of a take to another as further lanes",
                   {{"reprise-inspect merge show.mcap voice.mcap --name voice -o both.mcap",
                     "a voice beside the music"},
                    {"reprise-inspect merge show.mcap crowd.mcap --offset 12.5 --gain 0.5 -o "
                     "both.mcap",
                     "later, and half as loud"}});
  line.positional("A", "the take whose performance it stays", inputs.a);
  line.positional("B", "the take whose lanes are added", inputs.b);
  line.option("-o,--output", "FILE", "the take to write: .mcap, .jsonl or .jsonl.zst",
              inputs.output);
  line.custom("--offset", "TIME", "where B begins in A; before it with a minus: --offset=-1.5", "0",
              [&inputs](const std::string& text) { return set_offset(text, inputs); });
  line.custom("--gain", "X", "loudness of B's lanes, as a factor", "1",
              [&inputs](const std::string& text) { return set_gain(text, inputs.options.gain); });
  line.option("--name", "NAME", "what B's first lane is called in FILE", inputs.options.name);
  add_overwrite_options(line, inputs.overwrite);
  add_common_options(line, inputs.common);
  TRY_ASSIGN(const Parsed parsed, line.parse(arguments));
  if (parsed == Parsed::kDone) {
    return to_int(ExitCode::kDone);
  }
  const Console console = inputs.common.console();
  TRY(check_new_take({inputs.a, inputs.b}, inputs.output, inputs.overwrite));
  TRY_ASSIGN(timeline::TakeReader a, open_take(inputs.a, console));
  TRY_ASSIGN(timeline::TakeReader b, open_take(inputs.b, console));
  const std::size_t known_a = a.damage().size();
  const std::size_t known_b = b.damage().size();
  install_stop_signals();  // what is half-written must go
  const Status written = write_both(a, b, inputs);
  if (!written && was_stopped(written.error())) {
    return report_stop(console, "no file was written");
  }
  warn_of_damage(a, inputs.a, console, known_a);
  warn_of_damage(b, inputs.b, console, known_b);
  TRY(written);
  TRY(print_outcome(inputs));
  return to_int(ExitCode::kDone);
}

}  // namespace reprise::tools
