# Not -Wrestrict: g++ 12 raises it for every "text" + string at -O3 (GCC bug 105329). Nor
# -Wstringop-overflow, which it raises for a vector that grows byte by byte.
add_library(reprise_warnings INTERFACE)
target_compile_options(
  reprise_warnings
  INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wold-style-cast
            -Wnon-virtual-dtor -Woverloaded-virtual -Wnull-dereference -Wdouble-promotion
            -Wimplicit-fallthrough
            $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict;-Wno-stringop-overflow>
            $<$<BOOL:${REPRISE_WERROR}>:-Werror>)
