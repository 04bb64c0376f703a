// Learns the tables of the beat model from pieces whose beats are known: how often an onset of a
// level is heard at a place of the beat, against how often anywhere. Pure functions; any thread.
#pragma once

#include <string>
#include <vector>

#include "bench/beat/hearing.h"
#include "bench/beat/metrics.h"
#include "core/analysis/beat_tables.h"
#include "core/base/error.h"

namespace reprise::beat {

struct Lesson {
  std::size_t feel = 0;  // of beat_tables.h, where to begin
  HeardOnsets heard;
  Beats beats;  // the truth
};

using BeatTables = std::array<analysis::BeatEvidence, analysis::kBeatFeels>;

// Straight and shuffled pieces change sides until every one lies with the table that fits it
// better. Clicks stay. Every piece counts alike.
BeatTables learn(std::vector<Lesson> lessons);

// The source text of core/analysis/beat_tables.cc.
std::string source_of(const BeatTables& tables);

}  // namespace reprise::beat
