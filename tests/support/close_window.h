// What a window manager's close button does, which xdotool cannot. A file of its own because Xlib
// defines common words as macros. For tests.
#pragma once

#include <string>

namespace reprise::test {

// Sends WM_DELETE_WINDOW (ICCCM 4.2.8.1) to a window.
void ask_to_close(const std::string& display, unsigned long window);

}  // namespace reprise::test
