// A FlatBuffers message as JSON, by the schema that its file carries: enums by name, 64 bits as
// decimal strings, bytes as base64, a union with its type; scalars that are absent with their
// default, all else that is absent as null. Pure; any thread.
#pragma once

#include "core/base/bytes.h"
#include "core/base/error.h"
#include "core/base/json.h"
#include "core/timeline/flat_schema.h"

namespace reprise::timeline {

// kCorrupt when the bytes are no such message, nest too deeply, or unfold into far more than they
// are themselves (a FlatBuffer may refer to the same bytes many times).
Result<Json> flat_to_json(const FlatSchema& schema, ByteSpan message);

}  // namespace reprise::timeline
