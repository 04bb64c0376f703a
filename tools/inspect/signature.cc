#include "tools/inspect/signature.h"

#include <vector>

#include "core/base/file.h"
#include "core/base/text.h"
#include "tools/common/child_process.h"

namespace reprise::tools {
namespace {

constexpr const char* kProgram = "ssh-keygen";
constexpr const char* kNamespace = "reprise-take";

Result<ChildOutcome> run_ssh_keygen(std::vector<std::string> arguments, const std::string& input) {
  arguments.insert(arguments.begin(), {kProgram, "-Y"});
  auto outcome = run_child(arguments, input);
  if (!outcome && outcome.error().code == ErrorCode::kNotFound) {
    return fail(ErrorCode::kNotFound, "signatures need ssh-keygen, which is not installed",
                "apt install openssh-client");
  }
  return outcome;
}

// What a program said last: the reason for its failure.
std::string last_line(const std::string& text) {
  std::string last = "it gave no reason";
  for (const std::string& line : split(text, '\n')) {
    const std::string trimmed(line.substr(0, line.find_last_not_of("\r ") + 1));
    last = trimmed.empty() ? last : trimmed;
  }
  return last;
}

Status require_file(const std::string& path) {
  return posix_file_system().exists(path)
             ? Status()
             : fail(ErrorCode::kNotFound, "cannot open '" + path + "': no such file");
}

// Whose key made the signature; empty when it is none of the allowed ones.
Result<std::string> find_signer(const std::string& signature, const std::string& allowed_signers) {
  TRY_ASSIGN(const ChildOutcome found,
             run_ssh_keygen({"find-principals", "-s", signature, "-f", allowed_signers}, ""));
  return found.code == 0 ? found.out.substr(0, found.out.find('\n')) : std::string();
}

}  // namespace

Result<std::string> signed_text(const timeline::Diagnosis& take) {
  if (!take.chain_head || !take.seal_sha256) {
    return fail(ErrorCode::kInvalid,
                "only a take with a seal, all of which can be read, is signed");
  }
  return "reprise take 1\nchain " + to_hex(*take.chain_head) + "\nseal " +
         to_hex(*take.seal_sha256) + "\n";
}

Result<std::string> sign_text(const std::string& text, const std::string& key) {
  TRY(require_file(key));
  TRY_ASSIGN(const ChildOutcome outcome,
             run_ssh_keygen({"sign", "-n", kNamespace, "-f", key}, text));
  if (outcome.code != 0) {
    return fail(ErrorCode::kInvalid, "cannot sign with '" + key + "': " + last_line(outcome.err));
  }
  return outcome.out;
}

Result<SignatureVerdict> verify_signature(const std::string& text, const std::string& signature,
                                          const std::string& allowed_signers,
                                          const std::string& signer) {
  TRY(require_file(signature));
  TRY(require_file(allowed_signers));
  SignatureVerdict verdict;
  verdict.signer = signer;
  if (signer.empty()) {
    TRY_ASSIGN(verdict.signer, find_signer(signature, allowed_signers));
  }
  if (verdict.signer.empty()) {
    verdict.why = "'" + allowed_signers + "' names nobody who made it";
    return verdict;
  }
  TRY_ASSIGN(const ChildOutcome outcome,
             run_ssh_keygen({"verify", "-n", kNamespace, "-f", allowed_signers, "-I",
                             verdict.signer, "-s", signature},
                            text));
  verdict.good = outcome.code == 0;
  verdict.why = verdict.good ? "" : last_line(outcome.err + outcome.out);
  return verdict;
}

}  // namespace reprise::tools
