// Round to nearest, denormals kept, exceptions masked, for as long as the object lives: a library
// built with -ffast-math may have left another mode in the thread. Belongs to one scope and thread.
#pragma once

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace reprise::analysis {

class FloatEnvironment {
 public:
  FloatEnvironment(const FloatEnvironment&) = delete;
  FloatEnvironment& operator=(const FloatEnvironment&) = delete;
#if defined(__x86_64__)
  FloatEnvironment() : saved_(_mm_getcsr()) {
    _mm_setcsr(kDefault);
  }
  ~FloatEnvironment() {
    _mm_setcsr(saved_);
  }

 private:
  static constexpr unsigned kDefault = 0x1F80;  // the state in which every x86-64 process starts
  unsigned saved_;
#else
  FloatEnvironment() = default;
  ~FloatEnvironment() = default;
#endif
};

}  // namespace reprise::analysis
