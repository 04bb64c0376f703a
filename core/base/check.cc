#include "core/base/check.h"

#include <cstdio>
#include <cstdlib>

namespace reprise {

void check_failed(const char* expression, const char* file, int line) {
  std::fprintf(stderr, "%s:%d: CHECK(%s) failed. This is a bug in Reprise.\n", file, line,
               expression);
  std::abort();
}

}  // namespace reprise
