// A file that is another's, for a writer that wants one of its own: while an AtomicFile holds it
// and goes on to rename it. As thread-safe as the file itself.
#pragma once

#include <memory>

#include "core/base/file.h"

namespace reprise {

// Writes and syncs `file`, which must outlive it; closing is left to the owner.
std::unique_ptr<WritableFile> borrow(WritableFile& file);

}  // namespace reprise
