#include <string>

#include "core/timeline/take_opening.h"
#include "tools/common/exit_code.h"
#include "tools/common/options.h"
#include "tools/common/session_input.h"
#include "tools/inspect/commands.h"
#include "tools/inspect/foreign_input.h"
#include "tools/inspect/stats_report.h"

namespace reprise::tools {

Result<int> run_stats(std::span<const std::string> arguments) {
  std::string path;
  CommonOptions common;
  CommandLine line("reprise-inspect stats", "Show where the bytes of a take are",
                   {{"reprise-inspect stats show.mcap", "by topic and by field"},
                    {"reprise-inspect stats --json show.mcap | jq '.topics[] | .alone_bytes'",
                     "what each topic costs"}});
  line.positional("TAKE", "the take, or another MCAP file", path);
  add_common_options(line, common);
  TRY_ASSIGN(const Parsed parsed, line.parse(arguments));
  if (parsed == Parsed::kDone) {
    return to_int(ExitCode::kDone);
  }
  const Console console = common.console();
  mcap::DamageLog log;
  TRY_ASSIGN(auto opened, timeline::open_as_mcap(posix_file_system(), path, log));
  const mcap::File file(std::move(opened.file));
  auto stats = timeline::file_statistics(file, log);
  if (!stats) {
    return fail(std::move(stats).error().with_context("cannot read '" + path + "'"));
  }
  TRY(common.json ? print_json(stats_json(path, *stats)) : print_result(stats_text(path, *stats)));
  warn_of_damage(log, path, console, 0);
  return to_int(log.entries().empty() ? ExitCode::kDone : ExitCode::kLoss);
}

}  // namespace reprise::tools
