#include "tools/record/record_setup.h"

#include <utility>
#include <vector>

#include "core/base/text.h"
#include "tools/common/overwrite.h"

namespace reprise::tools {

Result<session::ShowFiles> load_show(const RecordOptions& options,
                                     const session::PresetLibrary& library) {
  session::ShowFiles files;
  if (options.preset.empty()) {
    TRY_ASSIGN(files, library.load_show(options.show));
  } else {
    TRY_ASSIGN(files, library.load_single_preset(options.preset, options.seed.value_or(1)));
  }
  files.show.seed = options.seed.value_or(files.show.seed);
  files.show.policy.mode = options.switch_mode.value_or(files.show.policy.mode);
  return files;
}

Result<timeline::OldPartial> check_take_output(FileSystem& fs, const RecordOptions& options) {
  const Overwrite overwrite = options.output_options.overwrite;
  TRY(allow_output(fs, options.output, overwrite, terminal_ask()));
  const std::filesystem::path partial = timeline::partial_path(options.output);
  if (Status allowed = allow_output(fs, partial, overwrite, terminal_ask()); !allowed) {
    Error error = std::move(allowed).error();
    if (fs.exists(partial)) {  // all that is left of a performance, perhaps
      error.hint = "reprise-inspect recover " +
                   shell_line(std::vector{partial.string(), std::string("-o"), options.output}) +
                   ", or -y to replace it";
    }
    return fail(std::move(error));
  }
  return fs.exists(partial) ? timeline::OldPartial::kReplace : timeline::OldPartial::kRefuse;
}

}  // namespace reprise::tools
