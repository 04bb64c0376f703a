// One export from a take to a finished file: plan → segments → merge → check → rename. A stepper:
// the caller owns the loop, prints progress and may stop at any step; what is finished stays in
// OUT.parts/ and the next run goes on from there. One thread; two others encode, pictures and
// sound.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/model/image.h"
#include "core/session/export/export_settings.h"
#include "core/session/export/manifest.h"
#include "core/session/export/parts_folder.h"
#include "core/session/library/preset_library.h"
#include "core/timeline/take_reader.h"

namespace reprise::session {

enum class ExportPhase { kRender, kMerge, kCheck, kDone };
std::string_view export_phase_name(ExportPhase phase);

struct ExporterOptions {
  std::filesystem::path take;  // where `take` of create() was opened
  std::filesystem::path target;
  std::size_t queue = 4;  // frames between renderer and encoder
  bool write_manifest = true;
};

struct ExportProgress {
  ExportPhase phase = ExportPhase::kRender;
  std::int64_t frames_done = 0;  // of this phase
  std::int64_t frames_total = 0;
};

struct ExportResult {
  std::filesystem::path file;
  std::filesystem::path manifest;  // empty without one
  std::uint64_t bytes = 0;
  std::int64_t frames = 0;
  std::int64_t reused_segments = 0;   // known from the start, as are
  std::int64_t reused_frames = 0;     // the frames in them
  std::optional<FeatureDrift> drift;  // with Timing::kPerformed
};

std::filesystem::path manifest_path(const std::filesystem::path& target);

class Exporter {
 public:
  // Opens everything, compiles the presets, finds what can be reused. `take` outlives this.
  static Result<Exporter> create(FileSystem& fs, timeline::TakeReader& take, const ReplayShow& show,
                                 const ExportSettings& settings, const ExporterOptions& options);
  Exporter(Exporter&&) noexcept;
  ~Exporter();

  // One frame, one merged segment or the check. After an error or kDone there is no next step.
  Result<ExportProgress> step();

  // The wall-clock facts of the manifest are the caller's: `timing` is asked for once, at the end.
  void set_timing(std::function<ExportTiming()> timing);

  // `tap` sees every frame that is rendered, in order, in step(), before the frame is encoded. What
  // is reused is not rendered. The view ends with the call.
  void set_frame_tap(std::function<void(const ImageView&)> tap);

  // Ends the work before it is done; how many frames are kept for a later run.
  std::int64_t stop();

  // Ends the work and removes what it kept for a later run.
  void discard();

  // Valid after kDone, but for what is reused.
  [[nodiscard]] const ExportResult& result() const;

 private:
  struct Impl;
  explicit Exporter(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace reprise::session
