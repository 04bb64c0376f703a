// What recordings from a file and live ones begin with: the show, and leave to write the take.
#pragma once

#include "core/base/file.h"
#include "core/session/library/preset_library.h"
#include "core/timeline/take_writer.h"
#include "tools/record/record_options.h"

namespace reprise::tools {

// The show that the options name, with their changes.
Result<session::ShowFiles> load_show(const RecordOptions& options,
                                     const session::PresetLibrary& library);

// The output may be written, and what a killed recording left of it may go, once there is something
// to put in its place.
Result<timeline::OldPartial> check_take_output(FileSystem& fs, const RecordOptions& options);

}  // namespace reprise::tools
