// Words that were free names in the GLSL of ISF's first authors and that GLSL 330 or 450 keeps for
// itself. Pure functions; any thread.
#pragma once

#include <span>
#include <string_view>

namespace reprise::isf {

// Never part of a shader that compiles today: a file that has one means a name.
std::span<const std::string_view> forbidden_words();

// Keywords of today, which a file may mean as such: "sample", "smooth", …
std::span<const std::string_view> newer_keywords();

// In either list.
bool is_reserved(std::string_view word);

}  // namespace reprise::isf
