// One record as a JSON object with fields by name: what `inspect cat` prints. Any thread.
#pragma once

#include "core/base/json.h"
#include "core/timeline/records.h"

namespace reprise::timeline {

// topic, sample, time (s), then the record's fields; binary as base64, 64-bit as decimal strings.
Json record_to_json(const Record& record, std::int64_t sample_rate);

}  // namespace reprise::timeline
