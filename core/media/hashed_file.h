// The framing of the files in OUT.parts/: fields one after another, little-endian, and at the end
// the XXH3-128 of all that came before (high, low). A string or byte string has its length in
// front: u32 for text, u64 for data. Counts are u64. What the fields mean is the file's own affair.
// One thread per object.
#pragma once

#include <array>
#include <concepts>
#include <cstdint>
#include <span>
#include <string>

#include "core/base/bytes.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/hash.h"

namespace reprise::media {

// Gathers small fields into large writes and hashes what goes out.
class HashedWriter {
 public:
  // `file` outlives this; closing or committing it is its owner's.
  explicit HashedWriter(WritableFile& file) : file_(&file) {}

  // For small fields, until the next data().
  ByteWriter fields() { return ByteWriter(pending_); }
  Status data(ByteSpan bytes);
  // Writes what is left, and the checksum. Nothing may follow.
  Status finish();

 private:
  Status flush();

  WritableFile* file_;
  Xxh3Stream hash_;
  Bytes pending_;
};

// Reads forward in reads of bounded size and hashes on the way. A length is compared with what the
// file has left before anything is allocated; one that does not fit is kCorrupt. After an error
// nothing more may be read.
class HashedReader {
 public:
  // `file` outlives this.
  explicit HashedReader(const RandomAccessFile& file);

  // Bytes before the checksum.
  [[nodiscard]] std::uint64_t remaining() const { return end_ - at_; }

  Result<Bytes> bytes(std::uint64_t count);
  template <std::integral T>
  Result<T> get() {
    std::array<std::byte, sizeof(T)> raw{};
    TRY(fill(raw));
    return ByteReader(raw).get<T>();
  }
  Result<std::string> text();
  Result<Bytes> data();
  // A number of records of at least `record_bytes` each.
  Result<std::uint64_t> count(std::uint64_t record_bytes);
  // kCorrupt unless all was read and is what was written.
  Status check_end();

 private:
  Status fill(std::span<std::byte> out);
  Status fetch(std::span<std::byte> out);

  const RandomAccessFile* file_;
  std::uint64_t at_ = 0;  // of the next byte that is given out
  std::uint64_t end_;     // of what the checksum covers
  Bytes buffer_;          // bytes of the file, given out up to `used_`
  std::size_t used_ = 0;
  Xxh3Stream hash_;
};

// The first 8 bytes and the version of a kind of file; `what` names it: "segment".
struct FileMark {
  std::array<std::byte, 8> magic;
  std::uint32_t version = 1;
  const char* what;
};
void put_mark(ByteWriter out, const FileMark& mark);
// kCorrupt for other files and other versions.
Status check_mark(HashedReader& in, const FileMark& mark);

}  // namespace reprise::media
