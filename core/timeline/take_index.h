// What a reader knows of a take before it reads records: from the summary in one go, or from a scan
// of the whole file, which reads and checks everything. One thread.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/mcap/reader.h"
#include "core/mcap/scanner.h"
#include "core/timeline/seal_metadata.h"
#include "core/timeline/topics.h"

namespace reprise::timeline {

struct ChunkEntry {
  std::uint64_t offset = 0;
  std::uint64_t length = 0;       // of the whole record
  std::uint64_t start_time = 0;   // ns, of the earliest message
  std::uint64_t end_time = 0;     // ns, of the latest
  std::uint64_t channels = 0;     // bit i: channel i < 64 has messages in it; all when unknown
  std::optional<Hash128> digest;  // as sealed
};

struct AttachmentEntry {
  std::uint64_t offset = 0;
  std::uint64_t length = 0;  // of the whole record
  std::string name;
};

struct MetadataEntry {
  std::uint64_t offset = 0;
  std::uint64_t length = 0;  // of the whole record
  std::string name;
};

struct TakeIndex {
  TakeHeader header;
  std::optional<SealRecord> seal;
  std::map<std::uint16_t, Topic> channels;
  std::vector<ChunkEntry> chunks;
  std::vector<AttachmentEntry> attachments;
  std::vector<MetadataEntry> metadata;
  std::map<std::uint16_t, std::uint64_t> counts;  // messages by channel
  SampleIndex end;
  bool finished = false;  // the data section has its end
};

// False for a lane that the header does not know: nothing may be read of it.
bool is_topic_of(const TakeHeader& header, Topic topic);

// log_time of a sample: epoch + floor(sample · 10⁹ / rate).
std::uint64_t log_time_of(const TakeHeader& header, SampleIndex sample);

// The record that a message holds. kCorrupt when its time is not that of its sample.
Result<Record> unpack_message(const TakeHeader& header, Topic topic, const mcap::Message& message);

// The records of a chunk, checked by its CRC and by the digest in the seal.
Result<Bytes> load_chunk(const mcap::File& file, const ChunkEntry& entry);

// kCorrupt when the summary cannot be used; kUnsupported for a newer format.
Result<TakeIndex> index_from_summary(const mcap::File& file, mcap::DamageLog& log);

// kCorrupt when no `/take` record is found; kUnsupported for a newer format.
Result<TakeIndex> index_from_scan(const mcap::File& file, mcap::DamageLog& log);

}  // namespace reprise::timeline
