// UTF-8 as RFC 3629 has it: no overlong forms, no surrogates, nothing above U+10FFFF. Pure
// functions; any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace reprise {

// Bytes of the character at the start of `text` (not empty); 0 when there is no whole one.
std::size_t utf8_length(std::string_view text);
// Bytes at the start of `text` that are valid.
std::size_t valid_utf8_prefix(std::string_view text);
inline bool is_utf8(std::string_view text) {
  return valid_utf8_prefix(text) == text.size();
}
// Appends a code point that is no surrogate and at most U+10FFFF.
void append_utf8(std::string& out, std::uint32_t code_point);

}  // namespace reprise
