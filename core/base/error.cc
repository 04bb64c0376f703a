#include "core/base/error.h"

#include <array>
#include <cerrno>
#include <cstring>

namespace reprise {
namespace {

ErrorCode code_from_errno(int error_number) {
  switch (error_number) {
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
      return ErrorCode::kNoSpace;
    case ENOENT:
      return ErrorCode::kNotFound;
    case EEXIST:
      return ErrorCode::kExists;
    default:
      return ErrorCode::kIo;
  }
}

}  // namespace

std::string_view error_code_name(ErrorCode code) {
  switch (code) {
    case ErrorCode::kUsage:
      return "usage";
    case ErrorCode::kNotFound:
      return "not-found";
    case ErrorCode::kExists:
      return "exists";
    case ErrorCode::kUnsupported:
      return "unsupported";
    case ErrorCode::kInvalid:
      return "invalid";
    case ErrorCode::kCorrupt:
      return "corrupt";
    case ErrorCode::kIo:
      return "io";
    case ErrorCode::kNoSpace:
      return "no-space";
    case ErrorCode::kResource:
      return "resource";
    case ErrorCode::kCancelled:
      return "cancelled";
    case ErrorCode::kTryAgain:
      return "try-again";
    case ErrorCode::kInternal:
      return "internal";
  }
  return "internal";
}

Error Error::with_context(std::string_view context) && {
  message.insert(0, ": ").insert(0, context);
  return std::move(*this);
}

Error error_from_errno(int error_number, std::string_view what) {
  // The GNU strerror_r: returns the text, which may or may not lie in the buffer.
  std::array<char, 256> buffer{};
  const char* words = strerror_r(error_number, buffer.data(), buffer.size());
  std::string message(what);
  message.append(": ").append(words);
  return Error{code_from_errno(error_number), std::move(message)};
}

}  // namespace reprise
