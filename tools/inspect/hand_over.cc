// The commands of reprise-inspect that decode or draw: it becomes the program that has them, with
// the same arguments and the same process, so signals, terminal and exit code are that program's.
#include "tools/common/executable.h"
#include "tools/inspect/commands.h"

namespace reprise::tools {
namespace {

Result<int> hand_over(const std::string& command, std::span<const std::string> arguments) {
  TRY_ASSIGN(const std::filesystem::path executable, executable_path());
  std::vector<std::string> words{"reprise-inspect", command};
  words.insert(words.end(), arguments.begin(), arguments.end());
  Error error = become(support_folder(executable) / "reprise-inspect-media", words);
  error.hint = "install Reprise again, all of it: '" + command + "' needs that program";
  return fail(std::move(error));
}

}  // namespace

Result<int> run_hash(std::span<const std::string> arguments) {
  return hand_over("hash", arguments);
}
Result<int> run_verify(std::span<const std::string> arguments) {
  return hand_over("verify", arguments);
}
Result<int> run_doctor(std::span<const std::string> arguments) {
  return hand_over("doctor", arguments);
}
Result<int> run_recover(std::span<const std::string> arguments) {
  return hand_over("recover", arguments);
}
Result<int> run_extract(std::span<const std::string> arguments) {
  return hand_over("extract", arguments);
}
Result<int> run_trim(std::span<const std::string> arguments) {
  return hand_over("trim", arguments);
}

}  // namespace reprise::tools
