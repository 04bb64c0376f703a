// An independent audit of an MCAP file, anybody's: one pass over all of it, in bounded memory, that
// compares everything that the file says twice. Every CRC; each chunk's times and sizes against its
// messages; every index, statistic and offset against what is there; schemas and channels against
// their use. It judges the container; what messages mean it does not know. One thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"
#include "core/mcap/reader.h"

namespace reprise::mcap {

enum class Severity {
  kWarning,  // allowed, but a check is missing: a CRC that was left out, an unfinished file
  kError,    // the file contradicts itself or the specification
};

struct AuditFinding {
  std::uint64_t offset = 0;  // in the file, of the record that is wrong
  Severity severity = Severity::kError;
  std::string_view code;  // stable, such as "chunk-crc"; lives for ever
  std::string what;       // one line without full stop
};

// What was met. Messages are those that could be read, in chunks and outside.
struct AuditCounts {
  std::uint64_t bytes = 0;  // of the file
  std::uint64_t records = 0;
  std::uint64_t messages = 0;
  std::uint64_t chunks = 0;
  std::uint64_t attachments = 0;
  std::uint64_t metadata = 0;
  std::uint64_t schemas = 0;   // different ids
  std::uint64_t channels = 0;  // different ids
  std::uint64_t start_time = 0;
  std::uint64_t end_time = 0;
};

struct AuditReport {
  std::vector<AuditFinding> findings;  // by offset; at most 10,000
  std::uint64_t suppressed = 0;        // findings beyond those
  std::uint64_t errors = 0;            // of all findings, suppressed ones too
  std::uint64_t warnings = 0;
  AuditCounts counts;
};

// Fails only when the disk does, or with kCorrupt when the file is no MCAP file at all (neither its
// magic nor a header record stands at its start). Whatever else is wrong is a finding.
Result<AuditReport> audit(const File& file);

}  // namespace reprise::mcap
