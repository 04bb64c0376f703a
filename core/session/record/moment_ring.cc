#include "core/session/record/moment_ring.h"

namespace reprise::session {
namespace {

constexpr std::int64_t kSecondsKept = 2;

}  // namespace

MomentRing::MomentRing(std::int64_t sample_rate)
    : hop_samples_(hop_size(sample_rate)),
      slots_(static_cast<std::size_t>(kSecondsKept * sample_rate / hop_samples_ + 2)) {}

void MomentRing::publish(std::shared_ptr<const Moment> moment) {
  const SampleIndex sample = moment->analysis.sample;
  const auto slot = static_cast<std::size_t>(moment->analysis.hop.value) % slots_.size();
  {
    const std::lock_guard lock(mutex_);
    slots_[slot].swap(moment);
    last_ = sample;
  }
  // What stood there is freed here, without the lock.
}

std::shared_ptr<const Moment> MomentRing::at(SampleIndex sample) const {
  if (sample.value < 0) {
    return nullptr;
  }
  const HopIndex hop = hop_at_or_before(sample, hop_samples_);
  std::shared_ptr<const Moment> moment;
  {
    const std::lock_guard lock(mutex_);
    moment = slots_[static_cast<std::size_t>(hop.value) % slots_.size()];
  }
  return moment && moment->analysis.hop == hop ? moment : nullptr;
}

SampleIndex MomentRing::last() const {
  const std::lock_guard lock(mutex_);
  return last_;
}

}  // namespace reprise::session
