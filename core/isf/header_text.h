// Finds the JSON header in a preset's text and reads it. Errors name the author's file and line.
#pragma once

#include <string>
#include <string_view>

#include "core/base/error.h"
#include "core/base/json.h"
#include "core/isf/source_text.h"

namespace reprise::isf {

// The first block comment whose content starts with '{' (behind line comments and spaces).
// kInvalid when there is none.
Result<TextRange> find_header(std::string_view text);

// The JSON object in the comment `header` of `text`. Beyond the lenient dialect, raw line ends and
// tabs in strings, bytes that are no UTF-8 and notes behind the object are accepted.
Result<Json> parse_header(std::string_view text, TextRange header);

// The line on which the value at `path` ("INPUTS[3].TYPE") starts; the nearest enclosing one when
// the path does not lead there.
int line_of_path(std::string_view text, TextRange header, std::string_view path);

}  // namespace reprise::isf
