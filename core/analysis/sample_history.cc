#include "core/analysis/sample_history.h"

#include <algorithm>

#include "core/base/check.h"

namespace reprise::analysis {

SampleHistory::SampleHistory(const AudioFormat& format, std::int64_t window, std::int64_t hop)
    : channels_(format.channels),
      window_(window),
      capacity_(2 * window + hop),
      low_(-(1 << (format.bits - 1))),
      high_((1 << (format.bits - 1)) - 1),
      mid_scale_(1.0F / (static_cast<float>(channels_) * -static_cast<float>(low_))),
      samples_(static_cast<std::size_t>(capacity_ * channels_)),
      mid_(static_cast<std::size_t>(capacity_)),
      end_(window),
      hop_end_(window) {}

void SampleHistory::append(std::span<const std::int32_t> interleaved) {
  const auto channels = static_cast<std::size_t>(channels_);
  const auto frames = static_cast<std::int64_t>(interleaved.size() / channels);
  make_room(frames);
  std::int32_t* samples = samples_.data() + end_ * channels_;
  float* mid = mid_.data() + end_;
  for (std::size_t i = 0; i < static_cast<std::size_t>(frames); ++i) {
    std::int32_t sum = 0;
    for (std::size_t c = 0; c < channels; ++c) {
      const std::int32_t value = std::clamp(interleaved[i * channels + c], low_, high_);
      samples[i * channels + c] = value;
      sum += value;
    }
    mid[i] = static_cast<float>(sum) * mid_scale_;
  }
  end_ += frames;
}

// Moves what is still needed to the front; seldom, since there is room for a second window.
void SampleHistory::make_room(std::int64_t frames) {
  if (end_ + frames <= capacity_) {
    return;
  }
  const std::int64_t begin = hop_end_ - window_;
  CHECK(end_ - begin + frames <= capacity_);
  std::copy(samples_.begin() + begin * channels_, samples_.begin() + end_ * channels_,
            samples_.begin());
  std::copy(mid_.begin() + begin, mid_.begin() + end_, mid_.begin());
  end_ -= begin;
  hop_end_ -= begin;
}

void SampleHistory::take_hop() {
  hop_end_ = end_;
}

std::span<const std::int32_t> SampleHistory::window() const {
  return std::span(samples_).subspan(static_cast<std::size_t>((hop_end_ - window_) * channels_),
                                     static_cast<std::size_t>(window_ * channels_));
}

std::span<const float> SampleHistory::mid_window() const {
  return std::span(mid_).subspan(static_cast<std::size_t>(hop_end_ - window_),
                                 static_cast<std::size_t>(window_));
}

std::span<const std::int32_t> SampleHistory::contents() const {
  return std::span(samples_).subspan(static_cast<std::size_t>((hop_end_ - window_) * channels_),
                                     static_cast<std::size_t>((window_ + pending()) * channels_));
}

void SampleHistory::load(std::span<const std::int32_t> contents) {
  end_ = 0;
  hop_end_ = 0;
  append(contents);
  hop_end_ = window_;
}

}  // namespace reprise::analysis
