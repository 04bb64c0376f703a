// Do two binary schemas (.bfbs) describe the same tables? Tables may have grown at their end, as a
// newer or older version of the format does; what both know must be alike. Pure; any thread.
#pragma once

#include <string>

#include "core/base/bytes.h"

namespace reprise::timeline {

// Empty when whatever `ours` reads means the same in `theirs`; else what differs first.
std::string schema_difference(ByteSpan theirs, ByteSpan ours);

}  // namespace reprise::timeline
