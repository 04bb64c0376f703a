// A CRC-32 at the end of bytes that are kept: of saved states, which are trusted only when it fits.
// Any thread.
#pragma once

#include <optional>

#include "core/base/bytes.h"

namespace reprise {

void append_checksum(Bytes& data);
// What append_checksum() was called on; nothing when `data` is too short for a checksum, or it is
// another one's.
std::optional<ByteSpan> without_checksum(ByteSpan data);

}  // namespace reprise
