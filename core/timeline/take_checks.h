// What a take promises beyond MCAP, checked where its bytes are used: every CRC is there, and what
// the summary repeats is what stands in the data section. MCAP reads a CRC of 0 as none; in a take
// it is a value like any other. Pure functions of the file; one thread a file.
#pragma once

#include "core/base/error.h"
#include "core/mcap/reader.h"
#include "core/timeline/take_index.h"

namespace reprise::timeline {

// As mcap::parse_attachment and mcap::unpack_chunk, with the CRC checked also when it is 0. No
// chunk of a take is empty.
Result<mcap::Attachment> parse_take_attachment(ByteSpan content);
Result<Bytes> unpack_take_chunk(const mcap::Chunk& chunk);

// What mcap::read_summary leaves out: the CRC of the summary when it is 0. Behind it.
Status check_summary_crc(const mcap::File& file);

// kCorrupt when the places in the index lie outside the file or overlap: one that names the same
// bytes a million times would be an attack.
Status check_places(const mcap::File& file, const TakeIndex& index);

enum class Tables {
  kChannels,  // what is needed to read records: quick
  kAll,       // with the schemas
};
// kCorrupt when the summary repeats other schemas and channels than stand at the file's start.
Status check_tables(const mcap::File& file, const mcap::Summary& summary, Tables tables);

// Notes where the summary's index differs from what a scan found in the data section.
void compare_indexes(const TakeIndex& summary, const TakeIndex& scan, mcap::DamageLog& log);

}  // namespace reprise::timeline
