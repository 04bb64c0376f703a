// The hidden Markov model of the beat: a state for every hop of a beat of every interval (F. Krebs,
// S. Böck, G. Widmer: "An efficient state-space model for joint tempo and meter tracking", ISMIR
// 2015), for every way to divide it. Inside of a beat time just goes on; the interval changes where
// a beat begins, at a price that grows with the ratio. Scores are those of the best path (Viterbi),
// integers that are only added and compared. One object belongs to one thread.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "core/analysis/beat_onsets.h"
#include "core/analysis/beat_tables.h"
#include "core/base/bytes.h"

namespace reprise::analysis {

struct BeatOptions {
  std::int32_t slowest_bpm = 55;
  std::int32_t fastest_bpm = 215;
  std::int32_t usual_bpm = 115;  // tempi far from it need more evidence
  friend bool operator==(const BeatOptions&, const BeatOptions&) = default;
};

// A kind of beat: index of its interval and its way to divide.
struct BeatKind {
  std::uint8_t interval = 0;
  std::uint8_t feel = 0;
  friend bool operator==(const BeatKind&, const BeatKind&) = default;
};

// A beat that began at hop `start` of the model and goes on; `gain` is what the last hop added to
// its score.
struct RunningBeat {
  std::int64_t start = 0;
  BeatKind kind;
  std::int32_t gain = 0;
};

class BeatModel {
 public:
  // Options out of 20 .. 400 BPM, or in the wrong order, are moved into it.
  BeatModel(std::int64_t sample_rate, const BeatOptions& options);

  void step(const BeatOnsets& onsets);

  // Hops seen; the latest is hops() − 1.
  [[nodiscard]] std::int64_t hops() const { return hops_; }
  [[nodiscard]] std::size_t kinds() const { return kBeatFeels * intervals_.size(); }
  [[nodiscard]] std::span<const std::int32_t> intervals() const { return intervals_; }
  // Of the beats that began at the latest hop: which kind came before on the best path.
  // [feel · intervals + interval]
  [[nodiscard]] std::span<const BeatKind> before() const { return before_; }
  // The interval of the best beat that began at the latest hop.
  [[nodiscard]] std::int32_t likely_interval() const { return likely_interval_; }
  // No onset for a while: nothing speaks for any beat.
  [[nodiscard]] bool is_silent() const { return hops_without_onset_ == silent_after_; }
  // Of all states; searches them.
  [[nodiscard]] RunningBeat best() const;

  void save(ByteWriter& out) const;
  void restore(ByteReader& in);

 private:
  using Scores = std::vector<std::int32_t>;

  [[nodiscard]] std::size_t slots() const { return scores_.size() / kBeatFeels; }
  [[nodiscard]] std::size_t first_place(std::size_t interval) const;
  void begin_beats();
  void weigh(const BeatOnsets& onsets);
  void price_change(std::size_t feel, const Scores& ended, std::int32_t restart, BeatKind best);
  [[nodiscard]] bool says_something(const BeatOnsets& onsets) const;
  void pass_time();
  void keep_in_range();

  std::vector<std::int32_t> intervals_;   // hops, ascending
  std::vector<std::int32_t> step_cost_;   // from one interval to the next
  std::vector<std::int32_t> tempo_cost_;  // of a beat
  std::vector<std::int32_t> bare_cost_;   // of a beat of kBareFeel
  std::vector<std::size_t> ring_;  // where the states of an interval begin in a feel's scores
  // Places of ages interval − 1 … 0, twice over: from a ring's slot to its place.
  std::vector<std::uint8_t> places_;
  std::int64_t silent_after_;  // hops without an onset
  std::int64_t hops_without_onset_;
  std::int64_t hops_ = 0;
  std::vector<std::int32_t> head_;  // slot of the beats that begin at the next hop, per interval
  // [feel][interval][slot]; the slot a of ring i holds the beat whose age is (head − a) mod
  // interval
  Scores scores_;
  std::vector<BeatKind> before_;
  std::int32_t likely_interval_ = 0;
  std::int32_t likely_score_ = 0;
  std::array<std::array<std::int32_t, kBeatPlaces>, kBeatFeels> evidence_{};
};

}  // namespace reprise::analysis
