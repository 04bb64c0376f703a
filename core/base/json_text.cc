#include "core/base/json_text.h"

#include <array>
#include <charconv>
#include <cmath>

#include "core/base/text.h"
#include "core/base/utf8.h"

namespace reprise {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";  // U+FFFD

bool is_plain(char c) {
  return static_cast<unsigned char>(c) >= 0x20 && static_cast<unsigned char>(c) < 0x7F &&
         c != '"' && c != '\\';
}

void append_escaped(std::string& out, char c) {
  switch (c) {
    case '"':
      out += "\\\"";
      return;
    case '\\':
      out += "\\\\";
      return;
    case '\n':
      out += "\\n";
      return;
    case '\r':
      out += "\\r";
      return;
    case '\t':
      out += "\\t";
      return;
    default:
      out += "\\u00";
      out += kHexDigits[static_cast<unsigned char>(c) >> 4];
      out += kHexDigits[static_cast<unsigned char>(c) & 15U];
  }
}

// Appends the first character of `text`, which is not plain; returns its length.
std::size_t append_special(std::string& out, std::string_view text) {
  if (static_cast<unsigned char>(text.front()) < 0x80) {
    append_escaped(out, text.front());
    return 1;
  }
  const std::size_t length = utf8_length(text);
  out += length == 0 ? kReplacement : text.substr(0, length);
  return length == 0 ? 1 : length;
}

}  // namespace

void JsonTextWriter::separate() {
  if (!first_) {
    out_ += ',';
  }
  first_ = false;
}

void JsonTextWriter::open(char bracket) {
  separate();
  out_ += bracket;
  first_ = true;
}

void JsonTextWriter::close(char bracket) {
  out_ += bracket;
  first_ = false;
}

void JsonTextWriter::key(std::string_view name) {
  separate();
  out_ += '"';
  out_ += name;
  out_ += "\":";
  first_ = true;
}

void JsonTextWriter::any_key(std::string_view name) {
  separate();
  quoted(name);
  out_ += ':';
  first_ = true;
}

void JsonTextWriter::quoted(std::string_view value) {
  out_ += '"';
  std::size_t at = 0;
  while (at < value.size()) {
    const std::size_t begin = at;
    while (at < value.size() && is_plain(value[at])) {
      ++at;
    }
    out_ += value.substr(begin, at - begin);
    if (at < value.size()) {
      at += append_special(out_, value.substr(at));
    }
  }
  out_ += '"';
}

void JsonTextWriter::text(std::string_view value) {
  separate();
  quoted(value);
}

void JsonTextWriter::boolean(bool value) {
  separate();
  out_ += value ? "true" : "false";
}

template <typename T>
void JsonTextWriter::floating(T value) {
  separate();
  if (!std::isfinite(value)) {
    quoted(format_double(static_cast<double>(value)));
    return;
  }
  std::array<char, 64> buffer{};
  out_.append(buffer.data(),
              std::to_chars(buffer.data(), buffer.data() + buffer.size(), value).ptr);
  if (value == 0 && std::signbit(value)) {
    out_ += ".0";  // many readers take -0 for the integer 0
  }
}

void JsonTextWriter::real(double value) {
  floating(value);
}
void JsonTextWriter::real(float value) {
  floating(value);
}

void JsonTextWriter::base64(ByteSpan bytes) {
  separate();
  out_ += '"';
  append_base64(out_, bytes);
  out_ += '"';
}

void JsonTextWriter::digits(std::int64_t value) {
  std::array<char, 24> buffer{};
  out_.append(buffer.data(),
              std::to_chars(buffer.data(), buffer.data() + buffer.size(), value).ptr);
}
void JsonTextWriter::digits(std::uint64_t value) {
  std::array<char, 24> buffer{};
  out_.append(buffer.data(),
              std::to_chars(buffer.data(), buffer.data() + buffer.size(), value).ptr);
}

}  // namespace reprise
