# Compiles a dozen of a target's files together where REPRISE_UNITY asks: the headers are most of the
# work. A compiler cache wants small pieces, and is worth more.
function(reprise_unite name)
  if(REPRISE_UNITY AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
    set_target_properties(${name} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 12)
    # A type of an unnamed namespace is then always in an "included" file.
    target_compile_options(${name} PRIVATE $<$<CXX_COMPILER_ID:GNU>:-Wno-subobject-linkage>)
  endif()
endfunction()

# reprise_library(NAME SOURCES a.cc … [LIBRARIES …] [PRIVATE_LIBRARIES …])
# One static library per folder: the linker then agrees with the house's floors.
function(reprise_library name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LIBRARIES;PRIVATE_LIBRARIES" ${ARGN})
  add_library(${name} STATIC ${ARG_SOURCES})
  target_link_libraries(${name} PUBLIC reprise_settings ${ARG_LIBRARIES}
                                PRIVATE reprise_warnings ${ARG_PRIVATE_LIBRARIES})
  reprise_unite(${name})
endfunction()

# reprise_program(NAME SOURCES … LIBRARIES … [FOLDER libexec/reprise]): an executable in
# <build>/FOLDER, bin unless said otherwise, that is installed in the folder of that name.
function(reprise_program name)
  cmake_parse_arguments(ARG "" "FOLDER" "SOURCES;LIBRARIES" ${ARGN})
  if(NOT ARG_FOLDER)
    set(ARG_FOLDER bin)
  endif()
  add_executable(${name} ${ARG_SOURCES})
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY
                                           ${CMAKE_BINARY_DIR}/${ARG_FOLDER})
  target_link_libraries(${name} PRIVATE reprise_settings reprise_warnings
                                        reprise_program_support ${ARG_LIBRARIES})
  install(TARGETS ${name} RUNTIME DESTINATION ${ARG_FOLDER})
endfunction()

# All programs with tests labelled `threads`: the part that is worth ThreadSanitizer's time.
add_custom_target(thread_tests)

# All programs with tests labelled `unit`, which is all but those labelled `slow` (other CPUs under
# qemu) or `acceptance` (whole films): the part that is worth AddressSanitizer's time.
add_custom_target(unit_tests)

# What is tested is optimised as it will be; tests run once, and are compiled far longer, with a
# sanitizer most of all.
if(REPRISE_SANITIZE)
  set(REPRISE_TEST_OPTIMISATION -O0)
else()
  set(REPRISE_TEST_OPTIMISATION -O1)
endif()

# Reads the headers that nearly every test begins with once for all tests; as with unity, not beside
# a compiler cache. All that differs between tests is what they link and small definitions.
function(reprise_read_test_headers_once name)
  if(NOT REPRISE_UNITY OR CMAKE_CXX_COMPILER_LAUNCHER)
    return()
  endif()
  if(NOT TARGET test_headers)
    set(source ${CMAKE_BINARY_DIR}/tests/test_headers.cc)
    file(CONFIGURE OUTPUT ${source} CONTENT "int main() {}\n")
    add_executable(test_headers EXCLUDE_FROM_ALL ${source})
    target_link_libraries(test_headers PRIVATE reprise_settings reprise_warnings GTest::gmock)
    target_compile_options(test_headers PRIVATE ${REPRISE_TEST_OPTIMISATION})
    target_precompile_headers(test_headers PRIVATE <gmock/gmock.h> <gtest/gtest.h> <algorithm>
                              <filesystem> <functional> <map> <memory> <string> <thread> <vector>)
  endif()
  target_precompile_headers(${name} REUSE_FROM test_headers)
endfunction()

# reprise_test(NAME SOURCES … LIBRARIES … [LABELS …] [TIMEOUT s] [COST n]): one GoogleTest program a
# folder or subject; every TEST becomes a ctest case, those of the greatest cost begun first.
function(reprise_test name)
  cmake_parse_arguments(ARG "" "TIMEOUT;COST" "SOURCES;LIBRARIES;LABELS" ${ARGN})
  if(NOT ARG_TIMEOUT)
    set(ARG_TIMEOUT 120)
  endif()
  if(NOT ARG_COST)
    set(ARG_COST 0)
  endif()
  if(NOT "slow" IN_LIST ARG_LABELS AND NOT "acceptance" IN_LIST ARG_LABELS)
    list(APPEND ARG_LABELS unit)
  endif()
  if(REPRISE_FUZZ)  # known by name, so that its properties can be set, and never built
    add_executable(${name} EXCLUDE_FROM_ALL ${ARG_SOURCES})
    return()
  endif()
  add_executable(${name} ${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE reprise_settings reprise_warnings
                                        reprise_program_support ${ARG_LIBRARIES}
                                        GTest::gmock GTest::gtest_main)
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
  target_compile_options(${name} PRIVATE ${REPRISE_TEST_OPTIMISATION})
  reprise_unite(${name})
  reprise_read_test_headers_once(${name})
  # One word: the second label of a list gets lost on the way, and -L looks for parts of words.
  list(JOIN ARG_LABELS "+" label)
  gtest_discover_tests(${name} TEST_PREFIX "${name}." NO_PRETTY_VALUES DISCOVERY_TIMEOUT 60
                       PROPERTIES TIMEOUT ${ARG_TIMEOUT} COST ${ARG_COST}
                                  LABELS "${label}")
  if("threads" IN_LIST ARG_LABELS)
    add_dependencies(thread_tests ${name})
  endif()
  if("unit" IN_LIST ARG_LABELS)
    add_dependencies(unit_tests ${name})
  endif()
endfunction()

# reprise_fuzz_target(NAME SOURCES … LIBRARIES … CORPUS DIR): one LLVMFuzzerTestOneInput. Without a
# fuzzer a test that replays DIR, the committed corpus; with REPRISE_FUZZ a libFuzzer program
# <build>/fuzz/NAME, which ./dev soak fuzz runs.
function(reprise_fuzz_target name)
  cmake_parse_arguments(ARG "" "CORPUS" "SOURCES;LIBRARIES" ${ARGN})
  if(NOT REPRISE_FUZZ)
    reprise_test(${name} SOURCES ${ARG_SOURCES} ${CMAKE_SOURCE_DIR}/tests/support/fuzz_replay.cc
                 LIBRARIES ${ARG_LIBRARIES})
    target_compile_definitions(${name} PRIVATE CORPUS_DIR="${ARG_CORPUS}")
    return()
  endif()
  add_executable(${name} ${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE reprise_settings reprise_warnings ${ARG_LIBRARIES})
  target_link_options(${name} PRIVATE -fsanitize=fuzzer)
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/fuzz)
endfunction()

# reprise_bench(NAME SOURCES … LIBRARIES …): a Google Benchmark program in <build>/bench. Under a
# sanitizer there is nothing to measure, so it is built only on request.
function(reprise_bench name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LIBRARIES" ${ARGN})
  add_executable(${name} ${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE reprise_settings reprise_warnings
                                        reprise_program_support ${ARG_LIBRARIES}
                                        benchmark::benchmark benchmark::benchmark_main)
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bench)
  if(REPRISE_SANITIZE)
    set_target_properties(${name} PROPERTIES EXCLUDE_FROM_ALL TRUE)
  endif()
endfunction()
