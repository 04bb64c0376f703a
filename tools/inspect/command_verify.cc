#include <chrono>
#include <cstdio>
#include <filesystem>
#include <string>

#include "core/render/gl_mode.h"
#include "core/session/export/export_sound.h"
#include "core/session/export/exporter.h"
#include "core/session/export/frame_producer.h"
#include "core/session/export/reexport.h"
#include "core/session/export/render_key.h"
#include "core/session/verify/manifest_packets.h"
#include "core/session/verify/verify_picture.h"
#include "core/session/verify/verify_sound.h"
#include "tools/common/exit_code.h"
#include "tools/common/gl_setup.h"
#include "tools/common/options.h"
#include "tools/common/session_input.h"
#include "tools/common/signals.h"
#include "tools/inspect/commands.h"
#include "tools/inspect/verify_report.h"

namespace reprise::tools {
namespace {

struct VerifyOptions {
  std::string take;
  std::string file;
  std::string manifest;  // empty: FILE.manifest.json when it is there
  bool render = false;
  std::vector<std::string> preset_paths;
  CommonOptions common;
};

// What the file says of itself, or what a lossless file must be if it says nothing.
struct Claim {
  session::ExportSettings settings;
  std::string take_identity;  // empty: not said
  std::string tier;           // empty: not said
  bool known = false;         // the settings come from the file's tag
};

std::string comment_of(const media::MediaInfo& info) {
  for (const auto& [key, value] : info.tags) {
    if (key == "comment" || key == "COMMENT") {
      return value;
    }
  }
  return {};
}

Claim claim_of(const media::MediaInfo& info, const timeline::TakeSummary& take) {
  Claim claim;
  if (auto tag = session::parse_comment_tag(comment_of(info))) {
    claim.settings = std::move(tag->settings);
    claim.take_identity = std::move(tag->take_identity);
    claim.tier = std::move(tag->tier);
    claim.known = true;
    return claim;
  }
  const media::VideoStreamInfo& video = info.video[0];
  session::FrameSettings& frames = claim.settings.frames;
  frames.size = video.size;
  frames.fps = video.frame_rate.num > 0 ? video.frame_rate : take.header.fps;
  frames.count = FrameGrid{frames.fps, take.header.audio.sample_rate}.frame_count(take.end);
  claim.settings.audio.codec =
      info.audio.empty() ? media::AudioCodecId::kNone : media::AudioCodecId::kFlac;
  return claim;
}

// Shows how far a check is; a signal ends it.
class Checking {
 public:
  Checking(Progress& progress, std::int64_t total, Rational fps)
      : progress_(progress), total_(total), fps_(fps) {}
  enum Phase : std::size_t { kExport, kVerify };
  [[nodiscard]] session::VerifyProgress begin(Phase phase) {
    progress_.begin(phase, total_, fps_);
    return [this](std::int64_t frames) -> Status {
      progress_.update(frames);
      if (stop_requested()) {
        return fail(ErrorCode::kCancelled, "stopped by a signal");
      }
      return {};
    };
  }

 private:
  Progress& progress_;
  std::int64_t total_;
  Rational fps_;
};

class Verification {
 public:
  Verification(const VerifyOptions& options, timeline::TakeReader& take, media::MediaReader& file,
               Claim claim)
      : options_(options), take_(take), file_(file), claim_(std::move(claim)) {}

  Result<VerifyReport> run(Checking& checking) {
    TRY_ASSIGN(identity_, session::take_identity(posix_file_system(), options_.take, take_));
    note_other_take();
    report_.has_sound =
        claim_.settings.audio.codec != media::AudioCodecId::kNone || !file_.info().audio.empty();
    TRY(check_picture(checking));
    if (report_.has_sound) {
      TRY(check_sound());
    }
    return std::move(report_);
  }

 private:
  void note_other_take() {
    if (!claim_.take_identity.empty() && claim_.take_identity != identity_) {
      report_.note = "the file names another take (" + claim_.take_identity + ")";
    }
  }

  Status check_picture(Checking& checking) {
    if (file_.info().video.size() != 1 ||
        file_.info().video[0].size != claim_.settings.frames.size) {
      differ("the file's streams are not those of the export");
      return {};
    }
    if (file_.info().video[0].lossless_rgb) {
      return compare_frames(checking);
    }
    TRY_ASSIGN(const bool by_manifest, compare_with_manifest(checking));
    return by_manifest ? Status() : compare_with_export(checking);
  }

  void differ(std::string reason) {
    report_.by = report_.by.empty() ? "render" : report_.by;
    report_.picture.verdict = session::Verdict::kDifferent;
    report_.picture.reason = std::move(reason);
  }

  Result<session::ReplayShow> show() {
    TRY_ASSIGN(const session::PresetLibrary library, find_presets(options_.preset_paths));
    return session::replay_show(take_, claim_.settings.show, library);
  }

  // Frames of another tier may differ in every bit and still be the same performance.
  bool other_tier(const std::string& tier) {
    report_.tier = tier;
    if (claim_.tier.empty() || claim_.tier == tier) {
      return false;
    }
    report_.picture.verdict = session::Verdict::kNotProvable;
    report_.picture.reason =
        "the file was rendered on another tier (" + claim_.tier + "): hashes cannot be compared";
    return true;
  }

  Status compare_frames(Checking& checking) {
    report_.by = "render";
    TRY_ASSIGN(const session::ReplayShow replayed, show());
    TRY_ASSIGN(session::FrameProducer producer,
               session::FrameProducer::create(take_, replayed, claim_.settings.frames));
    if (other_tier(render::tier_name(claim_.settings.frames.gl, producer.gl_info(), 8))) {
      return {};
    }
    TRY_ASSIGN(report_.picture, session::verify_frames(file_, producer, claim_.settings.frames.fps,
                                                       checking.begin(Checking::kVerify)));
    return {};
  }

