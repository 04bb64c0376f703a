// Where a file goes whose name comes from a file that is not trusted: never outside its folder.
// Looks at the disk for links; any thread.
#pragma once

#include <filesystem>
#include <string_view>

#include "core/base/error.h"

namespace reprise {

// folder/name. kInvalid for a name that is absolute, empty, or has empty parts, "." or "..", a
// backslash or a control character; and when a part of it below `folder` is a symbolic link.
Result<std::filesystem::path> path_inside(const std::filesystem::path& folder,
                                          std::string_view name);

}  // namespace reprise
