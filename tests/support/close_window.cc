#include "tests/support/close_window.h"

#include <X11/Xlib.h>

namespace reprise::test {

void ask_to_close(const std::string& display, unsigned long window) {
  Display* server = XOpenDisplay(display.c_str());
  if (server == nullptr) {
    return;
  }
  XEvent event{};
  event.xclient.type = ClientMessage;
  event.xclient.window = window;
  event.xclient.message_type = XInternAtom(server, "WM_PROTOCOLS", False);
  event.xclient.format = 32;
  event.xclient.data.l[0] = static_cast<long>(XInternAtom(server, "WM_DELETE_WINDOW", False));
  XSendEvent(server, window, False, NoEventMask, &event);
  XCloseDisplay(server);  // sends what waits
}

void destroy_window(const std::string& display, unsigned long window) {
  if (Display* server = XOpenDisplay(display.c_str()); server != nullptr) {
    XDestroyWindow(server, window);
    XCloseDisplay(server);
  }
}

void cut_off(const std::string& display, unsigned long window) {
  if (Display* server = XOpenDisplay(display.c_str()); server != nullptr) {
    XKillClient(server, window);
    XCloseDisplay(server);
  }
}

}  // namespace reprise::test
