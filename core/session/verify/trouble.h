// Whose failure it is when a file cannot be read to its end. Pure; any thread.
#pragma once

#include "core/base/error.h"

namespace reprise::session {

// True when this machine failed (disk, memory), so that nothing is known of the file; false when
// the file itself is damaged, and thereby different.
inline bool is_trouble(const Status& read) {
  return !read &&
         (read.error().code == ErrorCode::kIo || read.error().code == ErrorCode::kResource);
}

}  // namespace reprise::session
