#include "tools/common/wording.h"

#include <cstdarg>
#include <cstdio>

#include "core/base/check.h"

namespace reprise::tools {

std::string formatted(const char* format, ...) {
  std::va_list arguments;
  va_start(arguments, format);
  std::va_list again;
  va_copy(again, arguments);
  const int length = std::vsnprintf(nullptr, 0, format, arguments);
  va_end(arguments);
  CHECK(length >= 0);
  std::string text(static_cast<std::size_t>(length), '\0');
  std::vsnprintf(text.data(), text.size() + 1, format, again);
  va_end(again);
  return text;
}

std::string counted(std::int64_t count, std::string_view noun) {
  std::string text = std::to_string(count) + " ";
  return text.append(noun).append(count == 1 ? "" : "s");
}

}  // namespace reprise::tools
