#include <array>
#include <string>

#include "core/base/json.h"
#include "core/session/verify/framehash.h"
#include "tools/common/exit_code.h"
#include "tools/common/options.h"
#include "tools/inspect/commands.h"

namespace reprise::tools {
namespace {

// In the order of session::FrameHashKind.
constexpr auto kHashFormats = std::to_array<std::string_view>({"xxh3", "framehash"});

// "17 a5…\n" as {"frame":17,"xxh3":"a5…"}.
std::string json_line(const std::string& text) {
  const std::size_t space = text.find(' ');
  Json json;
  json["frame"] = std::stoll(text.substr(0, space));
  json["xxh3"] = text.substr(space + 1, text.size() - space - 2);
  return dump_json(json) + "\n";
}

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
      "--format", "XXH3-128 a line, or ffmpeg's framehash with SHA-256", kHashFormats, "xxh3",
      [&format](std::size_t index) { format = static_cast<session::FrameHashKind>(index); });
  add_common_options(line, common);
  TRY_ASSIGN(const Parsed parsed, line.parse(arguments));
  if (parsed == Parsed::kDone) {
    return to_int(ExitCode::kDone);
  }
  if (common.json && format == session::FrameHashKind::kFramehash) {
    return fail(ErrorCode::kUsage, "--json excludes --format framehash");
  }
  TRY_ASSIGN(media::MediaReader file, media::MediaReader::open(posix_file_system(), path));
  TRY(session::hash_frames(file, format, [&common](const std::string& text) -> Status {
    return print_part(common.json ? json_line(text) : text);
  }));
  TRY(finish_parts());
  return to_int(ExitCode::kDone);
}

}  // namespace reprise::tools
