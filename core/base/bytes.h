// Little-endian byte building and parsing, for formats that this project owns or reads.
// ByteReader never reads past its span: a failed read sets failed() and yields zeros, so a parser
// checks once at the end of a record instead of after every field. Not thread-safe.
#pragma once

#include <algorithm>
#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace reprise {

using Bytes = std::vector<std::byte>;
using ByteSpan = std::span<const std::byte>;

inline ByteSpan as_byte_span(std::string_view text) {
  return std::as_bytes(std::span(text.data(), text.size()));
}
inline std::string_view as_text(ByteSpan bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

class ByteWriter {
 public:
  explicit ByteWriter(Bytes& out) : out_(out) {}

  template <std::integral T>
  void put(T value) {
    using U = std::make_unsigned_t<T>;
    const auto bits = static_cast<U>(value);
    std::array<std::byte, sizeof(T)> raw;
    for (std::size_t i = 0; i < sizeof(T); ++i) {
      raw[i] = static_cast<std::byte>(static_cast<std::uint8_t>(bits >> (8 * i)));
    }
    put_bytes(raw);
  }
  void put_f32(float value) {
    std::uint32_t bits = 0;
    std::memcpy(&bits, &value, sizeof bits);
    put(bits);
  }
  void put_f64(double value) {
    std::uint64_t bits = 0;
    std::memcpy(&bits, &value, sizeof bits);
    put(bits);
  }
  void put_bytes(ByteSpan bytes) { out_.insert(out_.end(), bytes.begin(), bytes.end()); }
  // u32 byte length, then the bytes.
  void put_string(std::string_view text) {
    put(static_cast<std::uint32_t>(text.size()));
    put_bytes(as_byte_span(text));
  }
  [[nodiscard]] std::size_t size() const { return out_.size(); }

 private:
  Bytes& out_;
};

class ByteReader {
 public:
  explicit ByteReader(ByteSpan in) : in_(in) {}

  template <std::integral T>
  T get() {
    using U = std::make_unsigned_t<T>;
    const ByteSpan raw = get_bytes(sizeof(T));
    if (raw.size() != sizeof(T)) {
      return 0;
    }
    U bits = 0;
    for (std::size_t i = 0; i < sizeof(T); ++i) {  // one load, once compiled
      bits = static_cast<U>(bits | static_cast<U>(static_cast<U>(raw[i]) << (8 * i)));
    }
    return static_cast<T>(bits);
  }
  float get_f32() {
    auto bits = get<std::uint32_t>();
    float value = 0;
    std::memcpy(&value, &bits, sizeof value);
    return value;
  }
  double get_f64() {
    auto bits = get<std::uint64_t>();
    double value = 0;
    std::memcpy(&value, &bits, sizeof value);
    return value;
  }
  // A view into the input; empty and failed() when fewer than `count` bytes remain.
  ByteSpan get_bytes(std::uint64_t count) {
    if (count > in_.size() - at_) {
      failed_ = true;
      at_ = in_.size();
      return {};
    }
    ByteSpan view = in_.subspan(at_, static_cast<std::size_t>(count));
    at_ += view.size();
    return view;
  }
  std::string get_string() { return std::string(as_text(get_bytes(get<std::uint32_t>()))); }

  [[nodiscard]] bool failed() const { return failed_; }
  [[nodiscard]] bool at_end() const { return at_ == in_.size(); }
  [[nodiscard]] std::size_t position() const { return at_; }
  [[nodiscard]] std::size_t remaining() const { return in_.size() - at_; }

 private:
  ByteSpan in_;
  std::size_t at_ = 0;
  bool failed_ = false;
};

}  // namespace reprise
