// The analysis of a song, hop by hop, for tests and benchmarks. Values; any thread.
#pragma once

#include <cstddef>
#include <filesystem>
#include <vector>

#include "core/base/error.h"
#include "core/model/features.h"
#include "core/model/pcm.h"

namespace reprise {

struct AnalysedSong {
  AudioFormat format;
  std::vector<HopAnalysis> hops;
  std::vector<AudioSnapshot> snapshots;  // of the first hops, as many as were asked for
};
Result<AnalysedSong> analyse_song(const std::filesystem::path& path, std::size_t snapshots = 0);

}  // namespace reprise
