// Signatures of takes with the keys of SSH: `ssh-keygen -Y sign` and `-Y verify` on a few lines
// that name the head of the take's hash chain and its seal, both as computed from the file. Main
// thread.
#pragma once

#include <string>

#include "core/base/error.h"
#include "core/timeline/doctor.h"

namespace reprise::tools {

// The lines that are signed; kInvalid for a take that has no seal, or that cannot be read.
Result<std::string> signed_text(const timeline::Diagnosis& take);

// The signature, as text; `key` as ssh-keygen's -f takes it. A key with a passphrase is asked for
// on the terminal.
Result<std::string> sign_text(const std::string& text, const std::string& key);

struct SignatureVerdict {
  bool good = false;
  std::string signer;  // as the allowed signers name it; empty when none of them signed
  std::string why;     // it is not good; one line
};
// `signer` empty: whoever of the allowed signers made it. kNotFound when a file is missing.
Result<SignatureVerdict> verify_signature(const std::string& text, const std::string& signature,
                                          const std::string& allowed_signers,
                                          const std::string& signer);

}  // namespace reprise::tools
