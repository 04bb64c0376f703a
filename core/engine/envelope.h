// The arithmetic of mappings: curves and envelopes in + − × / and sqrt alone, so that results are
// the same bits on every CPU. Pure functions; any thread.
#pragma once

#include "core/engine/show.h"

namespace reprise::engine {

// `x` in [0, 1] to [0, 1].
double apply_curve(Curve curve, double x);

// Where `value` lies between `low` and `high`, clamped to [0, 1]. low < high.
double place_between(double value, double low, double high);

// 1 − exp(−step / time_constant): the share of the way to its target that a one-pole envelope goes
// in one step. 1 for a time constant of 0. Relative error below 1e-14.
double envelope_share(double step, double time_constant);

}  // namespace reprise::engine
