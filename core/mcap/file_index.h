// Where the messages of an MCAP file lie, and what they are called: taken from its summary as far
// as that goes, from the file itself where there is none or where it leaves something out. Values;
// building one reads the file on the calling thread.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "core/mcap/damage_log.h"
#include "core/mcap/format.h"
#include "core/mcap/reader.h"

namespace reprise::mcap {

// A part of the file that is read at once: a chunk, or messages in a row outside chunks.
struct Block {
  bool is_chunk = true;
  std::uint64_t offset = 0;
  std::uint64_t length = 0;  // of the record or records, headers included
  std::uint64_t start_time = 0;
  std::uint64_t end_time = 0;
  std::uint64_t unpacked_size = 0;
  std::size_t channel_set = 0;  // in FileIndex::channel_sets
};

struct FileIndex {
  std::vector<Block> blocks;  // in file order
  // Ids of the channels with messages in a block, ascending; the first set means: not known.
  std::vector<std::vector<std::uint16_t>> channel_sets{{}};
  std::map<std::uint16_t, Schema> schemas;
  std::map<std::uint16_t, Channel> channels;
  std::optional<Statistics> statistics;      // of the summary
  std::vector<AttachmentIndex> attachments;  // in file order
  std::vector<MetadataIndex> metadata;       // in file order
  bool has_summary = false;
};

// Costs one read for each record outside of indexed chunks: a few for a file whose summary is
// complete, all of the file where there is no summary. Then what is wrong goes to `log`. kCorrupt
// when the file is none of MCAP.
Result<FileIndex> build_index(const File& file, DamageLog& log);

// The chunk in the bytes of a block, which are a view's; kCorrupt when there is none.
Result<Chunk> chunk_of_block(ByteSpan record);

}  // namespace reprise::mcap
