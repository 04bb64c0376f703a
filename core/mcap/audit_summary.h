// The part of an audit that reads the summary: each of its records against the facts of the data
// section, its groups, and their offsets. One thread.
#pragma once

#include <cstdint>
#include <vector>

#include "core/mcap/audit_data.h"

namespace reprise::mcap {

class SummaryAudit {
 public:
  SummaryAudit(AuditFindings& findings, AuditFacts& facts) : findings_(findings), facts_(facts) {}

  // A record between DataEnd and footer.
  Status take(const RecordPlace& place, ByteSpan content);
  // The footer itself; the summary would start at `start`.
  Status take_footer(const RecordPlace& place, ByteSpan content, std::uint64_t start);

 private:
  struct Group {
    SummaryOffset offset;
    bool named = false;  // by a summary offset
  };

  Status take_known(const RecordPlace& place, ByteSpan content);
  void note_group(const RecordPlace& place);
  Status take_schema(std::uint64_t offset, ByteSpan content);
  Status take_channel(std::uint64_t offset, ByteSpan content);
  Status take_statistics(std::uint64_t offset, ByteSpan content);
  Status take_chunk_index(std::uint64_t offset, ByteSpan content);
  Status take_attachment_index(std::uint64_t offset, ByteSpan content);
  Status take_metadata_index(std::uint64_t offset, ByteSpan content);
  Status take_summary_offset(const RecordPlace& place, ByteSpan content);
  void check_complete(std::uint64_t footer_offset);

  AuditFindings& findings_;
  AuditFacts& facts_;
  std::vector<Group> groups_;
  bool any_ = false;                 // record before the footer
  std::uint64_t offsets_start_ = 0;  // of the summary offset section, 0 without
  bool statistics_ = false;
  bool chunk_indexes_ = false;
  bool attachment_indexes_ = false;
  bool metadata_indexes_ = false;
};

}  // namespace reprise::mcap
