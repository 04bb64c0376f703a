// Small takes for tests.
#pragma once

#include <string>
#include <vector>

#include "core/base/file.h"
#include "core/timeline/take_reader.h"
#include "core/timeline/take_writer.h"
#include "tests/mcap/damage_text.h"

namespace reprise::timeline {

// 48 kHz stereo, one lane, not live.
TakeHeader small_header();
// `seconds` of packets of 4'096 samples, frames at 10 fps, a cue each second; live, a hash a frame
// and a health record a second. Ordered by sample, then topic.
std::vector<Record> performance(int seconds, bool live = false);
std::vector<Attachment> small_attachments();

Cue cue_at(std::int64_t sample);

// One of every kind, every field far from its default.
std::vector<Record> extreme_records();
TakeHeader extreme_header();

Seal small_seal(int seconds);

// A sealed take's bytes.
Bytes make_take(const TakeHeader& header, const std::vector<Record>& records,
                const std::vector<Attachment>& attachments, const TakeWriterOptions& options = {},
                int seconds = 1);

// The same take as it stands before its chain and seal: not finished.
Bytes unfinished(ByteSpan sealed);

struct ReadTake {
  TakeSummary summary;
  std::vector<Attachment> attachments;
  std::vector<Record> records;
  std::vector<Damage> damage;
};
// Everything that a reader gets out of these bytes.
Result<ReadTake> read_take(ByteSpan bytes, const ReadRange& range = {});

// All records of `part` stand in `whole`, in the same order.
bool is_part_of(const std::vector<Record>& part, const std::vector<Record>& whole);

}  // namespace reprise::timeline
