#include "tools/replay/export_take.h"

#include <array>
#include <chrono>
#include <filesystem>
#include <optional>

#include <unistd.h>

#include "core/session/export/exporter.h"
#include "core/session/export/replay_show.h"
#include "core/session/library/cue_names.h"
#include "tools/common/exit_code.h"
#include "tools/common/session_input.h"
#include "tools/common/signals.h"
#include "tools/common/wording.h"
#include "tools/media/preset_lookup.h"
#include "tools/replay/dry_run.h"
#include "tools/replay/preview.h"
#include "tools/replay/replay_settings.h"

namespace reprise::tools {
namespace {

constexpr std::int64_t kVeryShort = 10;  // frames

std::string host_name() {
  std::array<char, 256> name{};
  return gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "";
}

class Stopwatch {
 public:
  [[nodiscard]] double seconds() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
  }

 private:
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

session::ExportTiming timing_facts(const Stopwatch& watch) {
  session::ExportTiming timing;
  timing.seconds = watch.seconds();
  timing.host = host_name();
  timing.finished_unix_ns = std::chrono::duration_cast<std::chrono::nanoseconds>(
                                std::chrono::system_clock::now().time_since_epoch())
                                .count();
  return timing;
}

// "480 of 600".
std::string share(std::int64_t frames, std::int64_t total) {
  return std::to_string(frames) + " of " + std::to_string(total);
}

// Ends the export; what is kept, and how to go on.
int report_stop(const ReplayOptions& options, const session::ExportSettings& settings,
                session::Exporter& exporter, const session::ExportProgress& progress,
                const std::string& command_line, const Console& console) {
  if (options.discard_partial) {
    exporter.discard();
    console.note("stopped; the parts were removed");
    return signal_exit_code();
  }
  const std::int64_t kept = exporter.stop();
  const std::string where =
      kept > 0 ? " frames are kept in " + session::parts_path(options.output).string()
               : " frames are kept: they are stored by " +
                     std::to_string(session::segment_length(settings));
  console.note("stopped at frame " + std::to_string(progress.frames_done) + "; " +
               share(kept, progress.frames_total) + where);
  console.note("to go on: " + command_line);
  return signal_exit_code();
}

Status report_done(const ReplayOptions& options, const session::ExportSettings& settings,
                   const session::ExportResult& result, double seconds) {
  // What an earlier run made took no time in this one.
  const double fps = static_cast<double>(result.frames - result.reused_frames) / seconds;
  const double realtime = fps / settings.frames.fps.approximate();
  if (options.common.json) {
    Json json;
    json["file"] = result.file.string();
    json["manifest"] = result.manifest.empty() ? Json() : Json(result.manifest.string());
    json["bytes"] = result.bytes;
    json["frames"] = result.frames;
    json["reused_segments"] = result.reused_segments;
    json["reused_frames"] = result.reused_frames;
    json["seconds"] = seconds;
    json["fps"] = fps;
    json["realtime"] = realtime;
    json["gl"] = render::gl_mode_name(settings.frames.gl);
    return print_json(json);
  }
  return print_result(formatted("%s: %s, %.1f MiB in %.1f s (%.1f fps, %.2f x real time, %s GL)\n",
                                result.file.c_str(), counted(result.frames, "frame").c_str(),
                                static_cast<double>(result.bytes) / (1024.0 * 1024.0), seconds, fps,
                                realtime,
                                std::string(render::gl_mode_name(settings.frames.gl)).c_str()));
}

std::string drift_text(const session::FeatureDrift& drift) {
  return "this version hears the take differently: frame " + std::to_string(drift.frame.value) +
         " stored " + std::string(feature_table()[static_cast<std::size_t>(drift.feature)].name) +
         " = " + std::to_string(drift.stored) + ", now " + std::to_string(drift.computed);
}

// Nothing unless the user wants one.
Result<std::optional<Preview>> open_preview(const ReplayOptions& options, ImageSize frame,
                                            const Console& console) {
  if (!options.preview) {
    return std::nullopt;
  }
  const std::string title = std::filesystem::path(options.take).filename().string();
  return Preview::open(title + " - Reprise", frame, console);
}

// Steps until the file is done or a signal comes.
Result<bool> run(session::Exporter& exporter, Rational fps, std::optional<Preview>& preview,
                 Progress& progress, session::ExportProgress& reached) {
  progress.begin(0, reached.frames_total, fps, exporter.result().reused_frames);
  while (reached.phase != session::ExportPhase::kDone) {
    if (stop_requested()) {
      return false;
    }
    const session::ExportPhase before = reached.phase;
    TRY_ASSIGN(reached, exporter.step());
    if (preview) {
      preview->poll();
    }
    if (reached.phase != before && reached.phase != session::ExportPhase::kDone) {
      progress.begin(static_cast<std::size_t>(reached.phase), reached.frames_total, fps);
    }
    progress.update(reached.frames_done);
  }
  progress.finish();
  return true;
}

// Once, where the work is begun: not by the processes that share it.
Status warn_of_dead_cues(timeline::TakeReader& take, const Console& console) {
  TRY_ASSIGN(const auto dead, session::dead_cues(take));
  for (const session::DeadCue& cue : dead) {
    console.warning(session::to_string(cue, take.summary().header.audio.sample_rate));
  }
  return {};
}

}  // namespace

Result<int> export_take(const ReplayOptions& options, render::GlMode gl,
                        const std::string& command_line, const Console& console) {
  const Stopwatch watch;
  TRY_ASSIGN(timeline::TakeReader take, open_take(options.take, console));
  const std::size_t known_damage = take.damage().size();
  TRY_ASSIGN(const session::ExportSettings settings,
             export_settings(options, take.summary(), gl, console));
  if (options.dry_run) {
    TRY(print_plan(options, settings, take.summary()));
    return to_int(ExitCode::kDone);
  }
  FileSystem& fs = posix_file_system();
  TRY(check_distinct(options.take, options.output));
  TRY(allow_output(fs, options.output, options.output_options.overwrite, terminal_ask()));
  TRY_ASSIGN(const session::PresetLibrary library, find_presets(options.preset_paths));
  TRY_ASSIGN(const session::ReplayShow show, session::replay_show(take, options.show, library));
  for (const std::string& note : show.notes) {
    console.note(note);
  }
  TRY(warn_of_dead_cues(take, console));
  if (settings.frames.count < kVeryShort) {
    console.note("the export has only " + counted(settings.frames.count, "frame"));
  }
  TRY_ASSIGN(std::optional<Preview> preview, open_preview(options, settings.frames.size, console));
  TRY_ASSIGN(Progress progress, make_progress({{"render", 90}, {"merge", 5}, {"check", 5}},
                                              options.common, options.output_options));
  TRY_ASSIGN(session::Exporter exporter,
             session::Exporter::create(fs, take, show, settings,
                                       {.take = options.take,
                                        .target = options.output,
                                        .queue = static_cast<std::size_t>(options.queue),
                                        .write_manifest = !options.no_manifest}));
  exporter.set_timing([&watch] { return timing_facts(watch); });
  if (preview) {
    exporter.set_frame_tap([&preview](const ImageView& frame) { preview->show(frame); });
  }
  if (const std::int64_t reused = exporter.result().reused_frames; reused > 0) {
    console.note(share(reused, settings.frames.count) + " frames used again");
  }
  session::ExportProgress reached;
  reached.frames_total = settings.frames.count;
  TRY_ASSIGN(const bool done, run(exporter, settings.frames.fps, preview, progress, reached));
  if (!done) {
    return report_stop(options, settings, exporter, reached, command_line, console);
  }
  if (exporter.result().drift) {
    console.warning(drift_text(*exporter.result().drift));
  }
  warn_of_damage(take, options.take, console, known_damage);
  TRY(report_done(options, settings, exporter.result(), watch.seconds()));
  return to_int(is_whole(take) ? ExitCode::kDone : ExitCode::kLoss);
}

}  // namespace reprise::tools
