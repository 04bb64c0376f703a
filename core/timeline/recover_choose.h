// Which of the things that were found belong to one take, and which header is its own: by the seal
// where there is one, else by the summary, else by the order of the sequence numbers. Pure.
#pragma once

#include <map>
#include <optional>
#include <vector>

#include "core/timeline/recover_find.h"
#include "core/timeline/topics.h"

namespace reprise::timeline {

// Whether the last records of the take are among those that were found.
enum class TakeEnd { kFound, kLost, kUnknown };

struct RecoveryChoice {
  FoundHeader header;
  std::vector<mcap::Schema> schemas;        // one of schema_sets()
  std::map<std::uint16_t, Topic> channels;  // as the messages of the file use them
  std::vector<FoundChunk> chunks;           // in the order of the take, without the /take record's
  std::vector<FoundAttachment> attachments;
  std::optional<SealRecord> seal;
  bool summary_fits = false;  // the summary is that of these chunks
  TakeEnd end = TakeEnd::kUnknown;
  LostCount chunks_lost;
  LostCount attachments_lost;
  std::vector<std::string> attachment_names_lost;
  std::uint64_t chunks_repeated = 0;
  std::uint64_t chunks_foreign = 0;
};

// The first message of the take; views `found`.
mcap::Message header_message(const FoundHeader& found);

// kCorrupt when neither the /take record nor its copy was found.
Result<RecoveryChoice> choose_from(const Finds& found);

// The schemas that a recovered take may carry, the likeliest first: those of the summary, ours,
// and those of the data section, which only the chain can prove.
std::vector<std::vector<mcap::Schema>> schema_sets(const Finds& found,
                                                   const RecoveryChoice& choice);

}  // namespace reprise::timeline
