#include <string>

#include "tools/common/console.h"
#include "tools/common/exit_code.h"
#include "tools/inspect/commands.h"
#include "tools/inspect/mcap_conformance.h"

namespace reprise::tools {
namespace {

Status print_reading(Result<Json> (*read)(std::unique_ptr<RandomAccessFile>),
                     const std::string& path) {
  TRY_ASSIGN(auto file, posix_file_system().open(path));
  TRY_ASSIGN(const Json json, read(std::move(file)));
  return print_json(json);
}

Status print_written(const std::string& path) {
  TRY(refuse_binary_terminal("the MCAP file"));
  TRY_ASSIGN(const std::string text, read_text_file(posix_file_system(), path));
  TRY_ASSIGN(const Bytes bytes, conformance_write(text));
  TRY(print_part(as_text(bytes)));
  return finish_parts();
}

}  // namespace

// Its arguments are the suite's, not a user's: no options, no help.
Result<int> run_mcap_conformance(std::span<const std::string> arguments) {
  const std::string what = arguments.size() == 2 ? arguments[0] : "";
  if (what == "stream") {
    TRY(print_reading(conformance_stream, arguments[1]));
  } else if (what == "index") {
    TRY(print_reading(conformance_index, arguments[1]));
  } else if (what == "write") {
    TRY(print_written(arguments[1]));
  } else {
    return fail(ErrorCode::kUsage, "expected stream FILE, index FILE or write CASE");
  }
  return to_int(ExitCode::kDone);
}

}  // namespace reprise::tools
