// What a damaged take still holds, found by its bytes alone: one walk over the whole file, wherever
// its lengths, indexes or summary are broken. Chunks and attachments are found only when their CRC
// (or a digest in a seal) proves them, metadata when its own digest does; whether they belong
// together is judged in recover_choose.h. Memory: one chunk, and some bytes for each thing found.
// One thread.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/mcap/reader.h"
#include "core/timeline/recover_report.h"
#include "core/timeline/seal_metadata.h"

namespace reprise::timeline {

// Asked between two steps; true ends the work with kCancelled.
using StopFlag = std::function<bool()>;

struct FoundChunk {
  std::uint64_t offset = 0;       // of its record in the file
  std::uint64_t data_at = 0;      // of its compressed records
  std::uint64_t data_length = 0;  // of those
  std::uint64_t size = 0;         // unpacked
  std::string compression;
  Hash128 digest;                // of the unpacked records
  std::uint64_t start_time = 0;  // of its messages, ns
  std::uint64_t end_time = 0;
  std::optional<std::uint32_t> order;  // sequence of its first message of lane 0
  bool header_only = false;            // holds the /take record and nothing else
};

// The unpacked records of a chunk that was found before; kIo when the file changed since.
Result<Bytes> load_chunk(const mcap::File& file, const FoundChunk& chunk);

struct FoundAttachment {
  mcap::RecordPlace place;
  std::string name;
  std::uint64_t data_size = 0;
  Hash128 digest;
};

struct FoundHeader {
  Bytes message;
  TakeHeader header;
  std::uint64_t publish_time = 0;
  bool is_copy = false;  // from `reprise.take`
};

struct FoundMetadata {
  mcap::Metadata metadata;
  bool is_recovery = false;  // of one before, proven by its digest; else of another program
};

struct Finds {
  std::vector<FoundChunk> chunks;   // by offset
  std::uint64_t broken_chunks = 0;  // that look like one, and nothing proves
  std::vector<FoundAttachment> attachments;
  std::uint64_t broken_attachments = 0;
  std::vector<FoundHeader> headers;
  std::vector<SealRecord> seals;
  std::vector<FoundMetadata> metadata;  // by offset
  bool others_proven = false;           // those of other programs, by the CRC of the data section
  std::vector<mcap::Schema> schemas;
  std::vector<mcap::Channel> channels;
  std::optional<mcap::Summary> summary;
  std::int64_t shift = 0;  // what lies at x according to the summary lies at x + shift
  bool finished = false;   // the data section has its end
  std::vector<UnreadableBytes> unreadable;
  std::uint64_t bytes_unreadable = 0;
  bool harmed_before_chunks = false;  // where schemas, channels and attachments stand
};

// The summary of a file that was just made of another one says nothing about what that one lost.
enum class SummaryIs { kTheRecorders, kOurs };

// Fails when the disk does, with kUnsupported for a take of a newer format, or with kCancelled.
Result<Finds> find_in_damaged(const mcap::File& file, SummaryIs summary, const StopFlag& stop);

}  // namespace reprise::timeline
