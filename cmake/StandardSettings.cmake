option(REPRISE_BUILD_TESTS "Build the tests and benchmarks" ON)
option(REPRISE_WERROR "Treat warnings as errors" OFF)
option(REPRISE_UNITY "Compile a target's files a dozen at a time, when no compiler cache is used" OFF)
set(REPRISE_SANITIZE "" CACHE STRING "Sanitizers to build with, e.g. address,undefined or thread")
option(REPRISE_FUZZ "Build the libFuzzer targets alone (clang)" OFF)

if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "" FORCE)
endif()
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)

# Settings of every target of the project: language level and the rules of bit-exactness.
# Contraction to FMA would change results from CPU to CPU.
add_library(reprise_settings INTERFACE)
target_compile_features(reprise_settings INTERFACE cxx_std_20)
target_include_directories(reprise_settings INTERFACE ${CMAKE_SOURCE_DIR})
target_compile_options(reprise_settings INTERFACE -ffp-contract=off -fno-fast-math)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
