// How well a sequence of beats fits the true one, as in
//   M. E. P. Davies, N. Degara, M. D. Plumbley: Evaluation Methods for Musical Audio Beat Tracking
//   Algorithms. Technical Report C4DM-TR-09-06, Queen Mary University of London, 2009.
// Where the report is silent, as its authors' toolbox and mir_eval.beat do, so that figures can be
// compared. All times are seconds, ascending. Pure functions; any thread.
#pragma once

#include <array>
#include <string_view>
#include <vector>

namespace reprise::beat {

using Beats = std::vector<double>;

// Beats in [from, to]: the warm-up goes, and what is behind the last true beat.
Beats within(const Beats& beats, double from, double to);

struct Hits {
  int count = 0;  // pairs of a true and an estimated beat, each in one pair at most
  // Of estimate − truth in the pairs, seconds; 0 without pairs.
  double median_error = 0;
  double mean_abs_error = 0;
};
// The largest number of pairs that are at most `tolerance` apart.
Hits match(const Beats& truth, const Beats& estimate, double tolerance);

// F = 2·c / (2·c + f⁺ + f⁻) with c hits within ±70 ms, f⁺ extra and f⁻ missing beats, that is
// 2·c / (true + estimated) (report, 2.1; Dixon 2006). 0 when either is empty.
inline constexpr double kHitTolerance = 0.07;
double f_measure(const Beats& truth, const Beats& estimate);

// The metrical levels that the AML measures allow, and the annotated one.
enum class Level { kAnnotated, kOffBeat, kDouble, kHalfOdd, kHalfEven };
inline constexpr std::array<std::string_view, 5> kLevelNames = {"1", "off-beat", "double", "half",
                                                                "half, even"};
// The truth at another level: beats between the beats, both, every other from the first or from
// the second.
Beats at_level(const Beats& truth, Level level);

// Continuity (report, 2.4; Hainsworth 2004; Klapuri, Eronen, Astola 2006). An estimated beat γb
// with its nearest true beat aj is right when |γb − aj| < 0.175·Δ and |1 − (γb − γb−1)/Δ| < 0.175
// with Δ = aj − aj−1, and aj has no other estimate; for the first beat of either, the interval
// behind it counts. As in the toolbox and mir_eval the beat before need not be right itself.
inline constexpr double kContinuityTolerance = 0.175;
struct Continuity {
  double longest = 0;  // run of right beats / max(true, estimated): CMLc at the annotated level
  double total = 0;    // right beats / max(true, estimated): CMLt
};
// 0 when either has fewer than two beats.
Continuity continuity(const Beats& truth, const Beats& estimate);

// Information gain, bits (report, 3): D = log2(K) − H of the histogram of beat errors in K = 40
// bins, H its entropy; 0 for errors spread evenly, log2(40) = 5.32 for errors that are all alike.
// The error of a beat is its distance from the nearest true one, in intervals of the truth on that
// side, wrapped to [−½, ½); a bin is centred on 0, the first and the last bin are neighbours. Of
// the two directions, estimate against truth and truth against estimate, the smaller gain counts.
// 0 when either has fewer than two beats.
inline constexpr int kErrorBins = 40;
double information_gain(const Beats& truth, const Beats& estimate);

struct Scores {
  double f = 0;
  double cml_c = 0;
  double cml_t = 0;
  double aml_c = 0;
  double aml_t = 0;
  double gain = 0;
  double median_error = 0;          // of the hits of F, seconds, positive when late
  double mean_abs_error = 0;        // of the same
  double tempo_ratio = 0;           // median interval of the truth / of the estimate; 0 unknown
  Level level = Level::kAnnotated;  // at which the total continuity is largest
  int beats = 0;
};
// Everything, of beats from `warm_up` to half an interval behind the last true beat.
Scores score(const Beats& truth, const Beats& estimate, double warm_up);

}  // namespace reprise::beat
