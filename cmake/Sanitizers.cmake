if(REPRISE_SANITIZE)
  target_compile_options(reprise_settings INTERFACE -fsanitize=${REPRISE_SANITIZE}
                                                    -fno-omit-frame-pointer
                                                    # g++ 12's false alarm in <regex>
                                                    $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>
                                                    -fno-sanitize-recover=all)
  target_link_options(reprise_settings INTERFACE -fsanitize=${REPRISE_SANITIZE})
endif()

# What every program links besides its own libraries.
add_library(reprise_program_support INTERFACE)
if(REPRISE_SANITIZE MATCHES address)
  add_library(reprise_sanitizer_support OBJECT ${CMAKE_SOURCE_DIR}/cmake/sanitizer_support.cc)
  target_link_libraries(reprise_program_support
                        INTERFACE $<TARGET_OBJECTS:reprise_sanitizer_support>)
elseif(REPRISE_SANITIZE MATCHES thread)
  add_library(reprise_sanitizer_support OBJECT ${CMAKE_SOURCE_DIR}/cmake/thread_sanitizer_support.cc)
  target_link_libraries(reprise_program_support
                        INTERFACE $<TARGET_OBJECTS:reprise_sanitizer_support>)
endif()
