// The answer of diff, for people and as JSON. Main thread.
#pragma once

#include <string>
#include <vector>

#include "core/base/json.h"
#include "core/session/diff/manifest_diff.h"
#include "core/timeline/diff.h"
#include "tools/common/exit_code.h"

namespace reprise::tools {

// As the user named them.
struct DiffNames {
  std::string a;
  std::string b;
};

struct DiffReport {
  Verdict verdict = Verdict::kSame;
  std::string text;
  Json json;
};

// `damaged`: something in either take could not be read, so that nothing different is no proof.
DiffReport report_take_diff(const timeline::TakeDiff& diff, const DiffNames& names,
                            std::int64_t sample_rate, bool damaged);
DiffReport report_manifest_diff(const session::ManifestDiff& diff, const DiffNames& names);

}  // namespace reprise::tools
