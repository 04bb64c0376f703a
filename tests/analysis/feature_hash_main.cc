// Prints the hashes and fails unless they are the golden ones: run on other CPU models.
#include <cstdio>

#include "tests/analysis/feature_hash.h"

namespace {

bool check(const char* what, const std::string& hash, const char* golden) {
  std::printf("%s %s\n", what, hash.c_str());
  if (hash == golden) {
    return true;
  }
  std::printf("expected %s\n", golden);
  return false;
}

}  // namespace

int main() {
  using namespace reprise::analysis;
  const bool features = check("features", feature_hash(), kGoldenFeatureHash);
  const bool beat = check("beat", beat_hash(), kGoldenBeatHash);
  return features && beat ? 0 : 1;
}
