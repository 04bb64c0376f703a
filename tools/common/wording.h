// Small words for what the tools print to people. Pure; any thread; no locale.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace reprise::tools {

// As printf writes it.
[[gnu::format(printf, 1, 2)]] std::string formatted(const char* format, ...);

// "1 frame", "2 frames", "0 frames"; for nouns that take an s.
std::string counted(std::int64_t count, std::string_view noun);

}  // namespace reprise::tools
