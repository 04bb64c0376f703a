// Values in ISF headers as they are found in the wild: numbers in strings, booleans as numbers.
// Absent and unusable values are the same: nothing. Pure functions; any thread.
#pragma once

#include <optional>
#include <string>

#include "core/base/json.h"

namespace reprise::isf {

// The member `key` of `object`, or a null value when there is none or `object` is no object.
const Json& member_or_null(const Json& object, const char* key);

// Finite numbers (those beyond a float's range as its ends), booleans as 0 and 1, strings that are
// a number.
std::optional<double> number_in(const Json& value);

// Booleans, numbers (more than 0 is true), strings "true", "yes", "on", "false", "no", "off".
std::optional<bool> bool_in(const Json& value);

// Strings only; `fallback` for all else.
std::string string_in(const Json& value, std::string fallback = {});

}  // namespace reprise::isf
