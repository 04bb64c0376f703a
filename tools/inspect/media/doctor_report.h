// The answer of doctor, for people and as JSON. Pure; any thread.
#pragma once

#include <optional>
#include <string>

#include "core/base/json.h"
#include "core/timeline/doctor.h"
#include "tools/inspect/signature.h"

namespace reprise::tools {

struct DoctorReport {
  std::string file;  // as the user named it
  timeline::Diagnosis diagnosis;
  std::optional<SignatureVerdict> signature;  // none: not asked for
};

// Neither an error in the file nor a signature that does not hold.
bool is_sound(const DoctorReport& report);
// A line for a shell; empty when nothing needs to be done.
std::string next_step(const DoctorReport& report);
Json doctor_json(const DoctorReport& report);
std::string doctor_text(const DoctorReport& report);

}  // namespace reprise::tools
