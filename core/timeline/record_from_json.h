// A record from the JSON object that record_json.h writes. Members may stand in any order; one that
// is missing, unknown or of another type is an error that names its JSON path. Any thread.
#pragma once

#include "core/base/json_tree.h"
#include "core/timeline/records.h"
#include "core/timeline/topics.h"

namespace reprise::timeline {

// `topic` and `time` are not read: the one is known, the other follows from the sample. Members
// that were taken before are left alone. kInvalid, also when the record breaks a limit.
Result<Record> record_from_json(Topic topic, JsonNode& object);

}  // namespace reprise::timeline
