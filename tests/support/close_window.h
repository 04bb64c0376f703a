// What a window manager's close button does, and other clients less politely; xdotool cannot. A
// file of its own because Xlib defines common words as macros. For tests.
#pragma once

#include <string>

namespace reprise::test {

// Sends WM_DELETE_WINDOW (ICCCM 4.2.8.1) to a window.
void ask_to_close(const std::string& display, unsigned long window);
// Destroys another program's window.
void destroy_window(const std::string& display, unsigned long window);
// The server closes the connection of the window's program, as xkill asks it to.
void cut_off(const std::string& display, unsigned long window);

}  // namespace reprise::test
