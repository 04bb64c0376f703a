#include "core/base/zstd.h"

#include <algorithm>
#include <limits>
#include <string>

#include <zstd.h>

#include "core/base/check.h"

namespace reprise {

bool zstd_can_hold(std::uint64_t expected_size, std::uint64_t frame_size) {
  // zstd's own limit for repeated bytes lies near 2^15; the rest is slack.
  constexpr std::uint64_t kMaxExpansion = 1u << 18;
  return expected_size / kMaxExpansion <= frame_size;
}

struct ZstdCompressor::Impl {
  explicit Impl(int level_asked) : level(level_asked) { CHECK(context != nullptr); }
  ~Impl() { ZSTD_freeCCtx(context); }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  int level;
  ZSTD_CCtx* context = ZSTD_createCCtx();
  Bytes out;
};

ZstdCompressor::ZstdCompressor(int level) : impl_(std::make_unique<Impl>(level)) {}
ZstdCompressor::ZstdCompressor(ZstdCompressor&&) noexcept = default;
ZstdCompressor& ZstdCompressor::operator=(ZstdCompressor&&) noexcept = default;
ZstdCompressor::~ZstdCompressor() = default;

Result<ByteSpan> ZstdCompressor::compress(ByteSpan bytes) {
  Bytes& out = impl_->out;
  out.resize(std::max(out.size(), ZSTD_compressBound(bytes.size())));
  const std::size_t size = ZSTD_compressCCtx(impl_->context, out.data(), out.size(), bytes.data(),
                                             bytes.size(), impl_->level);
  if (ZSTD_isError(size) != 0) {
    return fail(ErrorCode::kResource,
                std::string("zstd cannot compress: ") + ZSTD_getErrorName(size));
  }
  return ByteSpan(out).first(size);
}

Result<Bytes> zstd_compress(ByteSpan bytes, int level) {
  ZstdCompressor compressor(level);
  TRY_ASSIGN(const ByteSpan frame, compressor.compress(bytes));
  return Bytes(frame.begin(), frame.end());
}

Status zstd_decompress(ByteSpan frame, std::span<std::byte> out) {
  const std::size_t size = ZSTD_decompress(out.data(), out.size(), frame.data(), frame.size());
  if (ZSTD_isError(size) != 0) {
    return fail(ErrorCode::kCorrupt, std::string("zstd frame: ") + ZSTD_getErrorName(size));
  }
  if (size != out.size()) {
    return fail(ErrorCode::kCorrupt, "a zstd frame holds " + std::to_string(size) +
                                         " bytes instead of " + std::to_string(out.size()));
  }
  return {};
}

Result<Bytes> zstd_decompress(ByteSpan frame, std::uint64_t expected_size) {
  if (!zstd_can_hold(expected_size, frame.size()) ||
      expected_size > std::numeric_limits<std::size_t>::max()) {
    return fail(ErrorCode::kCorrupt, "a zstd frame of " + std::to_string(frame.size()) +
                                         " bytes cannot hold " + std::to_string(expected_size));
  }
  Bytes out(static_cast<std::size_t>(expected_size));
  TRY(zstd_decompress(frame, out));
  return out;
}

std::optional<std::uint64_t> zstd_content_size(ByteSpan frame) {
  const unsigned long long size = ZSTD_getFrameContentSize(frame.data(), frame.size());
  const bool known = size != ZSTD_CONTENTSIZE_UNKNOWN && size != ZSTD_CONTENTSIZE_ERROR;
  return known ? std::optional<std::uint64_t>(size) : std::nullopt;
}

}  // namespace reprise
