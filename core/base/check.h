// CHECK: an invariant whose failure is a bug in Reprise, never a reaction to input.
// Stays on in every build; prints the expression and its place, then aborts.
#pragma once

namespace reprise {

[[noreturn]] void check_failed(const char* expression, const char* file, int line);

}  // namespace reprise

#define CHECK(expression)                                       \
  do {                                                          \
    if (!(expression)) [[unlikely]] {                           \
      ::reprise::check_failed(#expression, __FILE__, __LINE__); \
    }                                                           \
  } while (false)
