// Whether the state that a take begins with can be taken up: all of it is there, whole, and of the
// hop at which its sound begins; and whether its cues name what its show has. One thread.
#pragma once

#include <filesystem>

#include "core/timeline/doctor.h"

namespace reprise::session {

// Adds to what was found in this file, of a take in which no error was found. Fails when the disk
// does.
Status examine_state(FileSystem& fs, const std::filesystem::path& path,
                     timeline::Diagnosis& diagnosis);

}  // namespace reprise::session
