#include "core/base/zstd_stream.h"

#include <string>

#include <zstd.h>

namespace reprise {
namespace {

struct Free {
  void operator()(ZSTD_CCtx* context) const { ZSTD_freeCCtx(context); }
  void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }
};

tl::unexpected<Error> no_context() {
  return fail(ErrorCode::kResource, "zstd cannot be set up");
}

bool set(ZSTD_CCtx* context, ZSTD_cParameter parameter, int value) {
  return ZSTD_isError(ZSTD_CCtx_setParameter(context, parameter, value)) == 0;
}

}  // namespace

struct ZstdFrameWriter::Context {
  std::unique_ptr<ZSTD_CCtx, Free> zstd;
  Bytes out;
};

ZstdFrameWriter::ZstdFrameWriter(std::unique_ptr<Context> context) : context_(std::move(context)) {}
ZstdFrameWriter::ZstdFrameWriter(ZstdFrameWriter&&) noexcept = default;
ZstdFrameWriter& ZstdFrameWriter::operator=(ZstdFrameWriter&&) noexcept = default;
ZstdFrameWriter::~ZstdFrameWriter() = default;

Result<ZstdFrameWriter> ZstdFrameWriter::create(int level) {
  auto context = std::make_unique<Context>();
  context->zstd.reset(ZSTD_createCCtx());
  if (context->zstd == nullptr || !set(context->zstd.get(), ZSTD_c_compressionLevel, level) ||
      !set(context->zstd.get(), ZSTD_c_checksumFlag, 1)) {
    return no_context();
  }
  return ZstdFrameWriter(std::move(context));
}

Result<ByteSpan> ZstdFrameWriter::frame(ByteSpan content) {
  Bytes& out = context_->out;
  out.resize(ZSTD_compressBound(content.size()));
  const std::size_t size =
      ZSTD_compress2(context_->zstd.get(), out.data(), out.size(), content.data(), content.size());
  if (ZSTD_isError(size) != 0) {
    return fail(ErrorCode::kResource,
                std::string("zstd cannot compress: ") + ZSTD_getErrorName(size));
  }
  return ByteSpan(out).first(size);
}

struct ZstdFrameReader::Context {
  std::unique_ptr<ZSTD_DCtx, Free> zstd;
};

ZstdFrameReader::ZstdFrameReader(std::unique_ptr<Context> context) : context_(std::move(context)) {}
ZstdFrameReader::ZstdFrameReader(ZstdFrameReader&&) noexcept = default;
ZstdFrameReader& ZstdFrameReader::operator=(ZstdFrameReader&&) noexcept = default;
ZstdFrameReader::~ZstdFrameReader() = default;

Result<ZstdFrameReader> ZstdFrameReader::create() {
  auto context = std::make_unique<Context>();
  context->zstd.reset(ZSTD_createDCtx());
  if (context->zstd == nullptr) {
    return no_context();
  }
  return ZstdFrameReader(std::move(context));
}

Result<ZstdFrameReader::Step> ZstdFrameReader::step(ByteSpan in, std::span<std::byte> out) {
  ZSTD_inBuffer input{in.data(), in.size(), 0};
  ZSTD_outBuffer output{out.data(), out.size(), 0};
  const std::size_t left = ZSTD_decompressStream(context_->zstd.get(), &output, &input);
  if (ZSTD_isError(left) != 0) {
    return fail(ErrorCode::kCorrupt, std::string("zstd frame: ") + ZSTD_getErrorName(left));
  }
  return Step{input.pos, output.pos, left == 0};
}

void ZstdFrameReader::reset() {
  static_cast<void>(ZSTD_DCtx_reset(context_->zstd.get(), ZSTD_reset_session_only));
}

}  // namespace reprise
