#include <array>
#include <cstdio>
#include <string>

#include "core/session/verify/framehash.h"
#include "tools/common/arguments.h"
#include "tools/common/exit_code.h"
#include "tools/common/names.h"
#include "tools/inspect/commands.h"

namespace reprise::tools {
namespace {

constexpr auto kFormats = std::to_array<std::string_view>({"xxh3", "framehash"});

std::optional<session::FrameHashKind> format_by_name(std::string_view name) {
  if (name == kFormats[0]) {
    return session::FrameHashKind::kXxh3;
  }
  return name == kFormats[1] ? std::optional(session::FrameHashKind::kFramehash) : std::nullopt;
}

}  // namespace

Result<int> run_hash(int argc, const char* const* argv) {
  std::string path;
  std::optional<session::FrameHashKind> format;
  CommonOptions common;
  Arguments arguments(
      "reprise-inspect hash", "Hash every decoded RGBA frame of a video.",
      {"reprise-inspect hash show.mkv", "reprise-inspect hash show.mkv --format framehash"});
  arguments.positional("FILE", "a video file", path);
  arguments.option("--format", "NAME", "xxh3, or framehash as ffmpeg prints it (SHA-256)", "xxh3",
                   name_setter(format, "format", kFormats, format_by_name));
  arguments.common(common);
  TRY_ASSIGN(const Arguments::Parsed parsed, arguments.parse(argc, argv));
  if (parsed.done) {
    return kExitOk;
  }
  TRY_ASSIGN(media::MediaReader file, media::MediaReader::open(posix_file_system(), path));
  TRY(session::hash_frames(file, format.value_or(session::FrameHashKind::kXxh3),
                           [](const std::string& line) -> Status {
                             if (std::fputs(line.c_str(), stdout) < 0) {
                               return fail(ErrorCode::kIo, "cannot write to stdout");
                             }
                             return {};
                           }));
  return kExitOk;
}

}  // namespace reprise::tools
