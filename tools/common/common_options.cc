#include <array>

#include "tools/common/options.h"

namespace reprise::tools {

Console CommonOptions::console() const {
  Console::Options options;
  options.color = color;
  options.quiet = quiet;
  options.verbosity = verbosity;
  return Console(options);
}

void add_common_options(CommandLine& line, CommonOptions& options) {
  static constexpr auto kColorWords = std::to_array<std::string_view>({"auto", "always", "never"});
  line.group("Messages");
  line.flag("--json", "print the result as one JSON object (streams: one a line)", options.json);
  line.flag("-q,--quiet", "no progress and no notes", options.quiet);
  line.counter("-v,--verbose", "say more; twice for all", options.verbosity);
  line.choice("--color", "colours on stderr", kColorWords, "auto",
              [&options](std::size_t index) { options.color = static_cast<ColorChoice>(index); });
}

void add_overwrite_options(CommandLine& line, Overwrite& overwrite) {
  line.group("Output");
  line.flag("-y,--overwrite", "replace files that exist",
            [&overwrite] { overwrite = Overwrite::kAlways; });
  line.flag("--no-clobber", "never replace a file, never ask",
            [&overwrite] { overwrite = Overwrite::kNever; });
}

void add_progress_option(CommandLine& line, std::string& progress) {
  line.option("--progress", "FILE|FD", "write ffmpeg's -progress blocks there", progress);
}

void add_output_options(CommandLine& line, OutputOptions& options) {
  add_overwrite_options(line, options.overwrite);
  add_progress_option(line, options.progress);
}

}  // namespace reprise::tools
