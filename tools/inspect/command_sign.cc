#include <string>

#include "tools/common/exit_code.h"
#include "tools/common/options.h"
#include "tools/inspect/commands.h"
#include "tools/inspect/signature.h"

namespace reprise::tools {
namespace {

// The text of a take that deserves a signature.
Result<std::string> text_of_sound_take(const std::string& path) {
  TRY_ASSIGN(const timeline::Diagnosis take, timeline::diagnose(posix_file_system(), path));
  const std::string cannot = "cannot sign '" + path + "': ";
  switch (take.kind) {
    case timeline::Diagnosis::Kind::kForeign:
      return fail(ErrorCode::kInvalid, cannot + "it is no take");
    case timeline::Diagnosis::Kind::kUnfinished:
      return fail(ErrorCode::kInvalid, cannot + "it has no seal",
                  "reprise-inspect recover makes a sealed take of it");
    case timeline::Diagnosis::Kind::kTake:
      break;
  }
  if (!take.sound()) {
    return fail(ErrorCode::kCorrupt, cannot + "it is damaged", "reprise-inspect doctor says where");
  }
  return signed_text(take);
}

}  // namespace

Result<int> run_sign(std::span<const std::string> arguments) {
  std::string path;
  std::string key;
  std::string output;
  Overwrite overwrite = Overwrite::kAsk;
  CommonOptions common;
  CommandLine line(
      "reprise-inspect sign", "Sign a take with an SSH key",
      {{"reprise-inspect sign show.mcap --key ~/.ssh/id_ed25519", "into show.mcap.sig"},
       {"reprise-inspect sign show.mcap --key vj.key -o show.sig", "into a file of that name"}});
  line.positional("TAKE", "the take", path);
  line.option("--key", "FILE", "the private key, or the public one of a key in ssh-agent", key);
  line.option("-o,--output", "FILE", "the signature to write; TAKE.sig unless given", output);
  add_overwrite_options(line, overwrite);
  add_common_options(line, common);
  TRY_ASSIGN(const Parsed parsed, line.parse(arguments));
  if (parsed == Parsed::kDone) {
    return to_int(ExitCode::kDone);
  }
  if (key.empty()) {
    return fail(ErrorCode::kUsage, "--key FILE is missing",
                "ssh-keygen -t ed25519 -f vj.key makes a key");
  }
  output = output.empty() ? path + ".sig" : output;
  TRY(check_distinct(path, output));
  TRY(check_distinct(key, output));
  TRY(allow_output(posix_file_system(), output, overwrite, terminal_ask()));
  TRY_ASSIGN(const std::string text, text_of_sound_take(path));
  TRY_ASSIGN(const std::string signature, sign_text(text, key));
  TRY(write_file(posix_file_system(), output, as_byte_span(signature)));
  if (common.json) {
    Json json;
    json["take"] = path;
    json["signature"] = output;
    json["signed"] = text;
    TRY(print_json(json));
  }
  common.console().note("the signature is in " + output);
  return to_int(ExitCode::kDone);
}

}  // namespace reprise::tools
