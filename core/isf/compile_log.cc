#include <charconv>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/text.h"
#include "core/isf/line_numbers.h"
#include "core/isf/preset.h"

namespace reprise::isf {
namespace {

// Takes what one driver writes in front of a message; each part says whether it was there.
class Cursor {
 public:
  explicit Cursor(std::string_view text) : rest_(text) {}

  bool word(std::string_view expected) {
    if (!rest_.starts_with(expected)) {
      return false;
    }
    rest_.remove_prefix(expected.size());
    return true;
  }
  bool number(int& value) {
    const auto [end, code] = std::from_chars(rest_.data(), rest_.data() + rest_.size(), value);
    if (code != std::errc() || value < 0) {
      return false;
    }
    rest_.remove_prefix(static_cast<std::size_t>(end - rest_.data()));
    return true;
  }
  [[nodiscard]] std::string_view rest() const { return trim(rest_); }

 private:
  std::string_view rest_;
};

struct Message {
  int source = 0;  // says nothing: see line_numbers.h
  int line = 0;
  std::string severity;  // only where it stands in front of the place
  std::string_view text;
};

// "0:12(3): error: …"
std::optional<Message> mesa_message(std::string_view log_line) {
  Cursor cursor(log_line);
  Message message;
  int column = 0;
  if (cursor.number(message.source) && cursor.word(":") && cursor.number(message.line) &&
      cursor.word("(") && cursor.number(column) && cursor.word("):")) {
    message.text = cursor.rest();
    return message;
  }
  return std::nullopt;
}

// "0(12) : error C1008: …"
std::optional<Message> nvidia_message(std::string_view log_line) {
  Cursor cursor(log_line);
  Message message;
  if (cursor.number(message.source) && cursor.word("(") && cursor.number(message.line) &&
      cursor.word(")") && (cursor.word(" :") || cursor.word(":"))) {
    message.text = cursor.rest();
    return message;
  }
  return std::nullopt;
}

// "ERROR: 0:12: …"
std::optional<Message> glslang_message(std::string_view log_line) {
  Cursor cursor(log_line);
  Message message;
  if (cursor.word("ERROR: ")) {
    message.severity = "error: ";
  } else if (cursor.word("WARNING: ")) {
    message.severity = "warning: ";
  } else {
    return std::nullopt;
  }
  if (cursor.number(message.source) && cursor.word(":") && cursor.number(message.line) &&
      cursor.word(":")) {
    message.text = cursor.rest();
    return message;
  }
  return std::nullopt;
}

std::string explain_line(const Preset& preset, std::string_view log_line) {
  auto message = mesa_message(log_line);
  if (!message) {
    message = nvidia_message(log_line);
  }
  if (!message) {
    message = glslang_message(log_line);
  }
  if (!message || (message->line > kPreambleLines && message->line <= kVertexLines)) {
    return std::string(log_line);
  }
  const bool vertex = message->line > kVertexLines;
  const int line = message->line - (vertex ? kVertexLines : kFragmentLines);
  std::string out = preset.name + (vertex ? ".vs:" : ".fs:");
  out += std::to_string(line) + ": " + message->severity;
  return out.append(message->text);
}

}  // namespace

std::string explain_compile_log(const Preset& preset, std::string_view log) {
  log = trim(log.substr(0, log.find('\0')));
  std::string out;
  if (log.empty()) {
    return out;
  }
  for (const std::string& line : split(log, '\n')) {
    out += out.empty() ? "" : "\n";
    out += explain_line(preset, trim(line));
  }
  return out;
}

}  // namespace reprise::isf
