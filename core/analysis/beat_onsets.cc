#include "core/analysis/beat_onsets.h"

#include <algorithm>

#include "core/base/time.h"

namespace reprise::analysis {
namespace {

constexpr std::int64_t kMeanSeconds = 4;
constexpr std::int64_t kFirstHops = 20;  // the mean of so many hops is worth the first one's
constexpr std::int32_t kQuietest = 36;   // −90 dB, as the onset detector's
// What lies 40 dB under the recent peak of its band does not count; that falls by 1 dB a second.
constexpr std::int32_t kRange = 146;
constexpr std::int64_t kPeakFall = 933;  // levels in 1/256 a second
constexpr std::int32_t kMostPeak = 1024 << 8;
constexpr std::int64_t kMeanFloor = 98304;  // 1.5 levels in 16.16: rises of noise are none
constexpr std::int64_t kMostMean = std::int64_t{1} << 40;
constexpr std::int32_t kMostRatio = 1 << 28;

// Ratios of flux and mean in 1/1024 at which levels 1 to 7 begin: 0.15 0.4 0.8 1.4 2.4 4 7.
constexpr std::array<std::int32_t, kStrongestBeatOnset> kLevelStarts = {154,  410,  819, 1434,
                                                                        2458, 4096, 7168};

std::uint8_t level_of(std::int32_t ratio) {
  const auto* end = std::upper_bound(kLevelStarts.begin(), kLevelStarts.end(), ratio);
  return static_cast<std::uint8_t>(end - kLevelStarts.begin());
}

}  // namespace

BeatOnsetDetector::BeatOnsetDetector(std::int64_t sample_rate)
    : least_weight_(
          static_cast<std::int32_t>(65536 * hop_size(sample_rate) / (kMeanSeconds * sample_rate))),
      peak_fall_(static_cast<std::int32_t>(kPeakFall * hop_size(sample_rate) / sample_rate)) {}

// The rise of a band over the loudest of its neighbours two hops ago.
std::int32_t BeatOnsetDetector::rise(const FluxBands& bands, std::size_t band) const {
  const std::size_t first = band == 0 ? 0 : band - 1;
  const std::size_t end = std::min(band + 2, bands.before.size());
  std::int32_t loudest = std::max(kQuietest, peaks_[band] / 256 - kRange);
  for (std::size_t k = first; k < end; ++k) {
    loudest = std::max<std::int32_t>(loudest, bands.before[k]);
  }
  return std::max(bands.now[band] - loudest, 0);
}

BeatOnsets BeatOnsetDetector::step(const FluxBands& bands) {
  std::array<std::int32_t, kBeatGroups> flux{};
  peaks_.resize(bands.now.size());
  for (std::size_t band = 0; band < bands.now.size(); ++band) {
    peaks_[band] = std::max(peaks_[band] - peak_fall_, bands.now[band] * 256);
    flux[band * kBeatGroups / bands.now.size()] += rise(bands, band);
  }
  const auto weight =
      std::max(least_weight_, static_cast<std::int32_t>(65536 / (hops_ + kFirstHops)));
  hops_ = std::min(hops_ + 1, std::int64_t{65536});
  BeatOnsets onsets;
  for (std::size_t group = 0; group < kBeatGroups; ++group) {
    onsets.level[group] = groups_[group].step(flux[group], weight);
  }
  return onsets;
}

std::uint8_t BeatOnsetDetector::Group::step(std::int32_t flux, std::int32_t weight) {
  const std::int64_t wide = static_cast<std::int64_t>(flux) << 16;
  mean_ += (wide - mean_) * weight / 65536;
  const std::int64_t ratio = (wide << 10) / (mean_ + kMeanFloor);
  std::rotate(ratios_.begin(), ratios_.end() - 1, ratios_.end());
  ratios_.front() = static_cast<std::int32_t>(std::min<std::int64_t>(ratio, kMostRatio));
  std::rotate(levels_.begin(), levels_.end() - 1, levels_.end());
  levels_.front() = peak_level();
  return visible_level();
}

// Of the hop in the middle; of equal ones the first is the peak.
std::uint8_t BeatOnsetDetector::Group::peak_level() const {
  const std::int32_t middle = ratios_[kBeatPeakReach];
  for (std::size_t i = 0; i < kWindow; ++i) {
    if (i < kBeatPeakReach ? ratios_[i] > middle : i > kBeatPeakReach && ratios_[i] >= middle) {
      return kNoBeatOnset;
    }
  }
  return level_of(middle);
}

std::uint8_t BeatOnsetDetector::Group::visible_level() const {
  const std::uint8_t own = levels_[kBeatPeakReach];
  const bool any = std::any_of(levels_.begin(), levels_.end(),
                               [](std::uint8_t level) { return level != kNoBeatOnset; });
  return own == kNoBeatOnset && any ? kHiddenBeatOnset : own;
}

void BeatOnsetDetector::Group::save(ByteWriter& out) const {
  out.put(mean_);
  for (const std::int32_t ratio : ratios_) {
    out.put(ratio);
  }
  for (const std::uint8_t level : levels_) {
    out.put(level);
  }
}

void BeatOnsetDetector::Group::restore(ByteReader& in) {
  mean_ = std::clamp(in.get<std::int64_t>(), std::int64_t{0}, kMostMean);
  for (std::int32_t& ratio : ratios_) {
    ratio = std::clamp(in.get<std::int32_t>(), 0, kMostRatio);
  }
  for (std::uint8_t& level : levels_) {
    level = std::min(in.get<std::uint8_t>(), kStrongestBeatOnset);
  }
}

void BeatOnsetDetector::save(ByteWriter& out) const {
  out.put(hops_);
  out.put(static_cast<std::uint8_t>(peaks_.size()));
  for (const std::int32_t peak : peaks_) {
    out.put(peak);
  }
  for (const Group& group : groups_) {
    group.save(out);
  }
}

void BeatOnsetDetector::restore(ByteReader& in) {
  hops_ = std::clamp(in.get<std::int64_t>(), std::int64_t{0}, std::int64_t{65536});
  peaks_.resize(in.get<std::uint8_t>());
  for (std::int32_t& peak : peaks_) {
    peak = std::clamp(in.get<std::int32_t>(), 0, kMostPeak);
  }
  for (Group& group : groups_) {
    group.restore(in);
  }
}

}  // namespace reprise::analysis