  // False when there is no manifest that counts.
  Result<bool> compare_with_manifest(Checking& checking) {
    const std::filesystem::path path = options_.manifest.empty()
                                           ? session::manifest_path(options_.file)
                                           : std::filesystem::path(options_.manifest);
    FileSystem& fs = posix_file_system();
    if (options_.render || (options_.manifest.empty() && !fs.exists(path))) {
      return false;
    }
    TRY_ASSIGN(const std::string text, read_text_file(fs, path));
    TRY_ASSIGN(const Json json, parse_json(text));
    auto manifest = session::manifest_packets(json);
    if (!manifest) {
      return fail(std::move(manifest).error().with_context(path.string()));
    }
    if (manifest->take_identity != identity_) {
      report_.note = "the manifest is another take's and was not used";
      return false;
    }
    report_.by = "manifest";
    report_.tier = manifest->tier;
    TRY_ASSIGN(report_.picture,
               session::verify_packets(file_, manifest->track, claim_.settings.frames.fps,
                                       checking.begin(Checking::kVerify)));
    return true;
  }

  Status compare_with_export(Checking& checking) {
    report_.by = "export";
    if (!claim_.known) {
      report_.picture.verdict = session::Verdict::kNotProvable;
      report_.picture.reason =
          "the file is lossy and carries no settings of an export, and there is no manifest";
      return {};
    }
    TRY_ASSIGN(const session::ReplayShow replayed, show());
    const auto accept = [this](const render::GlInfo& gl) {
      return !other_tier(render::tier_name(claim_.settings.frames.gl, gl, 8));
    };
    const auto expected = session::reexport_packets(take_, replayed, claim_.settings,
                                                    checking.begin(Checking::kExport), accept);
    if (!expected && report_.picture.verdict == session::Verdict::kNotProvable) {
      return {};
    }
    if (!expected) {
      return fail(expected.error());
    }
    TRY_ASSIGN(report_.picture,
               session::verify_packets(file_, *expected, claim_.settings.frames.fps,
                                       checking.begin(Checking::kVerify)));
    return {};
  }

  Status check_sound() {
    const AudioFormat format = take_.summary().header.audio;
    TRY_ASSIGN(session::PaddedAudio audio,
               session::PaddedAudio::open(
                   take_, session::sound_of(claim_.settings.frames, format.sample_rate)));
    TRY_ASSIGN(report_.sound,
               session::verify_sound(file_, format, [&audio] { return audio.read(); }));
    return {};
  }

  const VerifyOptions& options_;
  timeline::TakeReader& take_;
  media::MediaReader& file_;
  Claim claim_;
  std::string identity_;
  VerifyReport report_;
};

Result<std::optional<VerifyOptions>> parse_options(std::span<const std::string> arguments) {
  VerifyOptions o;
  CommandLine line(
      "reprise-inspect verify",
      "Prove that a video is the recorded performance: exits 0 same, 1 different, 2 not provable",
      {{"reprise-inspect verify show.mcap show.mp4", "with its manifest, if there is one"},
       {"reprise-inspect verify --json --render show.mcap show.mp4",
        "from the frames themselves"}});
  line.positional("TAKE", "the take", o.take);
  line.positional("FILE", "the video", o.file);
  line.option("--manifest", "FILE", "manifest to use (default: FILE.manifest.json)", o.manifest);
  line.flag("--render", "do not believe a manifest: render the frames again", o.render);
  line.option("--preset-path", "DIR", "look for presets here first", o.preset_paths);
  add_common_options(line, o.common);
  TRY_ASSIGN(const Parsed parsed, line.parse(arguments));
  if (parsed == Parsed::kDone) {
    return std::nullopt;
  }
  return o;
}

}  // namespace

Result<int> run_verify(std::span<const std::string> arguments) {
  TRY_ASSIGN(const auto options, parse_options(arguments));
  if (!options) {
    return to_int(ExitCode::kDone);
  }
  const Console console = options->common.console();
  TRY_ASSIGN(timeline::TakeReader take, open_take(options->take, console));
  TRY_ASSIGN(media::MediaReader file, media::MediaReader::open(posix_file_system(), options->file));
  if (file.info().video.empty()) {
    return fail(ErrorCode::kInvalid, "'" + options->file + "' has no video stream");
  }
  Claim claim = claim_of(file.info(), take.summary());
  const render::GlMode gl =
      choose_gl_mode(claim.known ? std::optional(claim.settings.frames.gl) : std::nullopt);
  TRY(set_gl_environment(gl));
  TRY_ASSIGN(Progress progress,
             make_progress({{"export", 10}, {"verify", 1}}, options->common, {}));
  claim.settings.frames.gl = gl;
  Checking checking(progress, claim.settings.frames.count, claim.settings.frames.fps);
  auto report = Verification(*options, take, file, std::move(claim)).run(checking);
  progress.finish();
  if (!report) {
    if (report.error().code == ErrorCode::kCancelled && stop_requested()) {
      return signal_exit_code();
    }
    return fail(std::move(report).error());
  }
  if (options->common.json) {
    std::printf("%s\n", dump_json(verify_json(*report)).c_str());
  } else {
    print_verify(*report, options->take, options->file);
  }
  return static_cast<int>(verdict_of(*report));
}

}  // namespace reprise::tools
