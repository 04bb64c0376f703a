// The bytes of one FlatBuffer, read without trust: every access is checked against the buffer, so
// that a hostile message costs an error and no more. Knows tables, vectors and scalars by position;
// what they mean is said by a FlatSchema. Not thread-safe.
#pragma once

#include <cstdint>
#include <cstring>
#include <optional>

#include "core/base/bytes.h"
#include "core/base/error.h"

namespace reprise::timeline {

struct FlatTable {
  std::size_t at = 0;  // of the table
  std::size_t bytes = 0;
  std::size_t vtable = 0;
  std::size_t vtable_bytes = 0;
};

// Of a string or vector.
struct FlatRun {
  std::size_t at = 0;  // of the first element; the count lies four bytes before
  std::size_t count = 0;
};

class FlatBytes {
 public:
  explicit FlatBytes(ByteSpan bytes) : bytes_(bytes) {}

  [[nodiscard]] ByteSpan all() const { return bytes_; }
  [[nodiscard]] bool holds(std::size_t at, std::size_t size) const {
    return at <= bytes_.size() && size <= bytes_.size() - at;
  }
  template <typename T>
  [[nodiscard]] Result<T> get(std::size_t at) const {
    if (!holds(at, sizeof(T))) {
      return outside();
    }
    T value{};
    std::memcpy(&value, bytes_.data() + at, sizeof value);
    return value;
  }

  // Where the offset at `at` leads.
  [[nodiscard]] Result<std::size_t> follow(std::size_t at) const;
  [[nodiscard]] Result<FlatTable> table(std::size_t at) const;
  // Where a table keeps the value of a field; nothing when it is not there.
  [[nodiscard]] Result<std::optional<std::size_t>> field(const FlatTable& table, std::uint16_t id,
                                                         std::size_t size) const;
  // The string or vector that the offset at `at` leads to.
  [[nodiscard]] Result<FlatRun> run(std::size_t at, std::size_t element_size) const;

 private:
  static tl::unexpected<Error> outside();
  ByteSpan bytes_;
};

}  // namespace reprise::timeline
