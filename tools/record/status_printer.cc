#include "tools/record/status_printer.h"

#include <cstdio>

#include "tools/common/progress.h"

namespace reprise::tools {
namespace {

constexpr std::int64_t kBetweenLines = 10'000'000'000;  // ns
constexpr std::size_t kLongLine = 200;

}  // namespace

StatusPrinter::StatusPrinter(const Console& console)
    : console_(console),
      terminal_(Progress::stderr_options().terminal),
      width_(terminal_ ? Progress::stderr_options().width : kLongLine) {}

void StatusPrinter::show(const LiveStatus& status, std::int64_t now_ns) {
  if (console_.quiet()) {
    return;
  }
  if (terminal_) {
    // Back to the start, the line, and away with what stood behind it.
    std::fprintf(stderr, "\r%s\x1b[K", printable(status_line(status, width_)).c_str());
    std::fflush(stderr);
    on_screen_ = true;
  } else if (now_ns >= next_line_ns_) {
    next_line_ns_ = now_ns + kBetweenLines;
    std::fprintf(stderr, "%s\n", printable(status_line(status, width_)).c_str());
  }
}

void StatusPrinter::end() {
  if (on_screen_) {
    std::fputs("\r\x1b[K", stderr);
    std::fflush(stderr);
    on_screen_ = false;
  }
}

void StatusPrinter::note(const std::string& text) {
  end();
  console_.note(text);
}

void StatusPrinter::warning(const std::string& text) {
  end();
  console_.warning(text);
}

void StatusPrinter::text(const std::string& text) {
  end();
  std::fputs(text.c_str(), stderr);
}

}  // namespace reprise::tools
