#include "core/analysis/fft.h"

#include <mutex>
#include <string>

#include <fftw3.h>

namespace reprise::analysis {
namespace {

// Among FFTW's undocumented flags. Vector code differs between SSE2 and AVX machines in the last
// bit; the scalar code is one for all.
constexpr unsigned kNoSimd = 1U << 17;

// FFTW's planner, and the wisdom it gathers, are one for the whole process.
std::mutex& planner_mutex() {
  static std::mutex mutex;
  return mutex;
}

struct FftwFree {
  void operator()(void* memory) const { fftwf_free(memory); }
};

}  // namespace

struct Fft::Plan {
  std::size_t size = 0;
  std::unique_ptr<float, FftwFree> input;
  std::unique_ptr<fftwf_complex, FftwFree> output;
  fftwf_plan plan = nullptr;

  Plan() = default;
  Plan(const Plan&) = delete;
  Plan& operator=(const Plan&) = delete;
  ~Plan() {
    if (plan != nullptr) {
      const std::lock_guard lock(planner_mutex());
      fftwf_destroy_plan(plan);
    }
  }
};

Result<Fft> Fft::create(std::size_t size) {
  auto made = std::make_unique<Plan>();
  made->size = size;
  made->input.reset(fftwf_alloc_real(size));
  made->output.reset(fftwf_alloc_complex(size / 2 + 1));
  if (made->input == nullptr || made->output == nullptr) {
    return fail(ErrorCode::kResource, "no memory for a Fourier transform");
  }
  {
    const std::lock_guard lock(planner_mutex());
    fftwf_forget_wisdom();  // what another part measured would change this plan, and its bits
    made->plan = fftwf_plan_dft_r2c_1d(static_cast<int>(size), made->input.get(),
                                       made->output.get(), FFTW_ESTIMATE | kNoSimd);
  }
  if (made->plan == nullptr) {
    return fail(ErrorCode::kResource, "no plan for a transform of " + std::to_string(size));
  }
  return Fft(std::move(made));
}

Fft::Fft(std::unique_ptr<Plan> plan) : plan_(std::move(plan)) {}
Fft::Fft(Fft&&) noexcept = default;
Fft& Fft::operator=(Fft&&) noexcept = default;
Fft::~Fft() = default;

std::span<float> Fft::input() {
  return {plan_->input.get(), plan_->size};
}

std::span<const std::complex<float>> Fft::run() {
  fftwf_execute(plan_->plan);
  // std::complex<float> and float[2] share their layout by the standard.
  return {reinterpret_cast<const std::complex<float>*>(plan_->output.get()), plan_->size / 2 + 1};
}

}  // namespace reprise::analysis
