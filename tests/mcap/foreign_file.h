// A small language for MCAP files as anybody may write them: records put one behind another, valid
// or not, with the CRCs that make them whole. Values; for tests.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/mcap/format.h"
#include "core/mcap/reader.h"

namespace reprise::mcap {

enum class Packing { kNone, kZstd, kLz4 };

class ForeignFile {
 public:
  // Magic and header.
  ForeignFile();

  template <typename Record>
  ForeignFile& put(const Record& record) {
    put_record(bytes_, record);
    return *this;
  }
  // Anything.
  ForeignFile& put_raw(std::uint8_t opcode, ByteSpan content);
  // Schema 1 and channel `id` on `topic`.
  ForeignFile& put_channel(std::uint16_t id, const std::string& topic);
  // A chunk of these records, without index.
  ForeignFile& put_chunk(const Bytes& records, Packing packing, std::uint64_t start_time,
                         std::uint64_t end_time);
  // A chunk of messages with these log times on channel 1, each with `size` bytes of data.
  ForeignFile& put_messages(const std::vector<std::uint64_t>& times, Packing packing,
                            std::size_t size = 10);
  // DataEnd, an empty summary, footer and magic.
  ForeignFile& end();

  [[nodiscard]] const Bytes& bytes() const { return bytes_; }
  [[nodiscard]] std::unique_ptr<RandomAccessFile> open() const;

 private:
  Bytes bytes_;
  std::uint32_t sequence_ = 0;
};

// Bytes as a file.
std::unique_ptr<RandomAccessFile> opened(const Bytes& bytes);

// A message's data: its log time, then `size` bytes that zstd cannot guess.
Bytes message_data(std::uint64_t time, std::size_t size);

}  // namespace reprise::mcap
