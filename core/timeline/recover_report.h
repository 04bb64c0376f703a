// What a recovery found and what it could not bring back, as values, and as the metadata record
// `reprise.recovery` that a recovered take carries. It says what is known and no more: where only a
// lower bound is known it says so, and where nothing is known, nothing. Values; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/base/time.h"
#include "core/mcap/format.h"

namespace reprise::timeline {

inline constexpr std::string_view kRecoveryName = "reprise.recovery";

// A count of things that are missing.
struct LostCount {
  std::uint64_t at_least = 0;
  bool exact = true;  // false: there may have been more
  [[nodiscard]] bool none() const { return exact && at_least == 0; }
};
// "12", "12 or more", "unknown".
std::string to_string(const LostCount& count);

struct LostSpan {  // of take time: records in it are missing
  SampleIndex from;
  std::optional<SampleIndex> to;  // exclusive; none: to an end that nobody knows
  friend bool operator==(const LostSpan&, const LostSpan&) = default;
};

struct TopicRecovery {
  std::string topic;
  std::uint64_t kept = 0;
  LostCount lost;
};

struct UnreadableBytes {
  std::uint64_t offset = 0;
  std::uint64_t bytes = 0;
  std::string what;
};

struct RecoveryReport {
  std::uint64_t bytes = 0;             // of the damaged file
  std::uint64_t bytes_unreadable = 0;  // of those below
  std::vector<UnreadableBytes> unreadable;
  std::int64_t sample_rate = 48000;

  // What the statements below rest on.
  bool has_seal = false;
  bool has_summary = false;
  bool header_from_copy = false;  // the /take record itself is gone
  bool seal_kept = false;         // nothing of the data was lost: the take is sealed as it was

  std::uint64_t chunks_kept = 0;
  LostCount chunks_lost;
  std::uint64_t chunks_repeated = 0;  // that stood in the file twice
  std::uint64_t chunks_foreign = 0;   // whole, but not of this take
  std::vector<TopicRecovery> topics;
  std::uint64_t records_refused = 0;  // in whole chunks, but no records of this take
  std::vector<LostSpan> spans;
  std::int64_t samples = 0;       // length of the take
  std::int64_t samples_lost = 0;  // of lane 0, silent from now on
  std::uint64_t attachments_kept = 0;
  LostCount attachments_lost;
  std::vector<std::string> attachment_names_lost;  // as far as known
  std::uint64_t metadata_left_out = 0;             // of other programs, that nothing proves

  // Nothing of the data is missing; only what follows from it was made anew, if anything.
  [[nodiscard]] bool lossless() const { return seal_kept; }
};

mcap::Metadata recovery_to_metadata(const RecoveryReport& report);
// Whether the record is one that recovery_to_metadata() wrote, and is unharmed.
bool is_recovery_record(const mcap::Metadata& metadata);
// What such a record says of records and attachments that are missing.
struct ToldLoss {
  std::vector<LostSpan> spans;
  bool attachments = false;
};
ToldLoss loss_told_by(const mcap::Metadata& recovery);

}  // namespace reprise::timeline
