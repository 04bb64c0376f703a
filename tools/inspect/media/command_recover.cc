#include <string>

#include "core/session/recover/recover_take.h"
#include "tools/common/exit_code.h"
#include "tools/common/options.h"
#include "tools/common/session_input.h"
#include "tools/common/signals.h"
#include "tools/inspect/commands.h"
#include "tools/inspect/media/recover_report.h"
#include "tools/inspect/stop.h"

namespace reprise::tools {
namespace {

struct RecoverOptions {
  std::string input;
  std::string output;
  bool dry_run = false;
  OutputOptions out;
  CommonOptions common;
};

CommandLine command_line(RecoverOptions& options) {
  CommandLine line("reprise-inspect recover", "Make a damaged or unfinished take whole again",
                   {{"reprise-inspect recover show.mcap.partial -o show.mcap",
                     "after a crash: sealed, with what was written"},
                    {"reprise-inspect recover --dry-run broken.mcap",
                     "what could be brought back, and what is lost"}});
  line.positional("TAKE", "the damaged take; it is only read", options.input);
  line.option("-o,--output", "FILE", "the take to write: .mcap, .jsonl or .jsonl.zst",
              options.output);
  line.flag("--dry-run", "print what would be recovered, and write nothing", options.dry_run);
  add_output_options(line, options.out);
  add_common_options(line, options.common);
  line.closing(
      "Exits 0 when nothing is lost, 3 with loss or without a seal that could tell, 1 when there "
      "is\n"
      "nothing to recover.");
  return line;
}

Status check_output(const RecoverOptions& options) {
  if (options.output.empty()) {
    return fail(ErrorCode::kUsage, "-o FILE is missing",
                "name the take to write, or ask --dry-run what there is to recover");
  }
  TRY(timeline::container_of_output(options.output));
  TRY(check_distinct(options.input, options.output));
  return allow_output(posix_file_system(), options.output, options.out.overwrite, terminal_ask());
}

Status print_report(const RecoverOptions& options, const timeline::RecoveryReport& report) {
  const std::string output = options.dry_run ? "" : options.output;
  if (options.common.json) {
    return print_json(recovery_json(options.input, output, report));
  }
  return print_result(recovery_text(options.input, output, report));
}

}  // namespace

Result<int> run_recover(std::span<const std::string> arguments) {
  RecoverOptions options;
  CommandLine line = command_line(options);
  TRY_ASSIGN(const Parsed parsed, line.parse(arguments));
  if (parsed == Parsed::kDone) {
    return to_int(ExitCode::kDone);
  }
  if (!options.dry_run) {
    TRY(check_output(options));
  }
  TRY(check_not_stdin(options.input));
  const Console console = options.common.console();
  install_stop_signals();  // what is half-written must go
  constexpr std::int64_t kSurveyPasses = 2;
  constexpr std::int64_t kPasses = 8;  // written twice and verified
  TRY_ASSIGN(
      ReadingProgress progress,
      ReadingProgress::begin("recover", options.input, options.dry_run ? kSurveyPasses : kPasses,
                             options.common, options.out));
  FileSystem& fs = progress.files();
  Result<timeline::RecoveryReport> report = [&]() -> Result<timeline::RecoveryReport> {
    if (options.dry_run) {
      return session::survey_take(fs, options.input, stop_requested);
    }
    TRY_ASSIGN(session::RecoveredTake take,
               session::recover_take(fs, options.input, options.output, stop_requested));
    return std::move(take.report);
  }();
  if (!report && was_stopped(report.error())) {
    return report_stop(console, "no file was written");
  }
  TRY(report);
  progress.finish();
  TRY(print_report(options, *report));
  return to_int(report->lossless() ? ExitCode::kDone : ExitCode::kLoss);
}

}  // namespace reprise::tools
