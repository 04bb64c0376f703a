// One hash over everything that the analysis says about a few integer-made sounds.
#pragma once

#include <string>

namespace reprise::analysis {

// Of every CPU, build type and compiler; changes only together with the analysis' version.
inline constexpr const char* kGoldenFeatureHash =
    "04d285ff2ae002d842624e263ea54b70a73dfaed9bf08337e0213cfdf9973fd4";

// The same of the beat: readings, state, and what is found afterwards.
inline constexpr const char* kGoldenBeatHash =
    "9720840075ceabafdb002bb16d36b928e1dd6273d0da4cabdf158a9a35e84a4e";

std::string feature_hash();
std::string beat_hash();

}  // namespace reprise::analysis
