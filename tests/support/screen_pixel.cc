#include "tests/support/screen_pixel.h"

#include <stdexcept>

#include <X11/Xlib.h>
#include <X11/Xutil.h>

namespace reprise::test {

struct ScreenPixel::Connection {
  Display* display = nullptr;
};

ScreenPixel::ScreenPixel(const std::string& name, int x, int y)
    : connection_(std::make_unique<Connection>()), x_(x), y_(y) {
  connection_->display = ::XOpenDisplay(name.c_str());
  if (connection_->display == nullptr) {
    throw std::runtime_error("cannot open display " + name);
  }
}

ScreenPixel::~ScreenPixel() {
  ::XCloseDisplay(connection_->display);
}

Color ScreenPixel::color() const {
  Display* display = connection_->display;
  XImage* image = ::XGetImage(display, ::XDefaultRootWindow(display), x_, y_, 1, 1, ~0UL, ZPixmap);
  const unsigned long pixel = image->f.get_pixel(image, 0, 0);
  image->f.destroy_image(image);
  return {static_cast<std::uint8_t>(pixel >> 16U), static_cast<std::uint8_t>(pixel >> 8U),
          static_cast<std::uint8_t>(pixel)};
}

}  // namespace reprise::test
