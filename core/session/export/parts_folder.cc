#include "core/session/export/parts_folder.h"

#include <array>
#include <cstdio>
#include <string>
#include <system_error>

#include <unistd.h>

namespace reprise::session {
namespace {

constexpr std::string_view kSegment = "segment-";
constexpr std::string_view kSound = "sound";
constexpr std::string_view kTemporary = ".tmp-";

bool is_half_written(const std::string& name) {
  return name.find(kTemporary) != std::string::npos;
}

bool is_ours(const std::string& name) {
  return name.starts_with(kSegment) || name == kSound || is_half_written(name);
}

// What cannot be removed costs space, nothing else.
void remove_files(const std::filesystem::path& folder, bool (*wanted)(const std::string&)) {
  std::error_code ignored;
  for (std::filesystem::directory_iterator it(folder, ignored), end; !ignored && it != end;
       it.increment(ignored)) {
    if (wanted(it->path().filename().string())) {
      std::error_code failed;
      std::filesystem::remove(it->path(), failed);
    }
  }
}

}  // namespace

std::filesystem::path parts_path(const std::filesystem::path& target) {
  std::filesystem::path path = target;
  path += ".parts";
  return path;
}

std::filesystem::path segment_path(const std::filesystem::path& parts, std::int64_t index) {
  std::array<char, 32> name{};
  std::snprintf(name.data(), name.size(), "segment-%06lld", static_cast<long long>(index));
  return parts / name.data();
}

std::filesystem::path sound_path(const std::filesystem::path& parts) {
  return parts / kSound;
}

Result<PartsFolder> PartsFolder::open(const std::filesystem::path& target) {
  const std::filesystem::path path = parts_path(target);
  std::error_code error;
  std::filesystem::create_directory(path, error);
  if (error) {
    return fail(error_from_errno(error.value(), "cannot create '" + path.string() + "'"));
  }
  auto lock = FolderLock::acquire(path);
  if (!lock && lock.error().code == ErrorCode::kTryAgain) {
    return fail(ErrorCode::kTryAgain,
                "another process exports to '" + target.string() + "' at this moment",
                "wait for it, or another name with -o");
  }
  if (!lock) {
    return fail(std::move(lock).error());
  }
  remove_files(path, is_half_written);
  return PartsFolder(path, std::move(*lock));
}

PartsFolder::~PartsFolder() {
  if (!path_.empty()) {
    std::error_code not_empty;
    std::filesystem::remove(path_, not_empty);
  }
}

std::filesystem::path PartsFolder::temporary(std::string_view name) const {
  return path_ / (std::string(name) + std::string(kTemporary) + std::to_string(::getpid()));
}

void PartsFolder::clear() const {
  remove_files(path_, is_ours);
  std::error_code not_empty;
  std::filesystem::remove(path_, not_empty);
}

}  // namespace reprise::session
