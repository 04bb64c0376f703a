// The last samples of the take as the analysis needs them: the window of the last hop and what has
// come since, which is less than a hop. Before the start of the take there are zeros.
// One object belongs to one thread.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/model/pcm.h"

namespace reprise::analysis {

class SampleHistory {
 public:
  SampleHistory(const AudioFormat& format, std::int64_t window, std::int64_t hop);

  // Appends interleaved frames, at most up to the next hop; values outside the range of
  // `format.bits` are clamped to it.
  void append(std::span<const std::int32_t> interleaved);
  // Makes the window end at the newest sample.
  void take_hop();

  // Frames since the last hop.
  [[nodiscard]] std::int64_t pending() const { return end_ - hop_end_; }
  // The window of the last hop, oldest first: interleaved, and the mean of all channels in [−1, 1).
  [[nodiscard]] std::span<const std::int32_t> window() const;
  [[nodiscard]] std::span<const float> mid_window() const;

  // Window and pending frames; load() takes what contents() gave to an object of one format.
  [[nodiscard]] std::span<const std::int32_t> contents() const;
  void load(std::span<const std::int32_t> contents);

 private:
  void make_room(std::int64_t frames);

  std::int64_t channels_;
  std::int64_t window_;
  std::int64_t capacity_;  // frames
  std::int32_t low_;
  std::int32_t high_;
  float mid_scale_;
  std::vector<std::int32_t> samples_;
  std::vector<float> mid_;
  std::int64_t end_;      // frames in use
  std::int64_t hop_end_;  // the frame at which the last hop lies
};

}  // namespace reprise::analysis
