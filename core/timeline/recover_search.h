// Where in bytes that no record claims something whole may stand, and a summary that lies elsewhere
// than its footer says. Looks at shapes only; what they hold is proven by others. One thread.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "core/mcap/file_window.h"

namespace reprise::timeline {

struct Candidate {
  mcap::Opcode kind = mcap::Opcode::kChunk;  // or kAttachment, or kMetadata
  std::uint64_t offset = 0;
  std::uint64_t content_length = 0;  // not of a chunk, whose lengths are in doubt
};

// The first candidate in [from, to).
Result<std::optional<Candidate>> next_candidate(mcap::FileWindow& window, std::uint64_t from,
                                                std::uint64_t to);
// What may stand at a place where a record was expected, whatever its opcode says.
Result<std::vector<Candidate>> candidates_where_expected(const mcap::FileWindow& window,
                                                         std::uint64_t offset);

struct MovedSummary {
  mcap::Summary summary;
  std::int64_t shift = 0;  // what lies at x according to it lies at x + shift
};
// The summary that begins at `start` and ends with the file, when its CRC holds.
Result<std::optional<MovedSummary>> read_summary_at(const mcap::File& file, std::uint64_t start);

}  // namespace reprise::timeline
