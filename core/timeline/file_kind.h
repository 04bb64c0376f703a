// Names what a file that is no take looks like, for error messages. Pure; any thread.
#pragma once

#include <string>

#include "core/base/bytes.h"

namespace reprise::timeline {

// From the first bytes: "an empty file", "a FLAC file", "a file of an unknown kind".
std::string describe_file_start(ByteSpan start);

}  // namespace reprise::timeline
