#include <array>
#include <filesystem>
#include <string>
#include <vector>

#include "core/base/text.h"
#include "tools/common/exit_code.h"
#include "tools/common/session_input.h"
#include "tools/inspect/commands.h"
#include "tools/inspect/media/extract.h"

namespace reprise::tools {
namespace {

constexpr auto kParts = std::to_array<std::string_view>({"audio", "attachments"});

bool is_kind(std::string_view what) {
  return std::ranges::find(kParts, what) != kParts.end();
}

// The command line that was meant; without an output, with one in the working folder.
std::string right_line(const std::string& what, const ExtractOptions& options) {
  const std::string stem = std::filesystem::path(options.take).stem().string();
  const std::string output =
      !options.output.empty() ? options.output : stem + (what == "audio" ? ".wav" : ".files");
  const std::vector<std::string> words = {"reprise-inspect", "extract", what,
                                          options.take,      "-o",      output};
  return shell_line(words);
}

CommandLine command_line(std::string& what, ExtractOptions& options) {
  CommandLine line(
      "reprise-inspect extract", "Take the sound or the files out of a take",
      {{"reprise-inspect extract audio show.mcap -o show.wav", "its sound, sample for sample"},
       {"reprise-inspect extract attachments show.mcap -o files",
        "its presets, pictures and show, into a folder"}});
  line.positional("WHAT", "audio or attachments", what);
  line.positional("TAKE", "the take", options.take);
  line.option("-o,--output", "PATH", "the WAV file, or the folder, to write", options.output);
  line.value<TimeValue>("--start", "TIME", "audio: first moment", "0", parse_time, options.start);
  line.value<TimeValue>("--end", "TIME", "audio: end, not included", "the take's end", parse_time,
                        options.end);
  line.option("--lane", "N", "audio: this lane without its gain, instead of all mixed", "all",
              options.lane);
  line.option("--name", "NAME", "attachments: only this one", options.name);
  add_overwrite_options(line, options.overwrite);
  add_common_options(line, options.common);
  return line;
}

Status check_options(const std::string& what, const ExtractOptions& options) {
  if (!is_kind(what)) {
    return fail(ErrorCode::kUsage, "cannot extract '" + what + "'", right_line("audio", options));
  }
  if (options.output.empty()) {
    return fail(ErrorCode::kUsage, what == "audio" ? "-o FILE is missing" : "-o DIR is missing",
                right_line(what, options));
  }
  if (what == "audio" && options.name) {
    return fail(ErrorCode::kUsage, "--name is for attachments");
  }
  if (what == "attachments" && (options.start || options.end || options.lane)) {
    return fail(ErrorCode::kUsage, "--start, --end and --lane are for audio");
  }
  return check_distinct(options.take, options.output);
}

}  // namespace

Result<int> run_extract(std::span<const std::string> arguments) {
  std::string what;
  ExtractOptions options;
  CommandLine line = command_line(what, options);
  const auto parsed = line.parse(arguments);
  if (!parsed && options.take.empty() && !what.empty() && !is_kind(what)) {
    options.take = what;
    return fail(ErrorCode::kUsage, "'audio' is missing in front of '" + what + "'",
                right_line("audio", options));
  }
  TRY(parsed);
  if (*parsed == Parsed::kDone) {
    return to_int(ExitCode::kDone);
  }
  TRY(check_options(what, options));
  return what == "audio" ? extract_audio(options) : extract_attachments(options);
}

}  // namespace reprise::tools
