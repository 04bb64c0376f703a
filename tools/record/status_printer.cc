#include "tools/record/status_printer.h"

#include <cerrno>
#include <chrono>
#include <utility>

#include <unistd.h>

#include "tools/common/progress.h"

namespace reprise::tools {
namespace {

constexpr std::int64_t kBetweenLines = 10'000'000'000;  // ns
constexpr std::size_t kLongLine = 200;
constexpr std::chrono::seconds kTerminalPatience{1};
constexpr const char* kClearLine = "\r\x1b[K";

// Without stdio: its lock would stop whoever else has something to say.
void write_to_stderr(std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(STDERR_FILENO, text.data(), text.size());
    if (written < 0 && errno != EINTR) {
      return;  // nowhere is left to report it to
    }
    text.remove_prefix(written < 0 ? 0 : static_cast<std::size_t>(written));
  }
}

}  // namespace

StatusPrinter::StatusPrinter(const Console& console)
    : quiet_(console.quiet()),
      color_(console.color()),
      terminal_(Progress::stderr_options().terminal),
      out_(write_to_stderr) {}

void StatusPrinter::show(const LiveStatus& status, std::int64_t now_ns) {
  const std::lock_guard lock(mutex_);
  if (quiet_ || ended_) {
    return;
  }
  if (terminal_) {
    // As wide as it is now. Back to the start, the line, and away with what stood behind it.
    const std::size_t width = Progress::stderr_options().width;
    out_.replace("\r" + printable(status_line(status, width)) + "\x1b[K");
    on_screen_ = true;
  } else if (now_ns >= next_line_ns_) {
    next_line_ns_ = now_ns + kBetweenLines;
    out_.post(printable(status_line(status, kLongLine)) + "\n");
  }
}

void StatusPrinter::end() {
  {
    const std::lock_guard lock(mutex_);
    ended_ = true;
    out_.drop_replaceable();
    if (std::exchange(on_screen_, false)) {
      out_.post(kClearLine);
    }
  }
  out_.flush(kTerminalPatience);
}

void StatusPrinter::post(const std::string& text) {
  const std::lock_guard lock(mutex_);
  out_.post((on_screen_ ? kClearLine : "") + text);
}

void StatusPrinter::note(const std::string& text) {
  if (!quiet_) {
    post(format_note(text, color_));
  }
}

void StatusPrinter::warning(const std::string& text) {
  post(format_warning(text, color_));
}

void StatusPrinter::text(const std::string& text) {
  post(text);
}

}  // namespace reprise::tools
