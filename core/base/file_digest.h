// Digests of whole files, read block by block. Any thread.
#pragma once

#include <filesystem>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/hash.h"

namespace reprise {

Result<Sha256> file_sha256(FileSystem& fs, const std::filesystem::path& path);
Result<Hash128> file_xxh3(FileSystem& fs, const std::filesystem::path& path);

}  // namespace reprise
