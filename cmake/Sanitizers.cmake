if(REPRISE_SANITIZE)
  target_compile_options(reprise_settings INTERFACE -fsanitize=${REPRISE_SANITIZE}
                                                    -fno-omit-frame-pointer
                                                    -fno-sanitize-recover=all)
  target_link_options(reprise_settings INTERFACE -fsanitize=${REPRISE_SANITIZE})
endif()
