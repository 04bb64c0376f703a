// Where the bytes of an MCAP file are: by topic, by field of its FlatBuffers, and of the container.
// Every byte of the file counts once. One thread.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/mcap/damage_log.h"
#include "core/mcap/reader.h"
#include "core/timeline/flat_account.h"

namespace reprise::timeline {

struct TopicBytes {
  std::string topic;
  std::uint64_t messages = 0;
  std::uint64_t message_bytes = 0;  // of their data; the fields add up to it
  std::uint64_t record_bytes = 0;   // the same with the 31 bytes that MCAP puts before each
  // Their records compressed without those of other topics, chunk by chunk (outside chunks about
  // 1 MiB at once), zstd level 1: what the topic costs. The topics' sum differs a little from the
  // chunks', which compress them together.
  std::uint64_t alone_bytes = 0;
  std::vector<FieldBytes> fields;  // empty when the messages are no FlatBuffers
};

// Whole records with their headers; together, with what could not be read, the file.
struct ContainerBytes {
  std::uint64_t chunk_data = 0;     // what chunks hold, as stored
  std::uint64_t chunk_headers = 0;  // of chunks: times, sizes, CRC
  std::uint64_t message_indexes = 0;
  std::uint64_t schemas_and_channels = 0;
  std::uint64_t messages = 0;  // outside chunks
  std::uint64_t attachments = 0;
  std::uint64_t metadata = 0;
  std::uint64_t summary = 0;  // all behind the data section
  std::uint64_t other = 0;    // magic, header, end of the data section, unknown or unreadable
};

struct FileStatistics {
  std::uint64_t file_bytes = 0;
  std::uint64_t chunks = 0;
  std::uint64_t unpacked_bytes = 0;  // of the chunks
  ContainerBytes container;
  std::vector<TopicBytes> topics;  // by channel; those with messages
};

// Reads all of the file. Damage is noted and skipped.
Result<FileStatistics> file_statistics(const mcap::File& file, mcap::DamageLog& log);

}  // namespace reprise::timeline
