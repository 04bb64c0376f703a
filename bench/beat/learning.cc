#include "bench/beat/learning.h"

#include <algorithm>
#include <cmath>

#include "core/analysis/beat_tracker.h"
#include "core/base/time.h"

namespace reprise::beat {
namespace {

using analysis::kBeatFeels;
using analysis::kBeatGroups;
using analysis::kBeatPlaces;

constexpr std::size_t kOnsetLevels = analysis::kStrongestBeatOnset + 1;
constexpr double kHopsOfAPiece = 10000;  // its weight
constexpr double kPrior = 20;            // hops of every place, evenly over the levels
constexpr std::int16_t kLeastOfSilence = -analysis::kScoreUnit * 2 / 5;
constexpr int kRounds = 5;
// Intervals that are no beat but a gap in the music, and such as the model does not know.
constexpr double kShortest = 0.25;
constexpr double kLongest = 1.2;

// [group][level][place]
using Counts = std::array<std::array<std::array<double, kBeatPlaces>, kOnsetLevels>, kBeatGroups>;

template <typename Function>
void for_each_cell(const Function& function) {
  for (std::size_t group = 0; group < kBeatGroups; ++group) {
    for (std::size_t level = 0; level < kOnsetLevels; ++level) {
      for (std::size_t place = 0; place < kBeatPlaces; ++place) {
        function(group, level, place);
      }
    }
  }
}

// The hops of one beat, `begin` and `end` in hops of the model.
double count_beat(const HeardOnsets& heard, double begin, double end, Counts& counts) {
  const auto interval = static_cast<std::int32_t>(std::lround(end - begin));
  double hops = 0;
  for (auto hop = static_cast<std::int64_t>(std::ceil(begin));
       static_cast<double>(hop) < end && hop < static_cast<std::int64_t>(heard.hops.size());
       ++hop) {
    const auto age = static_cast<std::int32_t>(std::lround(static_cast<double>(hop) - begin));
    const std::size_t place = analysis::beat_place(age % interval, interval);
    for (std::size_t group = 0; group < kBeatGroups; ++group) {
      const std::uint8_t level = heard.hops[static_cast<std::size_t>(hop)].level[group];
      if (level != analysis::kHiddenBeatOnset) {
        counts[group][level][place] += 1;
      }
    }
    hops += 1;
  }
  return hops;
}

Counts count(const Lesson& lesson) {
  Counts counts{};
  const double hop = static_cast<double>(hop_size(lesson.heard.sample_rate)) /
                     static_cast<double>(lesson.heard.sample_rate);
  double hops = 0;
  for (std::size_t i = 0; i + 1 < lesson.beats.size(); ++i) {
    const double seconds = lesson.beats[i + 1] - lesson.beats[i];
    if (seconds >= kShortest && seconds <= kLongest) {
      const double begin = lesson.beats[i] / hop + static_cast<double>(analysis::kBeatLag);
      hops += count_beat(lesson.heard, begin, begin + seconds / hop, counts);
    }
  }
  for_each_cell([&](std::size_t group, std::size_t level, std::size_t place) {
    counts[group][level][place] *= kHopsOfAPiece / std::max(hops, 1.0);
  });
  return counts;
}

// log P(level | place) / P(level)
analysis::BeatEvidence evidence_of(Counts counts) {
  analysis::BeatEvidence evidence{};
  for (std::size_t group = 0; group < kBeatGroups; ++group) {
    std::array<double, kBeatPlaces> of_place{};
    std::array<double, kOnsetLevels> of_level{};
    double all = 0;
    for (std::size_t level = 0; level < kOnsetLevels; ++level) {
      for (std::size_t place = 0; place < kBeatPlaces; ++place) {
        counts[group][level][place] += kPrior / static_cast<double>(kOnsetLevels);
        of_place[place] += counts[group][level][place];
        of_level[level] += counts[group][level][place];
        all += counts[group][level][place];
      }
    }
    for (std::size_t level = 0; level < kOnsetLevels; ++level) {
      for (std::size_t place = 0; place < kBeatPlaces; ++place) {
        const double odds = counts[group][level][place] / of_place[place] * all / of_level[level];
        evidence[group][level][place] =
            static_cast<std::int16_t>(std::lround(std::log(odds) * analysis::kScoreUnit));
      }
    }
  }
  return evidence;
}

// No click has been missing in what the bare table is learned from, but one may.
void forgive_silence(analysis::BeatEvidence& evidence) {
  for (auto& group : evidence) {
    for (std::int16_t& value : group[analysis::kNoBeatOnset]) {
      value = std::max<std::int16_t>(value, kLeastOfSilence);
    }
  }
}

BeatTables tables_of(const std::vector<Lesson>& lessons, const std::vector<Counts>& counts) {
  BeatTables tables;
  for (std::size_t feel = 0; feel < kBeatFeels; ++feel) {
    Counts sum{};
    for (std::size_t i = 0; i < lessons.size(); ++i) {
      if (lessons[i].feel == feel) {
        for_each_cell([&](std::size_t group, std::size_t level, std::size_t place) {
          sum[group][level][place] += counts[i][group][level][place];
        });
      }
    }
    tables[feel] = evidence_of(sum);
    if (feel == analysis::kBareFeel) {
      forgive_silence(tables[feel]);
    }
  }
  return tables;
}

double fit(const Counts& counts, const analysis::BeatEvidence& evidence) {
  double sum = 0;
  for_each_cell([&](std::size_t group, std::size_t level, std::size_t place) {
    sum += counts[group][level][place] * evidence[group][level][place];
  });
  return sum;
}

}  // namespace

BeatTables learn(std::vector<Lesson> lessons) {
  std::vector<Counts> counts;
  counts.reserve(lessons.size());
  for (const Lesson& lesson : lessons) {
    counts.push_back(count(lesson));
  }
  for (int round = 0; round < kRounds; ++round) {
    const BeatTables tables = tables_of(lessons, counts);
    for (std::size_t i = 0; i < lessons.size(); ++i) {
      if (lessons[i].feel != analysis::kBareFeel) {
        lessons[i].feel = fit(counts[i], tables[analysis::kShuffledFeel]) >
                                  fit(counts[i], tables[analysis::kStraightFeel])
                              ? analysis::kShuffledFeel
                              : analysis::kStraightFeel;
      }
    }
  }
  return tables_of(lessons, counts);
}

std::string source_of(const BeatTables& tables) {
  std::string text =
      "// Generated: beat_bench --learn > core/analysis/beat_tables.cc\n"
      "#include \"core/analysis/beat_tables.h\"\n\n"
      "namespace reprise::analysis {\n\n"
      "// clang-format off\n"
      "const std::array<BeatEvidence, kBeatFeels> kBeatEvidence = {{\n";
  for (const analysis::BeatEvidence& feel : tables) {
    text += "  {{\n";
    for (const auto& group : feel) {
      text += "    {{\n";
      for (const auto& level : group) {
        text += "      {{";
        for (const std::int16_t value : level) {
          text += std::to_string(value) + ", ";
        }
        text.resize(text.size() - 2);
        text += "}},\n";
      }
      text += "    }},\n";
    }
    text += "  }},\n";
  }
  return text + "}};\n// clang-format on\n\n}  // namespace reprise::analysis\n";
}

}  // namespace reprise::beat
