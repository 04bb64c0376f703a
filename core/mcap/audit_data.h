// The part of an audit that reads the data section: judges each record by itself and against what
// came before, and keeps what the summary will be compared with. Memory grows with the number of
// chunks, attachments and metadata records, not with messages. One thread.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "core/mcap/audit_findings.h"
#include "core/mcap/format.h"

namespace reprise::mcap {

// What the data section holds, in file order.
struct AuditFacts {
  // As a true index would say it, and whether one did.
  struct ChunkFact {
    ChunkIndex index;
    bool indexed = false;
  };
  struct AttachmentFact {
    AttachmentIndex index;
    bool indexed = false;
  };
  struct MetadataFact {
    MetadataIndex index;
    bool indexed = false;
  };
  std::vector<ChunkFact> chunks;
  std::vector<AttachmentFact> attachments;
  std::vector<MetadataFact> metadata;
  std::map<std::uint16_t, Schema> schemas;
  std::map<std::uint16_t, Channel> channels;
  std::map<std::uint16_t, std::uint64_t> messages;  // by channel
  std::uint64_t message_count = 0;
  std::uint64_t start_time = 0;
  std::uint64_t end_time = 0;
};

class DataAudit {
 public:
  explicit DataAudit(AuditFindings& findings) : findings_(findings) {}

  // A record between header and DataEnd.
  Status take(const RecordPlace& place, ByteSpan content);
  // Behind the last of them.
  void finish() { close_chunk(); }
  [[nodiscard]] AuditFacts& facts() { return facts_; }

 private:
  using Entries = std::vector<std::pair<std::uint64_t, std::uint64_t>>;

  Status take_known(const RecordPlace& place, ByteSpan content);
  Status take_schema(std::uint64_t offset, ByteSpan content);
  Status take_channel(std::uint64_t offset, ByteSpan content);
  Result<Message> take_message(std::uint64_t offset, ByteSpan content);
  Status take_attachment(const RecordPlace& place, ByteSpan content);
  Status take_metadata(const RecordPlace& place, ByteSpan content);
  Status take_chunk(const RecordPlace& place, ByteSpan content);
  Status take_message_index(const RecordPlace& place, ByteSpan content);
  Status take_in_chunk(const RecordView& view, std::uint64_t offset_in_chunk);
  Status read_chunk(ByteSpan records);
  void check_times(const Chunk& chunk);
  void close_chunk();

  AuditFindings& findings_;
  AuditFacts facts_;
  std::set<std::uint16_t> undeclared_;  // channels that were reported
  Bytes unpacked_;

  // Of the chunk whose message indexes may follow.
  bool chunk_open_ = false;
  bool chunk_read_ = false;  // its messages are known
  std::uint64_t chunk_offset_ = 0;
  std::map<std::uint16_t, Entries> entries_;  // its messages: log time, offset
  std::uint64_t start_time_ = 0;
  std::uint64_t end_time_ = 0;
};

}  // namespace reprise::mcap
