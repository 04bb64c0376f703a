// Records a performance: PCM blocks and cues in, a take out. A stepper: the caller owns the loop,
// the source of sound and the clock, so a file, a sound card and a test drive it alike.
// It runs analysis and engine exactly as a replay does, and opens no GL. One thread.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/engine/engine.h"
#include "core/model/cue.h"
#include "core/model/pcm.h"
#include "core/model/visual_state.h"
#include "core/session/library/preset_library.h"
#include "core/session/record/take_format.h"
#include "core/timeline/take_writer.h"

namespace reprise::session {

struct RecorderOptions : TakeFormat {
  std::filesystem::path target;  // the take's final name
  timeline::TakeWriterOptions writer;
};

// What the take holds so far.
struct RecorderProgress {
  SampleIndex samples;      // of sound
  std::int64_t frames = 0;  // /frame records
  std::int64_t cues = 0;    // of all origins
};

// What only the source knows of the finished recording.
struct SourceFacts {
  std::optional<Sha256> sha256;  // of the source file
  std::int64_t clipped_samples = 0;
};

class Recorder {
 public:
  // Writes the take's header at once. Errors of show, presets and disk as in their folders.
  static Result<Recorder> create(FileSystem& fs, const RecorderOptions& options,
                                 const ShowFiles& show);
  Recorder(Recorder&&) noexcept;
  Recorder& operator=(Recorder&&) noexcept;
  ~Recorder();  // an unfinished take stays as .partial

  // The next frames of sound, and the performer's cues up to their end in order of sample; a cue
  // acts from the first hop at or after it.
  Result<RecorderProgress> push(const PcmView& pcm, std::span<const Cue> cues);

  // The visual state of the last hop, for the window of a live recording.
  void visual_state(VisualState& out) const;

  // Ends the take: last frames, seal, final name.
  Result<timeline::Seal> finish(const SourceFacts& source);

  // Ends without a seal: what was recorded stays in the `.partial`.
  Status abandon();

  [[nodiscard]] timeline::WriterStats writer_stats() const;

 private:
  struct Impl;
  explicit Recorder(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace reprise::session
