// Writes what was chosen of a damaged take into a new one, message by message: bytes and times as
// they were, sequence numbers without gaps, chunk by chunk as before. Records that are none of this
// take are refused. The same choice gives the same bytes, so a first run into nothing tells what a
// second one will write. One thread.
#pragma once

#include <cstdint>
#include <vector>

#include "core/timeline/recover_choose.h"
#include "core/timeline/take_body.h"

namespace reprise::timeline {

struct Rewritten {
  std::vector<TopicRecovery> topics;  // `lost`: as far as sequence numbers and totals tell
  std::vector<LostSpan> spans;
  std::int64_t samples_lost = 0;  // of lane 0
  std::int64_t gap_samples = 0;   // that the recorder itself had to leave out
  SampleIndex end;                // of the sound; without any, of the last record
  std::uint64_t records_refused = 0;
  std::uint64_t messages = 0;
  Hash128 content;  // of all messages in order: channel, times, bytes
};

// Of one message for Rewritten::content.
void hash_message(Xxh3Stream& stream, const mcap::Message& message);

// Up to, and without, what a recovery or a seal adds.
Result<Rewritten> rewrite_take(const mcap::File& file, const Finds& found,
                               const RecoveryChoice& choice, TakeBody& body, const StopFlag& stop);

}  // namespace reprise::timeline
