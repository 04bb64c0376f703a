#include <string>

#include "core/timeline/convert.h"
#include "tools/common/exit_code.h"
#include "tools/common/options.h"
#include "tools/common/overwrite.h"
#include "tools/common/session_input.h"
#include "tools/common/signals.h"
#include "tools/inspect/commands.h"
#include "tools/inspect/stop.h"

namespace reprise::tools {
namespace {

Status convert_all(timeline::Conversion& conversion) {
  for (bool more = true; more;) {
    if (stop_requested()) {
      return fail(ErrorCode::kCancelled, "stopped by a signal");
    }
    TRY_ASSIGN(more, conversion.step());
  }
  return {};
}

void warn_of_loss(const timeline::Conversion& conversion, const std::string& input,
                  const Console& console) {
  if (!conversion.finished()) {
    console.warning("'" + input + "' was not finished, and is not in the new file either");
  }
  for (const mcap::Damage& damage : conversion.damage()) {
    console.warning("'" + input + "': " + damage.what + " (at byte " +
                    std::to_string(damage.offset) + ")");
  }
}

}  // namespace

Result<int> run_convert(std::span<const std::string> arguments) {
  std::string input;
  std::string output;
  OutputOptions output_options;
  CommonOptions common;
  CommandLine line(
      "reprise-inspect convert", "Write a take as MCAP or as text, without loss either way",
      {{"reprise-inspect convert show.mcap -o show.jsonl", "as text, one JSON object a line"},
       {"reprise-inspect convert show.jsonl.zst -o show.mcap", "and back, byte for byte"}});
  line.positional("TAKE", "the take: .mcap, .jsonl or .jsonl.zst", input);
  line.option("-o,--output", "FILE", "the take to write: .mcap, .jsonl or .jsonl.zst", output);
  add_output_options(line, output_options);
  add_common_options(line, common);
  TRY_ASSIGN(const Parsed parsed, line.parse(arguments));
  if (parsed == Parsed::kDone) {
    return to_int(ExitCode::kDone);
  }
  if (output.empty()) {
    return fail(ErrorCode::kUsage, "-o FILE is missing", "-o FILE.jsonl");
  }
  const Console console = common.console();
  TRY(check_not_stdin(input));
  TRY_ASSIGN(const timeline::TakeContainer container, timeline::container_of_output(output));
  TRY(check_distinct(input, output));
  TRY(allow_output(posix_file_system(), output, output_options.overwrite, terminal_ask()));
  install_stop_signals();              // what is half-written must go
  constexpr std::int64_t kPasses = 1;  // an unfinished take is read twice
  TRY_ASSIGN(ReadingProgress progress,
             ReadingProgress::begin("convert", input, kPasses, common, output_options));
  TRY_ASSIGN(timeline::Conversion conversion,
             timeline::Conversion::start(progress.files(), input, output, container));
  const Status converted = convert_all(conversion);
  if (!converted && was_stopped(converted.error())) {
    return report_stop(console, "no file was written");
  }
  TRY(converted);
  TRY(conversion.finish());
  progress.finish();
  warn_of_loss(conversion, input, console);
  if (common.json) {
    Json json;
    json["file"] = output;
    json["bytes"] = conversion.bytes_written();
    json["finished"] = conversion.finished();
    json["damage"] = conversion.damage().size();
    TRY(print_json(json));
  } else {
    TRY(print_result(output + ": " + std::to_string(conversion.bytes_written()) + " bytes\n"));
  }
  const bool whole = conversion.finished() && conversion.damage().empty();
  return to_int(whole ? ExitCode::kDone : ExitCode::kLoss);
}

}  // namespace reprise::tools
