// The macros in front of an author's code that make old GLSL new: names that have gone, and words
// that GLSL has reserved since. Text only; any thread.
#pragma once

#include <string>
#include <string_view>

#include "core/isf/preset.h"

namespace reprise::isf {

// The lines that define the old names.
std::string old_name_macros();

// The lines that rename reserved words that `code` (without comments) or the names of `info` use.
// Words that are keywords today are renamed where an input, target or import has that name; in 330,
// the second attempt, wherever they stand.
std::string renaming_macros(const PresetInfo& info, std::string_view code, GlslVersion version);

// Takes our macro of the same name away in front of each that the author defines, as some files do
// to be ready for old and new GLSL alike. `first_line` is the number of the first line.
std::string with_own_macros_first(std::string_view code, int first_line);

}  // namespace reprise::isf
