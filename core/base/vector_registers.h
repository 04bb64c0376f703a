// Code that ran before, in the same thread, may have left the upper halves of the AVX registers in
// use (libxxhash 0.8.1 does); scalar and SSE code, which a JIT, x264 and FFTW run, is up to three
// times slower until they are zero. Values do not change. Any thread; about a nanosecond.
#pragma once

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace reprise {

#if defined(__x86_64__)
__attribute__((target("avx"))) inline void zero_upper_vector_halves() {
  _mm256_zeroupper();
}
inline void clear_upper_vector_halves() {
  if (__builtin_cpu_supports("avx") != 0) {
    zero_upper_vector_halves();
  }
}
#else
inline void clear_upper_vector_halves() {}
#endif

}  // namespace reprise
