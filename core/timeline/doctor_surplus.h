// The doctor's look at what MCAP lets readers skip: bytes behind a record's fields, fields in
// another spelling, records of unknown kinds. No CRC is wrong there, and the hash chain does not
// bind all of it: a take holds nothing of the kind. Pure but for the file; one thread.
#pragma once

#include "core/mcap/reader.h"
#include "core/timeline/doctor_findings.h"

namespace reprise::timeline {

// Whether the content is just what this record's fields take, as they are written by this project.
// True of content that cannot be parsed: that is the container's finding.
bool is_plain(mcap::Opcode opcode, ByteSpan content);

// The records from `offset`, behind DataEnd, up to the footer. Fails only when the disk does.
Status check_summary_surplus(const mcap::File& file, std::uint64_t offset, Findings& findings);

}  // namespace reprise::timeline
