// May this output replace a file? Asked before any work is done. One thread.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/error.h"
#include "core/base/file.h"

namespace reprise::tools {

enum class Overwrite {
  kAsk,     // on a terminal; refused otherwise
  kAlways,  // -y
  kNever,   // --no-clobber
};

// Asks a yes-or-no question; nothing when nobody is there to answer.
using Ask = std::function<std::optional<bool>(std::string_view question)>;

// On stderr and stdin when both are terminals; everything but y and yes is no.
Ask terminal_ask();

// kExists when `path` exists and may not be replaced; kNotFound, kInvalid when its folder is not
// there or it is a folder itself. "-" and pipes always may be written to.
Status allow_output(FileSystem& fs, const std::filesystem::path& path, Overwrite overwrite,
                    const Ask& ask);

// kUsage when both are the same file, by whatever names: -y must not eat the source.
Status check_distinct(const std::filesystem::path& input, const std::filesystem::path& output);

}  // namespace reprise::tools
