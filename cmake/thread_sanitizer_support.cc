// Linked into every program of a ThreadSanitizer build. libpulse hands its memory from thread to
// thread through lists without locks; it is not compiled for the sanitizer, which therefore does
// not see how it synchronises, and calls its packets a race.

extern "C" const char* __tsan_default_suppressions() {
  return "race:libpulse\n"
         "race:libpulsecommon\n";
}
