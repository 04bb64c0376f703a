# Not -Wrestrict: g++ 12 raises it for every "text" + string at -O3 (GCC bug 105329).
add_library(reprise_warnings INTERFACE)
target_compile_options(
  reprise_warnings
  INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wold-style-cast
            -Wnon-virtual-dtor -Woverloaded-virtual -Wnull-dereference -Wdouble-promotion
            -Wimplicit-fallthrough -Wno-restrict $<$<BOOL:${REPRISE_WERROR}>:-Werror>)
