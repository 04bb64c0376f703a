#include "core/base/file_digest.h"

#include <algorithm>

namespace reprise {
namespace {

constexpr std::uint64_t kBlock = 1U << 20;

template <typename Stream>
Result<Stream> read_into(Stream stream, FileSystem& fs, const std::filesystem::path& path) {
  TRY_ASSIGN(const auto file, fs.open(path));
  Bytes block;
  for (std::uint64_t at = 0; at < file->size(); at += block.size()) {
    block.resize(static_cast<std::size_t>(std::min(kBlock, file->size() - at)));
    TRY(file->read_at(at, block));
    stream.update(block);
  }
  return stream;
}

}  // namespace

Result<Sha256> file_sha256(FileSystem& fs, const std::filesystem::path& path) {
  TRY_ASSIGN(const Sha256Stream stream, read_into(Sha256Stream(), fs, path));
  return stream.digest();
}

Result<Hash128> file_xxh3(FileSystem& fs, const std::filesystem::path& path) {
  TRY_ASSIGN(const Xxh3Stream stream, read_into(Xxh3Stream(), fs, path));
  return stream.digest();
}

}  // namespace reprise
