#include "tools/record/adaptive_quality.h"

namespace reprise::tools {
namespace {

constexpr int kPause = 3;  // s between two steps
constexpr int kCalm = 20;  // s
constexpr double kLightLoad = 0.5;

}  // namespace

std::optional<Quality> AdaptiveQuality::update(std::int64_t shown, std::int64_t dropped,
                                               double load) {
  const bool losing = dropped * 10 > shown + dropped;
  calm_ = dropped == 0 && load < kLightLoad ? calm_ + 1 : 0;
  if (waiting_ > 0) {
    --waiting_;
    return std::nullopt;
  }
  const bool down = losing && now_ != Quality::kFast;
  const bool up = calm_ >= kCalm && now_ < most_;
  if (!down && !up) {
    return std::nullopt;
  }
  now_ = static_cast<Quality>(static_cast<int>(now_) + (down ? -1 : 1));
  waiting_ = kPause;
  calm_ = 0;
  return now_;
}

void AdaptiveQuality::set(Quality quality) {
  most_ = quality;
  now_ = quality;
  calm_ = 0;
}

}  // namespace reprise::tools
