#include "bench/timeline/in_place.h"

#include "bench/timeline/material.h"
#include "core/base/check.h"
#include "core/timeline/take_index.h"
#include "core/timeline/topics.h"

namespace reprise::timeline {
namespace {

constexpr std::size_t kChunkBytes = 1u << 20;

mcap::Writer open(const std::filesystem::path& path) {
  UnsyncedFileSystem fs;
  auto writer = mcap::Writer::create(*fs.create(path), {"", "bench"});
  CHECK(writer.has_value());
  for (mcap::Schema& schema : take_schemas()) {
    CHECK(writer->add_schema(std::move(schema)).has_value());
  }
  for (mcap::Channel& channel : take_channels(1)) {
    CHECK(writer->add_channel(std::move(channel)).has_value());
  }
  return std::move(*writer);
}

}  // namespace

InPlaceWriter::InPlaceWriter(const std::filesystem::path& path)
    : header_(bench_header()), writer_(open(path)) {}

void InPlaceWriter::append(const Record& record) {
  const std::uint16_t channel = channel_id(topic_address(record), 1);
  const std::uint64_t time = log_time_of(header_, sample_of(record));
  chunk_.add({channel, sequence_++, time, time, packer_.pack(record)});
  if (chunk_.records().size() >= kChunkBytes) {
    write_chunk();
  }
}

void InPlaceWriter::write_chunk() {
  CHECK(writer_.write_chunk(chunk_).has_value());
  chunk_.clear();
}

void InPlaceWriter::finish() {
  if (!chunk_.empty()) {
    write_chunk();
  }
  CHECK(writer_.finish().has_value());
}

}  // namespace reprise::timeline
