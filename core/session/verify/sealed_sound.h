// Whether the sound of a take is the one that its seal names. The doctor of timeline, which cannot
// decode, knows that every packet is the one that was written; here each is decoded, and those of
// the first lane are hashed. One thread.
#pragma once

#include <filesystem>

#include "core/timeline/doctor.h"

namespace reprise::session {

// Adds to what was found in this file, of a sealed take in which no error was found: another is not
// the one that was sealed anyway. Fails when the disk does.
Status examine_sound(FileSystem& fs, const std::filesystem::path& path,
                     timeline::Diagnosis& diagnosis);

}  // namespace reprise::session
