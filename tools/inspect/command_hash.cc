#include <array>
#include <cstdio>
#include <string>

#include "core/session/verify/framehash.h"
#include "tools/common/exit_code.h"
#include "tools/common/options.h"
#include "tools/inspect/commands.h"

namespace reprise::tools {
namespace {

// In the order of session::FrameHashKind.
constexpr auto kFormats = std::to_array<std::string_view>({"xxh3", "framehash"});

}  // namespace

Result<int> run_hash(std::span<const std::string> arguments) {
  std::string path;
  auto format = session::FrameHashKind::kXxh3;
  CommonOptions common;
  CommandLine line("reprise-inspect hash", "Hash every decoded RGBA frame of a video",
                   {{"reprise-inspect hash show.mkv", "as manifests have them"},
                    {"reprise-inspect hash show.mkv --format framehash", "as ffmpeg prints them"}});
  line.positional("FILE", "a video file", path);
  line.choice(
      "--format", "XXH3-128 a line, or ffmpeg's framehash with SHA-256", kFormats, "xxh3",
      [&format](std::size_t index) { format = static_cast<session::FrameHashKind>(index); });
  add_common_options(line, common);
  TRY_ASSIGN(const Parsed parsed, line.parse(arguments));
  if (parsed == Parsed::kDone) {
    return to_int(ExitCode::kDone);
  }
  TRY_ASSIGN(media::MediaReader file, media::MediaReader::open(posix_file_system(), path));
  TRY(session::hash_frames(file, format, [](const std::string& text) -> Status {
    if (std::fputs(text.c_str(), stdout) < 0) {
      return fail(ErrorCode::kIo, "cannot write to stdout");
    }
    return {};
  }));
  return to_int(ExitCode::kDone);
}

}  // namespace reprise::tools
