add_library(reprise_warnings INTERFACE)
target_compile_options(
  reprise_warnings
  INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wold-style-cast
            -Wnon-virtual-dtor -Woverloaded-virtual -Wnull-dereference -Wdouble-promotion
            -Wimplicit-fallthrough $<$<BOOL:${REPRISE_WERROR}>:-Werror>)
