// How much an onset, or none, speaks for a place in the beat: log-odds, learned from music with
// known beats (beat_bench --learn). Constants.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "core/analysis/beat_onsets.h"

namespace reprise::analysis {

// Ways to divide a beat, each with its own table.
inline constexpr std::size_t kBeatFeels = 3;
inline constexpr std::size_t kStraightFeel = 0;
inline constexpr std::size_t kShuffledFeel = 1;
inline constexpr std::size_t kBareFeel = 2;  // nothing between the beats

// Places: hops next to the beat one by one, the rest in parts of the beat.
inline constexpr std::int32_t kBeatParts = 24;
inline constexpr std::int32_t kNearHops = 3;
inline constexpr std::size_t kBeatPlaces = std::size_t{kBeatParts} + 2 * std::size_t{kNearHops} + 1;

// The place of the hop that is `age` hops into a beat of `interval` hops, 0 ≤ age < interval.
constexpr std::size_t beat_place(std::int32_t age, std::int32_t interval) {
  std::int32_t place = (2 * kBeatParts * age + interval) / (2 * interval) % kBeatParts;
  if (age <= kNearHops) {
    place = kBeatParts + kNearHops + age;
  } else if (interval - age <= kNearHops) {
    place = kBeatParts + kNearHops - (interval - age);
  }
  return static_cast<std::size_t>(place);
}

// Unit of all scores: 1/64 of a natural logarithm.
inline constexpr std::int32_t kScoreUnit = 64;

using BeatEvidence =
    std::array<std::array<std::array<std::int16_t, kBeatPlaces>, kStrongestBeatOnset + 1>,
               kBeatGroups>;
// [feel][group][level][place]
extern const std::array<BeatEvidence, kBeatFeels> kBeatEvidence;

}  // namespace reprise::analysis
