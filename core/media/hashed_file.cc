#include "core/media/hashed_file.h"

#include <algorithm>

namespace reprise::media {
namespace {

constexpr std::uint64_t kChecksumBytes = 16;
constexpr std::size_t kWriteBytes = 1U << 20U;
constexpr std::size_t kReadBytes = 64U << 10U;

}  // namespace

Status HashedWriter::data(ByteSpan bytes) {
  fields().put(static_cast<std::uint64_t>(bytes.size()));
  fields().put_bytes(bytes);
  return pending_.size() < kWriteBytes ? Status{} : flush();
}

Status HashedWriter::finish() {
  TRY(flush());
  const Hash128 checksum = hash_.digest();
  fields().put(checksum.high);
  fields().put(checksum.low);
  return file_->append(pending_);
}

Status HashedWriter::flush() {
  hash_.update(pending_);
  TRY(file_->append(pending_));
  pending_.clear();
  return {};
}

HashedReader::HashedReader(const RandomAccessFile& file)
    : file_(&file), end_(file.size() < kChecksumBytes ? 0 : file.size() - kChecksumBytes) {}

Result<Bytes> HashedReader::bytes(std::uint64_t count) {
  if (count > remaining()) {
    return fail(ErrorCode::kCorrupt, "a length points behind the end");
  }
  Bytes out(static_cast<std::size_t>(count));
  TRY(fill(out));
  return out;
}

Status HashedReader::fill(std::span<std::byte> out) {
  if (out.size() > remaining()) {
    return fail(ErrorCode::kCorrupt, "it ends too early");
  }
  TRY(fetch(out));
  hash_.update(out);
  at_ += out.size();
  return {};
}

// Large pieces go straight to where they stay.
Status HashedReader::fetch(std::span<std::byte> out) {
  const std::size_t held = std::min(out.size(), buffer_.size() - used_);
  std::copy_n(buffer_.begin() + static_cast<std::ptrdiff_t>(used_), held, out.begin());
  used_ += held;
  const std::span<std::byte> rest = out.subspan(held);
  if (rest.empty()) {
    return {};
  }
  const std::uint64_t from = at_ + held;
  if (rest.size() >= kReadBytes) {
    return file_->read_at(from, rest);
  }
  buffer_.resize(static_cast<std::size_t>(std::min<std::uint64_t>(kReadBytes, end_ - from)));
  TRY(file_->read_at(from, buffer_));
  used_ = rest.size();
  std::copy_n(buffer_.begin(), used_, rest.begin());
  return {};
}

Result<std::string> HashedReader::text() {
  TRY_ASSIGN(const auto length, get<std::uint32_t>());
  TRY_ASSIGN(const Bytes raw, bytes(length));
  return std::string(as_text(raw));
}

Result<Bytes> HashedReader::data() {
  TRY_ASSIGN(const auto length, get<std::uint64_t>());
  return bytes(length);
}

Result<std::uint64_t> HashedReader::count(std::uint64_t record_bytes) {
  TRY_ASSIGN(const auto value, get<std::uint64_t>());
  if (value > remaining() / record_bytes) {
    return fail(ErrorCode::kCorrupt, "a count does not fit into the file");
  }
  return value;
}

Status HashedReader::check_end() {
  if (remaining() != 0) {
    return fail(ErrorCode::kCorrupt, "bytes are left over at the end");
  }
  const Hash128 actual = hash_.digest();
  std::array<std::byte, kChecksumBytes> raw{};
  TRY(file_->read_at(at_, raw));
  ByteReader reader(raw);
  const auto high = reader.get<std::uint64_t>();
  const Hash128 stored{high, reader.get<std::uint64_t>()};
  if (stored != actual) {
    return fail(ErrorCode::kCorrupt, "checksum " + to_hex(stored) + ", content " + to_hex(actual));
  }
  return {};
}

void put_mark(ByteWriter out, const FileMark& mark) {
  out.put_bytes(mark.magic);
  out.put(mark.version);
}

Status check_mark(HashedReader& in, const FileMark& mark) {
  TRY_ASSIGN(const Bytes magic, in.bytes(mark.magic.size()));
  const std::string what(mark.what);
  if (!std::ranges::equal(magic, mark.magic)) {
    return fail(ErrorCode::kCorrupt, "not a " + what + " file");
  }
  TRY_ASSIGN(const auto version, in.get<std::uint32_t>());
  if (version != mark.version) {
    return fail(ErrorCode::kCorrupt, what + " version " + std::to_string(version) + ", expected " +
                                         std::to_string(mark.version));
  }
  return {};
}

}  // namespace reprise::media
