#include "tools/record/record_file.h"

#include <algorithm>
#include <chrono>
#include <limits>

#include "core/base/file_digest.h"
#include "core/base/text.h"
#include "core/media/audio_file_reader.h"
#include "core/session/record/recorder.h"
#include "core/timeline/take_reader.h"
#include "tools/common/exit_code.h"
#include "tools/common/overwrite.h"
#include "tools/common/session_input.h"
#include "tools/common/signals.h"
#include "tools/common/wording.h"
#include "tools/media/preset_lookup.h"
#include "tools/record/record_setup.h"

namespace reprise::tools {
namespace {

session::RecorderOptions recorder_options(const RecordOptions& options, const AudioFormat& audio,
                                          std::uint64_t seed, timeline::OldPartial old_partial) {
  session::RecorderOptions recorder;
  recorder.target = options.output;
  recorder.audio = audio;
  recorder.size = options.size;
  recorder.fps = options.fps;
  recorder.seed = seed;
  recorder.quality = options.quality;
  recorder.epoch_ns = options.start_unix_ns;
  recorder.writer.old_partial = old_partial;
  recorder.writer.durability = options.durability.value_or(timeline::Durability::kFast);
  return recorder;
}

// Samples to record at most.
std::int64_t sample_limit(const RecordOptions& options, const AudioFormat& audio) {
  if (!options.duration) {
    return std::numeric_limits<std::int64_t>::max();
  }
  return sample_of(*options.duration, {options.fps, audio.sample_rate}).value;
}

bool is_silent(const PcmView& pcm) {
  return std::ranges::all_of(pcm.samples, [](std::int32_t sample) { return sample == 0; });
}

// The song; of a take, what to do with it instead.
Result<media::AudioFileReader> open_song(FileSystem& fs, const std::string& path) {
  auto song = media::AudioFileReader::open(fs, path);
  if (!song && timeline::TakeReader::open(fs, path)) {
    return fail(ErrorCode::kInvalid, "'" + path + "' is already a take",
                "reprise-replay " + shell_line(std::vector{path}) + " -o show.mp4");
  }
  return song;
}

struct Outcome {
  session::RecorderProgress progress;
  timeline::Seal seal;
  bool silent = true;
  bool interrupted = false;
  double wall_seconds = 0;
};

Json outcome_json(const RecordOptions& options, const AudioFormat& audio, const Outcome& outcome) {
  Json json;
  json["take"] = options.output;
  json["samples"] = outcome.seal.samples.value;
  json["sample_rate"] = audio.sample_rate;
  json["channels"] = audio.channels;
  json["bits"] = audio.bits;
  json["seconds"] = seconds_of(outcome.seal.samples, audio.sample_rate);
  json["frames"] = outcome.seal.frames;
  json["cues"] = outcome.seal.cues;
  json["clipped_samples"] = outcome.seal.clipped_samples;
  json["silent"] = outcome.silent;
  json["take_digest"] = to_hex(outcome.seal.take_digest);
  json["pcm_sha256"] = to_hex(outcome.seal.pcm_sha256);
  json["wall_seconds"] = outcome.wall_seconds;
  return json;
}

Status print_outcome(const RecordOptions& options, const AudioFormat& audio,
                     const Outcome& outcome) {
  if (options.common.json) {
    return print_json(outcome_json(options, audio, outcome));
  }
  const double seconds = seconds_of(outcome.seal.samples, audio.sample_rate);
  return print_result(formatted("%s: %s of %d Hz, %s, %d bit; %s, %s (%.0f x real time)\n",
                                options.output.c_str(), format_duration(seconds).c_str(),
                                audio.sample_rate, counted(audio.channels, "channel").c_str(),
                                audio.bits, counted(outcome.seal.frames, "frame").c_str(),
                                counted(outcome.seal.cues, "cue").c_str(),
                                outcome.wall_seconds > 0 ? seconds / outcome.wall_seconds : 0.0));
}

// Feeds the file to the recorder until it ends, the limit is reached or a signal comes.
Status feed(media::AudioFileReader& reader, PcmView pcm, std::int64_t limit, Rational fps,
            session::Recorder& recorder, Progress& progress, Outcome& outcome) {
  const FrameGrid grid{fps, reader.format().sample_rate};
  const std::int64_t samples = std::min(limit, reader.info().estimated_frames.value_or(0));
  progress.begin(0, grid.frame_count(SampleIndex{samples}), fps);
  while (!pcm.samples.empty() && outcome.progress.samples.value < limit) {
    const std::int64_t left = limit - outcome.progress.samples.value;
    const PcmView part = pcm.slice(0, std::min(left, pcm.frames()));
    outcome.silent = outcome.silent && is_silent(part);
    TRY_ASSIGN(outcome.progress, recorder.push(part, {}));
    progress.update(outcome.progress.frames);
    if (stop_requested()) {
      outcome.interrupted = true;
      return {};
    }
    TRY_ASSIGN(pcm, reader.read());
  }
  return {};
}

// Why a recording ended early, and what of it there is.
Error with_what_is_saved(Error error, session::Recorder& recorder, const RecordOptions& options,
                         const AudioFormat& audio) {
  // Of a failed write it says again what is known.
  static_cast<void>(recorder.abandon());
  const SampleIndex saved = recorder.writer_stats().synced_until;
  if (saved.value > 0) {
    const std::string partial = timeline::partial_path(options.output).string();
    error.message += "; saved " + format_duration(seconds_of(saved, audio.sample_rate)) + " in '" +
                     partial + "'";
    error.hint = "reprise-inspect recover " +
                 shell_line(std::vector{partial, std::string("-o"), options.output});
  }
  return error;
}

Result<int> report(const RecordOptions& options, const media::AudioFileReader& reader,
                   const Outcome& outcome, const Console& console) {
  for (const std::string& warning : reader.warnings()) {
    console.warning("'" + options.input + "': " + warning);
  }
  if (const std::int64_t clipped = outcome.seal.clipped_samples; clipped > 0) {
    console.warning(clipped == 1
                        ? "1 sample of the source lies above full scale and was clipped"
                        : std::to_string(clipped) +
                              " samples of the source lie above full scale and were clipped");
  }
  if (outcome.silent) {
    console.warning("'" + options.input + "' is silent: nothing will move to the music");
  }
  TRY(print_outcome(options, reader.format(), outcome));
  if (outcome.interrupted) {
    console.note("stopped by a signal: the take holds what was recorded until then");
    return signal_exit_code();
  }
  return to_int(reader.warnings().empty() ? ExitCode::kDone : ExitCode::kLoss);
}

}  // namespace

Result<int> record_file(const RecordOptions& options, const Console& console) {
  const auto started = std::chrono::steady_clock::now();
  FileSystem& fs = posix_file_system();
  TRY(check_distinct(options.input, options.output));
  TRY_ASSIGN(const timeline::OldPartial old_partial, check_take_output(fs, options));
  TRY_ASSIGN(media::AudioFileReader reader, open_song(fs, options.input));
  TRY_ASSIGN(const PcmView first, reader.read());
  const std::int64_t limit = sample_limit(options, reader.format());
  if (first.samples.empty() || limit <= 0) {
    return fail(ErrorCode::kInvalid, "'" + options.input + "' holds no sound to record",
                "reprise-record needs at least one sample");
  }
  TRY_ASSIGN(const Sha256 digest, file_sha256(fs, options.input));
  TRY_ASSIGN(const session::PresetLibrary library, find_presets(options.preset_paths));
  TRY_ASSIGN(const session::ShowFiles show, load_show(options, library));
  TRY_ASSIGN(
      session::Recorder recorder,
      session::Recorder::create(
          fs, recorder_options(options, reader.format(), show.show.seed, old_partial), show));
  TRY_ASSIGN(Progress progress,
             make_progress({{"record", 1}}, options.common, options.output_options));
  Outcome outcome;
  const auto record = [&]() -> Status {
    TRY(feed(reader, first, limit, options.fps, recorder, progress, outcome));
    TRY_ASSIGN(outcome.seal, recorder.finish({digest, reader.clipped_samples()}));
    return {};
  };
  const Status recorded = record();
  if (!recorded) {
    return fail(with_what_is_saved(recorded.error(), recorder, options, reader.format()));
  }
  progress.finish();
  outcome.wall_seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
  return report(options, reader, outcome, console);
}

}  // namespace reprise::tools
