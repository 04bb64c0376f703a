// One pixel of a screen, looked at as often as wanted: a screenshot takes a hundred times longer.
#pragma once

#include <memory>
#include <string>

#include "tests/support/screen.h"

namespace reprise::test {

class ScreenPixel {
 public:
  // Of the display that $DISPLAY-like `name` means, on a screen of 24 bits.
  ScreenPixel(const std::string& name, int x, int y);
  ScreenPixel(const ScreenPixel&) = delete;
  ScreenPixel& operator=(const ScreenPixel&) = delete;
  ~ScreenPixel();

  [[nodiscard]] Color color() const;

 private:
  struct Connection;
  std::unique_ptr<Connection> connection_;
  int x_;
  int y_;
};

}  // namespace reprise::test
