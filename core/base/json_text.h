// Writes JSON text straight into a string, for output that is too much for a tree of values. What
// the caller nests wrongly comes out wrong; strings that are no UTF-8 get U+FFFD for what is not.
// One thread.
#pragma once

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>

#include "core/base/bytes.h"

namespace reprise {

class JsonTextWriter {
 public:
  explicit JsonTextWriter(std::string& out) : out_(out) {}

  void begin_object() { open('{'); }
  void end_object() { close('}'); }
  void begin_array() { open('['); }
  void end_array() { close(']'); }
  // Of the next value; plain ASCII without anything to escape.
  void key(std::string_view name);
  // Of the next value; any text.
  void any_key(std::string_view name);

  void text(std::string_view value);
  void boolean(bool value);
  // The shortest decimal that reads back to the same value; −0 as -0.0, what is not finite as the
  // strings "NaN", "Infinity", "-Infinity".
  void real(double value);
  void real(float value);
  void base64(ByteSpan bytes);
  template <std::integral T>
  void number(T value) {
    separate();
    digits(value);
  }
  // A 64-bit integer as a decimal string: JSON numbers are doubles to most readers.
  template <std::integral T>
  void wide(T value) {
    separate();
    out_ += '"';
    digits(value);
    out_ += '"';
  }

 private:
  void open(char bracket);
  void close(char bracket);
  void separate();
  void quoted(std::string_view value);
  void digits(std::int64_t value);
  void digits(std::uint64_t value);
  void digits(std::int32_t value) { digits(std::int64_t{value}); }
  void digits(std::uint32_t value) { digits(std::uint64_t{value}); }
  void digits(std::uint16_t value) { digits(std::uint64_t{value}); }
  void digits(std::uint8_t value) { digits(std::uint64_t{value}); }
  template <typename T>
  void floating(T value);

  std::string& out_;
  bool first_ = true;  // nothing stands before the next value at its level
};

}  // namespace reprise
