#include <array>
#include <filesystem>
#include <optional>
#include <system_error>

#include <sys/stat.h>

#include "core/timeline/take_writer.h"
#include "tools/common/exit_code.h"
#include "tools/common/options.h"
#include "tools/common/session_input.h"
#include "tools/reprise/front.h"

namespace reprise::tools {
namespace {

// Options that are handed on as they are, and which of the two tools gets them.
struct HandedOn {
  std::string_view names;
  std::string_view metavar;
  std::string_view help;
  enum class To { kRecord, kReplay } to;
};
constexpr auto kHandedOn = std::to_array<HandedOn>({
    {"-s,--size", "WxH", "picture size", HandedOn::To::kRecord},
    {"--fps", "RATE", "frame rate", HandedOn::To::kRecord},
    {"--show", "SHOW", "show file, or name of an installed one", HandedOn::To::kRecord},
    {"--preset", "NAME", "a show of this one preset", HandedOn::To::kRecord},
    {"--seed", "N", "seed of all random choices", HandedOn::To::kRecord},
    {"--switch", "MODE", "how scenes switch: manual, time", HandedOn::To::kRecord},
    {"--quality", "LEVEL", "fast, balanced, high or ultra", HandedOn::To::kRecord},
    {"--preset-path", "DIR", "look for presets and shows here first", HandedOn::To::kRecord},
    {"--start-time", "UTC", "when the performance starts", HandedOn::To::kRecord},
    {"--codec", "NAME", "h264 or ffv1", HandedOn::To::kReplay},
    {"--audio-codec", "NAME", "aac, flac or none", HandedOn::To::kReplay},
    {"--start", "TIME", "first moment of the video", HandedOn::To::kReplay},
    {"--end", "TIME", "end of the video", HandedOn::To::kReplay},
    {"--segment", "FRAMES", "frames in a segment", HandedOn::To::kReplay},
    {"--gl", "MODE", "portable or native", HandedOn::To::kReplay},
});

std::string long_name(std::string_view names) {
  const std::size_t comma = names.find(',');
  return std::string(comma == std::string_view::npos ? names : names.substr(comma + 1));
}

void append_common(const CommonOptions& common, std::vector<std::string>& arguments) {
  if (common.quiet) {
    arguments.emplace_back("--quiet");
  }
  if (common.color != ColorChoice::kAuto) {
    arguments.emplace_back(common.color == ColorChoice::kAlways ? "--color=always"
                                                                : "--color=never");
  }
}

// What lies behind the end of the video need not be recorded; where it ends is known when it starts
// with the song.
Status hand_on_duration(const CommandLine& line, const std::string& duration,
                        std::vector<std::string>& record, std::vector<std::string>& replay) {
  if (!line.given("--duration")) {
    return {};
  }
  if (line.given("--end")) {
    return fail(ErrorCode::kUsage, "--end excludes --duration");
  }
  replay.insert(replay.end(), {"--duration", duration});
  if (!line.given("--start")) {
    record.insert(record.end(), {"--duration", duration});
  }
  return {};
}

bool was_stopped(int code) {
  return code == to_int(ExitCode::kInterrupted) || code == to_int(ExitCode::kTerminated);
}

// What to record into.
struct TakeChoice {
  std::string path;
  bool temporary = false;  // nobody asked to keep it
};

std::filesystem::path resolved(const std::filesystem::path& path) {
  std::error_code ignored;
  return std::filesystem::weakly_canonical(std::filesystem::absolute(path, ignored), ignored);
}

// One file by whatever names, also when it is not there yet.
Status check_outputs_differ(const std::string& film, const std::string& take) {
  if (resolved(film) == resolved(take) || !check_distinct(film, take)) {
    return fail(ErrorCode::kUsage, "the take '" + take + "' is the film '" + film + "' itself",
                "another name with --take");
  }
  return {};
}

// Asks as for the output, since a take of that name may be there.
Result<TakeChoice> choose_take(const std::string& song, const std::string& output,
                               const std::string& take, Overwrite overwrite) {
  TakeChoice choice{take.empty() ? output + ".take.mcap" : take, take.empty()};
  TRY(check_outputs_differ(output, choice.path));
  for (const std::string& path : {output, choice.path}) {
    TRY(check_distinct(song, path));
    TRY(allow_output(posix_file_system(), path, overwrite, terminal_ask()));
  }
  TRY(allow_output(posix_file_system(), timeline::partial_path(choice.path), overwrite,
                   terminal_ask()));
  return choice;
}

// Which file bears a name: a take that is sealed gets its name by a rename and is another file than
// the one before.
struct FileIdentity {
  dev_t device = 0;
  ino_t inode = 0;
  bool operator==(const FileIdentity&) const = default;
};

std::optional<FileIdentity> identity_of(const std::string& path) {
  struct stat info {};
  return ::stat(path.c_str(), &info) == 0 ? std::optional(FileIdentity{info.st_dev, info.st_ino})
                                          : std::nullopt;
}

void remove_file(const std::filesystem::path& path) {
  std::error_code ignored;
  std::filesystem::remove(path, ignored);
}

// The exit code of recording, which leaves a take unless it failed. One that was stopped may have
// ended before its take was in place: then an older one is still there, and stays.
Result<int> record_take(const TakeChoice& take, const std::vector<std::string>& arguments) {
  const std::filesystem::path partial = timeline::partial_path(take.path);
  const bool was_there = posix_file_system().exists(partial);
  const std::optional<FileIdentity> old = identity_of(take.path);
  TRY_ASSIGN(const int code, run_tool("reprise-record", arguments, Results::kDiscard));
  if (take.temporary && was_stopped(code) && identity_of(take.path) != old) {
    remove_file(take.path);
  }
  if (take.temporary && !was_there) {
    remove_file(partial);
  }
  return code;
}

// A temporary take goes when the export ends, unless it is needed to go on.
Result<int> replay_take(const TakeChoice& take, const std::vector<std::string>& arguments) {
  auto code = run_tool("reprise-replay", arguments, Results::kShow);
  if (take.temporary && !(code && was_stopped(*code))) {
    remove_file(take.path);
  }
  return code;
}

}  // namespace

Result<int> export_song(std::span<const std::string> arguments) {
  std::string song;
  std::string output;
  std::string take;
  std::string duration;
  OutputOptions output_options;
  CommonOptions common;
  std::vector<std::string> record_arguments;
  std::vector<std::string> replay_arguments;
  CommandLine line("reprise export", "Record a song and render the take at once",
                   {{"reprise export song.flac -o song.mp4", "with the default show"},
                    {"reprise export song.mp3 -o song.mkv --codec ffv1 --preset aurora",
                     "one preset, lossless"}});
  line.positional("SONG", "audio file", song);
  line.option("-o,--output", "FILE", "the video to write", output);
  line.option("--take", "TAKE", "keep the take under this name", take);
  line.option("--duration", "TIME", "length of the video, instead of --end", duration);
  for (const HandedOn& option : kHandedOn) {
    auto& target = option.to == HandedOn::To::kRecord ? record_arguments : replay_arguments;
    line.custom(option.names, std::string(option.metavar), std::string(option.help), "",
                [&target, name = long_name(option.names)](const std::string& text) -> Status {
                  target.push_back(name);
                  target.push_back(text);
                  return {};
                });
  }
  add_output_options(line, output_options);
  add_common_options(line, common);
  TRY_ASSIGN(const Parsed parsed, line.parse(arguments));
  if (parsed == Parsed::kDone) {
    return to_int(ExitCode::kDone);
  }
  if (output.empty()) {
    return fail(ErrorCode::kUsage, "-o FILE is missing", "reprise export SONG -o song.mp4");
  }
  TRY(hand_on_duration(line, duration, record_arguments, replay_arguments));
  TRY(output_container(output));  // before a song is recorded for nothing
  TRY_ASSIGN(const TakeChoice choice, choose_take(song, output, take, output_options.overwrite));
  record_arguments.insert(record_arguments.begin(), {song, "-o", choice.path, "-y"});
  append_common(common, record_arguments);
  TRY_ASSIGN(const int recorded, record_take(choice, record_arguments));
  if (recorded != to_int(ExitCode::kDone) && recorded != to_int(ExitCode::kLoss)) {
    return recorded;
  }
  replay_arguments.insert(replay_arguments.begin(), {choice.path, "-o", output, "-y"});
  append_common(common, replay_arguments);
  if (common.json) {
    replay_arguments.emplace_back("--json");
  }
  if (!output_options.progress.empty()) {
    replay_arguments.insert(replay_arguments.end(), {"--progress", output_options.progress});
  }
  TRY_ASSIGN(const int replayed, replay_take(choice, replay_arguments));
  return replayed == to_int(ExitCode::kDone) ? recorded : replayed;
}

}  // namespace reprise::tools
