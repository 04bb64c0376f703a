// Recovery as tests call it: bytes in, bytes out, without a decoder for the sound. Also for tests
// that kill a recorder: what it left must become whole.
#pragma once

#include <vector>

#include "core/timeline/recover.h"

namespace reprise::timeline {

struct RecoveredBytes {
  Bytes bytes;  // a whole take that the recovery itself has verified
  RecoveryReport report;
};

// The digest of the sound is that of nothing. Errors as those of Recovery.
Result<RecoveredBytes> recover_bytes(ByteSpan damaged);

}  // namespace reprise::timeline
