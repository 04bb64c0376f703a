#include <string>

#include "core/session/verify/begin_state.h"
#include "core/session/verify/sealed_sound.h"
#include "tools/common/exit_code.h"
#include "tools/common/options.h"
#include "tools/common/session_input.h"
#include "tools/inspect/commands.h"
#include "tools/inspect/media/doctor_report.h"

namespace reprise::tools {
namespace {

struct SignatureOptions {
  std::string signature;
  std::string allowed_signers;
  std::string signer;
};

Status check(const SignatureOptions& options) {
  if (options.signature.empty() && options.allowed_signers.empty() && options.signer.empty()) {
    return {};
  }
  if (options.signature.empty() || options.allowed_signers.empty()) {
    return fail(ErrorCode::kUsage, "--signature and --allowed-signers belong together",
                "reprise-inspect doctor TAKE --signature TAKE.sig --allowed-signers FILE");
  }
  return {};
}

// A take that has nothing to be signed has no good signature either.
Result<SignatureVerdict> judge(const timeline::Diagnosis& take, const SignatureOptions& options) {
  const auto text = signed_text(take);
  if (!text) {
    return SignatureVerdict{false, options.signer, text.error().message};
  }
  return verify_signature(*text, options.signature, options.allowed_signers, options.signer);
}

}  // namespace

Result<int> run_doctor(std::span<const std::string> arguments) {
  DoctorReport report;
  SignatureOptions signature;
  OutputOptions output;
  CommonOptions common;
  CommandLine line("reprise-inspect doctor", "Examine every byte of a take, and its signature",
                   {{"reprise-inspect doctor show.mcap", "whether it is sound"},
                    {"reprise-inspect doctor show.mcap --signature show.mcap.sig "
                     "--allowed-signers signers",
                     "and whether it is the one that was signed"}});
  line.positional("TAKE", "the take, or any MCAP file", report.file);
  line.option("--signature", "FILE", "what `reprise-inspect sign` wrote", signature.signature);
  line.option("--allowed-signers", "FILE", "names and public keys, as ssh-keygen has them",
              signature.allowed_signers);
  line.option("--signer", "NAME", "who must have signed; else any of the allowed signers",
              signature.signer);
  add_progress_option(line, output.progress);
  add_common_options(line, common);
  line.closing(
      "Exits 0 when the take is sound, 1 with findings or without a good signature that was asked\n"
      "for, 2 on trouble.");
  TRY_ASSIGN(const Parsed parsed, line.parse(arguments));
  if (parsed == Parsed::kDone) {
    return to_int(ExitCode::kDone);
  }
  TRY(check(signature));
  TRY(check_not_stdin(report.file));
  constexpr std::int64_t kPasses = 3;  // the container, what it holds, the sound
  TRY_ASSIGN(ReadingProgress progress,
             ReadingProgress::begin("examine", report.file, kPasses, common, output));
  TRY_ASSIGN(report.diagnosis, timeline::diagnose(progress.files(), report.file));
  TRY(session::examine_state(progress.files(), report.file, report.diagnosis));
  TRY(session::examine_sound(progress.files(), report.file, report.diagnosis));
  progress.finish();
  if (!signature.signature.empty()) {
    TRY_ASSIGN(report.signature, judge(report.diagnosis, signature));
  }
  if (common.json) {
    TRY(print_json(doctor_json(report)));
  } else {
    TRY(print_result(doctor_text(report)));
  }
  return to_int(is_sound(report) ? Verdict::kSame : Verdict::kDifferent);
}

}  // namespace reprise::tools
