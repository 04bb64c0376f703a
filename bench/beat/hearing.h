// How Reprise's own analysis hears the beat of a sound file. One thread.
#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

#include "bench/beat/metrics.h"
#include "core/analysis/beat_onsets.h"
#include "core/base/error.h"

namespace reprise::beat {

struct HeardOnsets {
  std::int64_t sample_rate = 0;
  std::vector<analysis::BeatOnsets> hops;
};
Result<HeardOnsets> hear_onsets(const std::filesystem::path& sound);

// The samples of the hops at which the live tracker says "now", and what is found afterwards.
Result<Beats> hear_live(const std::filesystem::path& sound);
Result<Beats> hear_afterwards(const std::filesystem::path& sound);

}  // namespace reprise::beat
