#include "tools/common/console.h"

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>

#include <unistd.h>

namespace reprise::tools {
namespace {

constexpr std::string_view kBoldRed = "\x1b[1;31m";
constexpr std::string_view kYellow = "\x1b[33m";
constexpr std::string_view kDim = "\x1b[2m";
constexpr std::string_view kPlain = "\x1b[0m";

bool is_set(const char* variable) {
  const char* value = std::getenv(variable);
  return value != nullptr && *value != '\0';
}

bool terminal_has_color() {
  return is_set("TERM") && std::string_view(std::getenv("TERM")) != "dumb";
}

std::string styled(std::string_view text, std::string_view style, bool color) {
  if (!color) {
    return std::string(text);
  }
  return std::string(style).append(text).append(kPlain);
}

std::string message(std::string_view label, std::string_view style, std::string_view text,
                    bool color) {
  return styled(label, style, color) + " " + printable(text) + "\n";
}

void write_stderr(const std::string& line) {
  // Nowhere is left to report a failure to.
  (void)std::fwrite(line.data(), 1, line.size(), stderr);
}

// Of the write that failed just now.
Status stdout_failed() {
  const int number = errno;
  if (number == EPIPE) {
    std::signal(SIGPIPE, SIG_DFL);
    (void)std::raise(SIGPIPE);
  }
  return fail(error_from_errno(number, "cannot write to stdout"));
}

}  // namespace

std::string printable(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    // U+0080 to U+009F steer as well.
    const bool wide = byte == 0xC2 && i + 1 < text.size() &&
                      static_cast<unsigned char>(text[i + 1]) >= 0x80 &&
                      static_cast<unsigned char>(text[i + 1]) < 0xA0;
    out += wide || byte < 0x20 || byte == 0x7F ? '?' : text[i];
    i += wide ? 1 : 0;
  }
  return out;
}

bool use_color(ColorChoice choice, int fd) {
  if (choice != ColorChoice::kAuto) {
    return choice == ColorChoice::kAlways;
  }
  return ::isatty(fd) == 1 && !is_set("NO_COLOR") && terminal_has_color();
}

std::string format_error(const Error& error, bool color) {
  std::string line = styled("error:", kBoldRed, color) + " " + printable(error.message);
  if (!error.hint.empty()) {
    line += " " + styled("(try: " + printable(error.hint) + ")", kDim, color);
  }
  return line;
}

std::string format_warning(std::string_view text, bool color) {
  return message("warning:", kYellow, text, color);
}

std::string format_note(std::string_view text, bool color) {
  return message("note:", kDim, text, color);
}

Console::Console(const Options& options)
    : options_(options), color_(use_color(options.color, STDERR_FILENO)) {}

void Console::error(const Error& error) const {
  write_stderr(format_error(error, color_) + "\n");
}

void Console::warning(std::string_view text) const {
  write_stderr(format_warning(text, color_));
}

void Console::note(std::string_view text) const {
  if (!options_.quiet) {
    write_stderr(format_note(text, color_));
  }
}

void Console::detail(std::string_view text) const {
  if (options_.verbosity > 0) {
    write_stderr(printable(text) + "\n");
  }
}

void print_error(const Error& error, ColorChoice color) {
  Console::Options options;
  options.color = color;
  Console(options).error(error);
}

Status print_part(std::string_view text) {
  return std::fwrite(text.data(), 1, text.size(), stdout) == text.size() ? Status()
                                                                         : stdout_failed();
}

Status finish_parts() {
  return std::fflush(stdout) == 0 ? Status() : stdout_failed();
}

Status print_result(std::string_view text) {
  TRY(print_part(text));
  return finish_parts();
}

Status print_json(const Json& object) {
  return print_result(dump_json(object) + "\n");
}

Status refuse_binary_terminal(std::string_view what) {
  if (::isatty(STDOUT_FILENO) == 1) {
    return fail(ErrorCode::kUsage, "not writing " + std::string(what) + " to a terminal",
                "redirect stdout to a file or a program");
  }
  return {};
}

}  // namespace reprise::tools
