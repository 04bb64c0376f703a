// A real discrete Fourier transform of one fixed size, bit for bit the same on every x86-64 CPU
// with one build of the library behind it. One object belongs to one thread; create() may be
// called from any.
#pragma once

#include <complex>
#include <cstddef>
#include <memory>
#include <span>

#include "core/base/error.h"

namespace reprise::analysis {

class Fft {
 public:
  // kResource when no plan or memory could be had. `size` is even.
  static Result<Fft> create(std::size_t size);
  Fft(Fft&&) noexcept;
  Fft& operator=(Fft&&) noexcept;
  ~Fft();

  // `size` values, to be written before run(), which leaves them alone.
  [[nodiscard]] std::span<float> input();
  // X[k] = Σ x[n]·e^(−2πikn/size), unscaled, for k in 0 .. size/2.
  std::span<const std::complex<float>> run();

 private:
  struct Plan;
  explicit Fft(std::unique_ptr<Plan> plan);
  std::unique_ptr<Plan> plan_;
};

}  // namespace reprise::analysis
