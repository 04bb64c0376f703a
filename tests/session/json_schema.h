// Checks a JSON value against a JSON Schema (draft 2020-12), as far as the project's schemas need
// it: type, const, enum, required, properties, additionalProperties, items, minItems, maxItems,
// minLength, minimum, maximum, pattern, oneOf, $ref into $defs. A keyword that it does not know is
// a finding, so that no rule of a schema is silently ignored. Pure; any thread.
#pragma once

#include <string>
#include <vector>

#include "core/base/json.h"

namespace reprise::session {

// "$.segments[0].frame_xxh3[3]: does not match ^[0-9a-f]{32}$", one for each thing that is wrong.
std::vector<std::string> schema_findings(const Json& schema, const Json& value);

}  // namespace reprise::session
