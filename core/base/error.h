// Result, Status and Error: the one way in which functions of core/ fail.
// An error says what happened and why; each caller may put its own context in front, and the tool
// that prints it adds what to do next. Immutable values; safe on any thread.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include <tl/expected.hpp>

namespace reprise {

// Stable names: printed in `--json` and listed in docs/TROUBLESHOOTING.md.
enum class ErrorCode {
  kUsage,        // an option or argument that makes no sense
  kNotFound,     // a file, preset, stream or record that does not exist
  kExists,       // an output that may not be overwritten
  kUnsupported,  // understood, but this build, machine or combination cannot do it
  kInvalid,      // input whose content breaks its own format's rules (show, preset, song)
  kCorrupt,      // a take or part whose checks fail
  kIo,           // the operating system failed a read or write
  kNoSpace,      // disk, quota or file-size limit
  kResource,     // memory, GL context, encoder or thread could not be had
  kCancelled,    // a signal or the caller ended the work
  kTryAgain,     // transient: the same call may succeed later
  kInternal,     // a third-party library contradicted its own contract
};

// "usage", "not-found", … ; never null.
std::string_view error_code_name(ErrorCode code);

struct Error {
  ErrorCode code = ErrorCode::kInternal;
  std::string
      message;  // one line without trailing full stop: "cannot read 'x.mp3': no audio stream"
  std::string hint = {};  // what to do next, empty if the caller knows better

  // The same error with "context: " in front of its message.
  [[nodiscard]] Error with_context(std::string_view context) &&;
};

template <typename T>
using Result = tl::expected<T, Error>;
using Status = Result<void>;

inline tl::unexpected<Error> fail(ErrorCode code, std::string message, std::string hint = {}) {
  return tl::make_unexpected(Error{code, std::move(message), std::move(hint)});
}
inline tl::unexpected<Error> fail(Error error) {
  return tl::make_unexpected(std::move(error));
}
inline tl::unexpected<Error> corrupt(std::string message) {
  return fail(ErrorCode::kCorrupt, std::move(message));
}

// The error for a failed system call: maps ENOSPC, EDQUOT and EFBIG to kNoSpace, ENOENT to
// kNotFound, EEXIST to kExists, the rest to kIo; the message ends with strerror's words.
Error error_from_errno(int error_number, std::string_view what);

}  // namespace reprise

#define REPRISE_CONCAT_INNER(a, b) a##b
#define REPRISE_CONCAT(a, b) REPRISE_CONCAT_INNER(a, b)

// TRY(status_expression): returns its error from the enclosing function.
#define TRY(expression)                                      \
  do {                                                       \
    if (auto try_result = (expression); !try_result) {       \
      return ::reprise::fail(std::move(try_result).error()); \
    }                                                        \
  } while (false)

// TRY_ASSIGN(auto x, result_expression): declares or assigns x, or returns the error.
#define TRY_ASSIGN(target, expression) \
  TRY_ASSIGN_IMPL(REPRISE_CONCAT(try_result_, __LINE__), target, expression)
#define TRY_ASSIGN_IMPL(result, target, expression)    \
  auto result = (expression);                          \
  if (!result) {                                       \
    return ::reprise::fail(std::move(result).error()); \
  }                                                    \
  target = std::move(*result)
