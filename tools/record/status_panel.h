// What stands over the picture in the window: the line of status, with the latest warning above it,
// and the list of keys. Pure functions; any thread.
#pragma once

#include <vector>

#include "core/model/image.h"
#include "tools/record/live_status.h"
#include "tools/window/text_panel.h"

namespace reprise::tools {

std::vector<TextLine> status_panel(const LiveStatus& status);
// Of all keys, from the table.
std::vector<TextLine> help_panel();

// The height of letters for so many lines: a line of status is about 130 letters wide, and all
// lines have room in the window as long as they can be read.
int letter_height(ImageSize window, std::size_t lines);

}  // namespace reprise::tools
