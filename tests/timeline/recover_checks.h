// A take of four seconds, and what every recovery of it keeps to.
#pragma once

#include <string>

#include "core/mcap/reader.h"
#include "tests/timeline/recover_fixture.h"
#include "tests/timeline/take_fixture.h"

namespace reprise::timeline {

inline constexpr int kSeconds = 4;

// Live, with attachments, sealed.
const Bytes& whole_take();
mcap::Summary summary_of(ByteSpan bytes);
// Of whole_take().
std::vector<Record> all_records();

// The doctor on a recovered take; "" when it is sound.
std::string findings_of(ByteSpan bytes);
// The properties that every recovery keeps; returns the records.
std::vector<Record> expect_sound(const RecoveredBytes& recovered, const std::string& label);
// Recovering it once more changes nothing.
void expect_idempotent(const RecoveredBytes& recovered, const std::string& label);

}  // namespace reprise::timeline
