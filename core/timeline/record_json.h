// One record as a JSON object with fields by name: what `inspect cat` prints, and the larger part
// of a line of JSONL. record_from_json.h is the way back. Any thread.
#pragma once

#include <string>

#include "core/base/json.h"
#include "core/base/json_text.h"
#include "core/timeline/records.h"

namespace reprise::timeline {

// topic, sample, time (s), then the record's fields; binary as base64, 64-bit integers as decimal
// strings, what is not finite as a string.
std::string record_json_text(const Record& record, std::int64_t sample_rate);

// The same as a tree.
Json record_to_json(const Record& record, std::int64_t sample_rate);

// sample, time and the fields as members of the object that `json` has open.
void put_record_fields(JsonTextWriter& json, const Record& record, std::int64_t sample_rate);

}  // namespace reprise::timeline
