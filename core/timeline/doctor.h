// The doctor of takes: reads all of a file and compares everything that it says more than once. The
// container is judged by mcap::audit, what its messages mean here, both apart from the path on
// which takes are read to be played. It proves that a file is whole and consistent; that it is the
// one that somebody wrote is proven by a signature of its chain's head. Any MCAP file may be given:
// one that is no take gets the container's half. A take as text (JSONL) is examined as what its
// lines make: places of findings with the code "text" are in the text, the others in the MCAP file
// that `convert` would write. One thread.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/hash.h"
#include "core/mcap/audit.h"
#include "core/timeline/records.h"

namespace reprise::timeline {

// What a finding is about, in the order of a report.
enum class FindingPart { kContainer, kStructure, kRecords, kSound, kSeal };
std::string_view finding_part_name(FindingPart part);  // "container" …

struct Finding {
  FindingPart part = FindingPart::kContainer;
  mcap::Severity severity = mcap::Severity::kError;
  std::uint64_t offset = 0;  // in the file, of the record that it is about; 0 when of the whole
  std::string_view code;     // stable, such as "sequence"
  std::string what;          // one line without full stop
};

// A chunk that is not the one that was sealed.
struct AlteredChunk {
  std::uint64_t number = 0;  // from 0; 0 holds the /take record
  std::uint64_t offset = 0;  // of its record in the file
  std::uint64_t length = 0;  // of its whole record
  double from_seconds = 0;   // of take time, of its first record …
  double to_seconds = 0;     // … and its last
  std::vector<std::string> topics;
  // False: the chunk itself is as it was sealed, and what changed stands before it, behind the
  // chunk before.
  bool itself = true;
};

struct Diagnosis {
  enum class Kind {
    kTake,        // with its seal
    kUnfinished,  // a take without
    kForeign,     // another MCAP file: only its container was examined
  };
  Kind kind = Kind::kTake;
  std::vector<Finding> findings;  // by part, then offset; at most 10,000 of each half
  std::uint64_t suppressed = 0;   // findings beyond those
  std::uint64_t errors = 0;       // of all findings: 0 is a sound file
  std::uint64_t warnings = 0;
  mcap::AuditCounts counts;

  std::optional<TakeHeader> header;
  std::optional<Seal> seal;
  // The chain's head and the SHA-256 of the seal record's content, both computed from the file:
  // what a signature signs. Absent when a chunk cannot be read, or without a seal.
  std::optional<Sha256> chain_head;
  std::optional<Sha256> seal_sha256;
  std::optional<AlteredChunk> first_altered;

  [[nodiscard]] bool sound() const { return errors == 0; }
};

// kNotFound; kCorrupt when the file is no MCAP file at all; kUnsupported for a take of a newer
// format. Whatever else is wrong is a finding; other failures are the disk's.
Result<Diagnosis> diagnose(FileSystem& fs, const std::filesystem::path& path);

}  // namespace reprise::timeline
