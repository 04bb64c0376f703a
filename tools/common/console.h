// What a tool says on stderr: errors with what to do next, warnings, notes. Colour only on a
// terminal, unless --color or NO_COLOR say otherwise. Main thread.
#pragma once

#include <string_view>

#include "core/base/error.h"

namespace reprise::tools {

enum class ColorMode { kAuto, kAlways, kNever };

class Console {
 public:
  // Reads NO_COLOR and TERM.
  Console(ColorMode color, bool quiet);

  // "error: MESSAGE (try: HINT)"; returns the exit code of the error.
  int error(const Error& error) const;
  void warning(std::string_view message) const;
  // Not printed with --quiet.
  void note(std::string_view message) const;

  [[nodiscard]] bool quiet() const { return quiet_; }

 private:
  bool color_;
  bool quiet_;
};

}  // namespace reprise::tools
