// What a program says to a person on stderr: errors, warnings, notes, in colour where that helps.
// Results do not go through here; they go to stdout. One thread at a time.
#pragma once

#include <string>
#include <string_view>

#include "core/base/error.h"
#include "core/base/json.h"

namespace reprise::tools {

enum class ColorChoice { kAuto, kAlways, kNever };

// kAuto: a terminal, NO_COLOR unset or empty (no-color.org), TERM neither empty nor "dumb".
bool use_color(ColorChoice choice, int fd);

// Text from outside as part of a line: control characters, line breaks among them, become '?', so
// that no file can steer the terminal.
std::string printable(std::string_view text);

// "error: cannot read 'x' (try: …)", printable.
std::string format_error(const Error& error, bool color);

// "warning: …" and "note: …", printable, with the line's end: for whoever writes them elsewhere.
std::string format_warning(std::string_view text, bool color);
std::string format_note(std::string_view text, bool color);

class Console {
 public:
  struct Options {
    ColorChoice color = ColorChoice::kAuto;
    bool quiet = false;  // no notes; errors and warnings stay
    int verbosity = 0;   // details from 1 on
  };
  Console() : Console(Options{}) {}
  explicit Console(const Options& options);

  void error(const Error& error) const;
  void warning(std::string_view text) const;
  void note(std::string_view text) const;
  void detail(std::string_view text) const;
  [[nodiscard]] bool color() const { return color_; }
  [[nodiscard]] bool quiet() const { return options_.quiet; }

 private:
  Options options_;
  bool color_;
};

// For main(), before any option is known.
void print_error(const Error& error, ColorChoice color = ColorChoice::kAuto);

// Results go to stdout. kIo and the like when it cannot take them. When its reader has gone (head,
// less), the process ends without a word, as SIGPIPE ends it, also where that is ignored.
//
// One result: the text, or the object on one line.
Status print_result(std::string_view text);
Status print_json(const Json& object);
// One that comes in many parts: print_part() for each, finish_parts() behind the last.
Status print_part(std::string_view text);
Status finish_parts();

// kUsage when stdout is a terminal: `what` ("the video") is binary.
Status refuse_binary_terminal(std::string_view what);

}  // namespace reprise::tools
