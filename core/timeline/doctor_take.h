// The take's half of the doctor: what the messages mean, whether they keep the rules of
// docs/FORMAT.md, and whether seal and chain are theirs. The container's half is mcap::audit.
// One thread.
#pragma once

#include "core/mcap/reader.h"
#include "core/timeline/doctor_findings.h"

namespace reprise::timeline {

// Adds to `diagnosis` all that it says of a take, or says that the file is none. kUnsupported for a
// take of a newer format; else fails only when the disk does.
Status examine_take(const mcap::File& file, Diagnosis& diagnosis);

}  // namespace reprise::timeline
