#include <algorithm>
#include <filesystem>
#include <string>

#include "core/timeline/take_identity.h"
#include "tools/common/exit_code.h"
#include "tools/common/options.h"
#include "tools/common/session_input.h"
#include "tools/common/signals.h"
#include "tools/inspect/commands.h"
#include "tools/inspect/media/next_command.h"
#include "tools/inspect/media/performed_verification.h"
#include "tools/inspect/media/verification.h"
#include "tools/inspect/stop.h"
#include "tools/media/gl_setup.h"

namespace reprise::tools {
namespace {

struct VerifyOptions {
  std::string take;
  std::string file;
  std::string manifest;  // empty: FILE.manifest.json when it is there
  bool render = false;
  bool performed = false;
  std::vector<std::string> preset_paths;
  CommonOptions common;
};

Result<std::optional<VerifyOptions>> parse_options(std::span<const std::string> arguments) {
  VerifyOptions o;
  CommandLine line(
      "reprise-inspect verify",
      "Prove that a video is the recorded performance: exits 0 same, 1 different, 2 not provable",
      {{"reprise-inspect verify show.mcap show.mp4", "with its manifest, if there is one"},
       {"reprise-inspect verify --json --render show.mcap show.mp4", "from the frames themselves"},
       {"reprise-inspect verify live.mcap --performed",
        "whether a live take replays as it was shown"}});
  line.positional("TAKE", "the take", o.take);
  line.positional("FILE", "the video", o.file, CommandLine::Need::kOptional);
  line.option("--manifest", "FILE", "manifest to use (default: FILE.manifest.json)", o.manifest);
  line.flag("--render", "do not believe a manifest: render the frames again", o.render);
  line.flag("--performed", "without a video: the frames that were shown live, drawn again",
            o.performed);
  line.option("--preset-path", "DIR", "look for presets here first", o.preset_paths);
  add_common_options(line, o.common);
  TRY_ASSIGN(const Parsed parsed, line.parse(arguments));
  if (parsed == Parsed::kDone) {
    return std::nullopt;
  }
  if (o.render && !o.manifest.empty()) {
    return fail(ErrorCode::kUsage, "--render excludes --manifest");
  }
  if (o.performed == !o.file.empty()) {
    return o.performed ? fail(ErrorCode::kUsage, "--performed needs no video: '" + o.file + "'")
                       : fail(ErrorCode::kUsage, "FILE is missing",
                              "reprise-inspect verify TAKE FILE, or TAKE --performed");
  }
  return o;
}

std::int64_t hashes_in(const timeline::TakeSummary& take) {
  const auto found = std::ranges::find(take.topics, "/hash", &timeline::TopicCount::topic);
  return found == take.topics.end() ? 0 : static_cast<std::int64_t>(found->records);
}

// Shows how far a check is; a signal ends it.
std::function<session::VerifyProgress(VerifyPhase)> shown_by(Progress& progress,
                                                             const Claim& claim) {
  const session::FrameSettings& frames = claim.settings.frames;
  return [&progress, count = frames.count, fps = frames.fps](VerifyPhase phase) {
    progress.begin(static_cast<std::size_t>(phase), count, fps);
    return [&progress](std::int64_t done) -> Status {
      progress.update(done);
      if (stop_requested()) {
        return fail(ErrorCode::kCancelled, "stopped by a signal");
      }
      return {};
    };
  };
}

Result<VerifyReport> run(const VerifyOptions& options) {
  const Console console = options.common.console();
  TRY_ASSIGN(timeline::TakeReader take, open_take(options.take, console));
  const std::size_t known_damage = take.damage().size();
  TRY_ASSIGN(media::MediaReader file, media::MediaReader::open(posix_file_system(), options.file));
  if (file.info().video.empty()) {
    return fail(ErrorCode::kInvalid, "'" + options.file + "' has no video stream");
  }
  TRY_ASSIGN(std::string identity,
             timeline::take_identity(posix_file_system(), options.take, take));
  TRY_ASSIGN(Claim claim, claim_of(file.info(), take.summary(),
                                   {.file = options.file,
                                    .manifest = options.manifest,
                                    .ignore_manifest = options.render,
                                    .take_identity = identity}));
  const bool said = claim.source != Claim::Source::kStreams;
  render::GlMode& gl = claim.settings.frames.gl;
  gl = choose_gl_mode(said ? std::optional(gl) : std::nullopt);
  TRY(set_gl_environment(gl, offline_rasterizer_threads()));
  TRY_ASSIGN(Progress progress, make_progress({{"export", 10}, {"verify", 1}}, options.common, {}));
  auto begin = shown_by(progress, claim);
  const session::ExportSettings settings = claim.settings;
  TRY_ASSIGN(VerifyReport report, verify_file({.take = take,
                                               .take_identity = std::move(identity),
                                               .file = file,
                                               .claim = std::move(claim),
                                               .preset_paths = options.preset_paths,
                                               .begin = std::move(begin)}));
  progress.finish();
  report.next = next_command(report, {.take = options.take,
                                      .header = take.summary().header,
                                      .settings = settings,
                                      .preset_paths = options.preset_paths});
  warn_of_damage(take, options.take, console, known_damage);
  if (!is_whole(take)) {
    report.notes.emplace_back(take.summary().seal ? "the take is damaged"
                                                  : "the take was not finished");
  }
  return report;
}

// The frames of a live take against what was shown.
Result<int> run_performed(const VerifyOptions& options) {
  const Console console = options.common.console();
  TRY_ASSIGN(timeline::TakeReader take, open_take(options.take, console));
  const std::size_t known_damage = take.damage().size();
  if (const auto gl = performed_gl_mode(take)) {
    TRY(set_gl_environment(*gl, offline_rasterizer_threads()));
  }
  TRY_ASSIGN(Progress progress, make_progress({{"verify", 1}}, options.common, {}));
  const timeline::TakeSummary& summary = take.summary();
  progress.begin(0, hashes_in(summary), summary.header.fps);
  TRY_ASSIGN(const PerformedReport report,
             verify_performed(take, options.preset_paths, [&progress](std::int64_t done) -> Status {
               progress.update(done);
               return stop_requested() ? fail(ErrorCode::kCancelled, "stopped by a signal")
                                       : Status();
             }));
  progress.finish();
  warn_of_damage(take, options.take, console, known_damage);
  if (options.common.json) {
    TRY(print_json(performed_json(report)));
  } else {
    TRY(print_result(performed_text(report, options.take)));
  }
  return static_cast<int>(report.verdict);
}

Result<int> run_file(const VerifyOptions& options) {
  TRY_ASSIGN(const VerifyReport report, run(options));
  if (options.common.json) {
    TRY(print_json(verify_json(report)));
  } else {
    TRY(print_result(verify_text(report, options.file)));
  }
  return static_cast<int>(verdict_of(report));
}

}  // namespace

Result<int> run_verify(std::span<const std::string> arguments) {
  TRY_ASSIGN(const auto options, parse_options(arguments));
  if (!options) {
    return to_int(ExitCode::kDone);
  }
  install_stop_signals();
  auto code = options->performed ? run_performed(*options) : run_file(*options);
  if (!code && was_stopped(code.error())) {
    return report_stop(options->common.console(), "nothing is proven");
  }
  return code;
}

}  // namespace reprise::tools
