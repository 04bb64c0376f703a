// What a record costs where it waits. Pure; any thread.
#pragma once

#include <cstddef>

#include "core/timeline/records.h"

namespace reprise::timeline {

// Of memory, beside the record itself.
std::size_t heap_bytes(const Record& record);

}  // namespace reprise::timeline
