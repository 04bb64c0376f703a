// Prints the feature hash and fails unless it is the golden one: run on other CPU models.
#include <cstdio>

#include "tests/analysis/feature_hash.h"

int main() {
  const std::string hash = reprise::analysis::feature_hash();
  std::printf("features %s\n", hash.c_str());
  if (hash != reprise::analysis::kGoldenFeatureHash) {
    std::printf("expected %s\n", reprise::analysis::kGoldenFeatureHash);
    return 1;
  }
  return 0;
}
