#include "tests/mcap/foreign_file.h"

#include <algorithm>
#include <span>

#include <lz4frame.h>

#include "core/base/hash.h"
#include "core/base/zstd.h"

namespace reprise::mcap {
namespace {

Bytes lz4_compress(ByteSpan bytes) {
  Bytes out(LZ4F_compressFrameBound(bytes.size(), nullptr));
  out.resize(LZ4F_compressFrame(out.data(), out.size(), bytes.data(), bytes.size(), nullptr));
  return out;
}

Bytes packed(const Bytes& records, Packing packing) {
  switch (packing) {
    case Packing::kNone:
      return records;
    case Packing::kZstd:
      return *zstd_compress(records, 1);
    case Packing::kLz4:
      return lz4_compress(records);
  }
  return {};
}

std::string name_of(Packing packing) {
  return packing == Packing::kNone ? "" : packing == Packing::kZstd ? "zstd" : "lz4";
}

void put_magic(Bytes& bytes) {
  ByteWriter(bytes).put_bytes(std::as_bytes(std::span(kMagic)));
}

}  // namespace

ForeignFile::ForeignFile() {
  put_magic(bytes_);
  put(Header{"", "somebody"});
}

ForeignFile& ForeignFile::put_raw(std::uint8_t opcode, ByteSpan content) {
  ByteWriter writer(bytes_);
  writer.put(opcode);
  writer.put(std::uint64_t{content.size()});
  writer.put_bytes(content);
  return *this;
}

ForeignFile& ForeignFile::put_channel(std::uint16_t id, const std::string& topic) {
  return put(Schema{1, "s", "text", {}}).put(Channel{id, 1, topic, "text", {}});
}

ForeignFile& ForeignFile::put_chunk(const Bytes& records, Packing packing, std::uint64_t start_time,
                                    std::uint64_t end_time) {
  const Bytes compressed = packed(records, packing);
  return put(
      Chunk{start_time, end_time, records.size(), crc32(records), name_of(packing), compressed});
}

ForeignFile& ForeignFile::put_messages(const std::vector<std::uint64_t>& times, Packing packing,
                                       std::size_t size) {
  Bytes records;
  for (const std::uint64_t time : times) {
    const Bytes data = message_data(time, size);
    put_record(records, Message{1, sequence_++, time, time, data});
  }
  const auto [first, last] = std::ranges::minmax(times);
  return put_chunk(records, packing, first, last);
}

ForeignFile& ForeignFile::end() {
  put_data_end(bytes_, crc32(bytes_));
  Bytes footer;
  put_record(footer, Footer{});
  const std::size_t crc_at = footer.size() - sizeof(std::uint32_t);
  put(Footer{0, 0, crc32(ByteSpan(footer).first(crc_at))});
  put_magic(bytes_);
  return *this;
}

std::unique_ptr<RandomAccessFile> ForeignFile::open() const {
  return opened(bytes_);
}

std::unique_ptr<RandomAccessFile> opened(const Bytes& bytes) {
  MemoryFileSystem fs;
  fs.put("a", bytes);
  return *fs.open("a");
}

Bytes message_data(std::uint64_t time, std::size_t size) {
  Bytes data;
  ByteWriter writer(data);
  writer.put(time);
  std::uint64_t state = time + 1;
  while (data.size() < size) {
    state = state * 6364136223846793005U + 1442695040888963407U;
    writer.put(static_cast<std::uint32_t>(state >> 32));
  }
  return data;
}

}  // namespace reprise::mcap
