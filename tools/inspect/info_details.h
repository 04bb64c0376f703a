// What `info` says of a take beside its summary: what it shows of all that it holds, whether that
// can be proven, and what was lost. One thread.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/base/json.h"
#include "core/mcap/format.h"
#include "core/timeline/take_reader.h"

namespace reprise::tools {

struct TakeDetails {
  // Frames that are recorded between the take's start and its end: a part holds some from before.
  std::int64_t frames = 0;
  std::int64_t hashes = 0;
  std::vector<mcap::Metadata> recoveries;  // those that lost something
};

// Of a take without any hash, as far as its header knows.
std::string why_no_hash(const timeline::TakeHeader& header);

// Reads a few chunks at the take's beginning, of a part only.
Result<TakeDetails> take_details(timeline::TakeReader& take);

// Added to `json`: "shown", "hashes" and "recoveries".
void add_details(const TakeDetails& details, const timeline::TakeSummary& take, Json& json);
// Lines as info prints them.
std::string details_text(const TakeDetails& details, const timeline::TakeSummary& take);

}  // namespace reprise::tools
