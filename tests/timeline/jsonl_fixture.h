// Takes as JSONL for tests.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/bytes.h"

namespace reprise::timeline {

enum class Loss { kNone, kExpected };

// The same take in the container that `name` asks for.
Bytes converted(ByteSpan take, const std::string& name, Loss loss = Loss::kNone);

std::vector<std::string> lines_of(ByteSpan text);
// Those that hold `part`.
std::vector<std::string> lines_with(ByteSpan text, std::string_view part);
Bytes text_of(const std::vector<std::string>& lines);

}  // namespace reprise::timeline
