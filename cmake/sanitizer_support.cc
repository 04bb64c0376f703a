// Linked into every program of an AddressSanitizer build. Mesa unloads its driver at the end, and
// LeakSanitizer can then no longer tell whose the driver's own leaks are: so libraries stay loaded,
// and what Mesa and LLVM keep until the process ends is left out of the report.

extern "C" int dlclose(void* /*library*/) noexcept { return 0; }

// Weak: a test may have a list of its own.
extern "C" [[gnu::weak]] const char* __lsan_default_suppressions() {
  return "leak:swrast_dri\n"
         "leak:libgallium\n"
         "leak:libLLVM\n"
         "leak:libEGL\n"
         "leak:libGLdispatch\n";
}

// GCC 12's runtime finds a library's thread-local memory by a header that glibc 2.36 no longer
// writes, and its search for leaks can crash on what stands there instead.
extern "C" const char* __asan_default_options() { return "intercept_tls_get_addr=0"; }
