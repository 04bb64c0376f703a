#include "core/base/lz4.h"

#include <memory>
#include <string>

#include <lz4frame.h>

namespace reprise {
namespace {

struct FreeContext {
  void operator()(LZ4F_dctx* context) const { LZ4F_freeDecompressionContext(context); }
};
using Context = std::unique_ptr<LZ4F_dctx, FreeContext>;

Result<Context> make_context() {
  LZ4F_dctx* context = nullptr;
  if (LZ4F_isError(LZ4F_createDecompressionContext(&context, LZ4F_VERSION)) != 0) {
    return fail(ErrorCode::kResource, "LZ4 cannot get its memory");
  }
  return Context(context);
}

}  // namespace

bool lz4_can_hold(std::uint64_t expected_size, std::uint64_t frame_size) {
  constexpr std::uint64_t kMaxExpansion = 256;
  return expected_size / kMaxExpansion <= frame_size;
}

Status lz4_decompress(ByteSpan frame, std::span<std::byte> out) {
  TRY_ASSIGN(const Context context, make_context());
  std::size_t filled = 0;
  std::size_t hint = 0;  // 0 where a frame has ended
  while (!frame.empty()) {
    std::size_t written = out.size() - filled;
    std::size_t read = frame.size();
    hint =
        LZ4F_decompress(context.get(), out.data() + filled, &written, frame.data(), &read, nullptr);
    if (LZ4F_isError(hint) != 0) {
      return fail(ErrorCode::kCorrupt, std::string("LZ4 frame: ") + LZ4F_getErrorName(hint));
    }
    filled += written;
    frame = frame.subspan(read);
    if (read == 0 && written == 0) {
      return fail(ErrorCode::kCorrupt, "an LZ4 frame holds more than it says");
    }
  }
  if (hint != 0 || filled != out.size()) {
    return fail(ErrorCode::kCorrupt, "an LZ4 frame holds " + std::to_string(filled) +
                                         " bytes instead of " + std::to_string(out.size()));
  }
  return {};
}

}  // namespace reprise
