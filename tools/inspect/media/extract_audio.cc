#include <algorithm>
#include <filesystem>

#include "core/base/text.h"
#include "core/media/wav_writer.h"
#include "core/session/library/take_sound.h"
#include "tools/common/exit_code.h"
#include "tools/common/session_input.h"
#include "tools/common/signals.h"
#include "tools/inspect/media/extract.h"
#include "tools/inspect/stop.h"

namespace reprise::tools {
namespace {

struct Range {
  SampleIndex from;
  SampleIndex to;
};

Result<Range> range_of(const ExtractOptions& options, const timeline::TakeSummary& take,
                       const Console& console) {
  const FrameGrid grid{take.header.fps, take.header.audio.sample_rate};
  Range range{take.header.start(), take.end};
  if (options.start) {
    range.from = sample_of(*options.start, grid);
  }
  if (options.end) {
    range.to = sample_of(*options.end, grid);
  }
  if (range.to > take.end) {
    console.note("the range ends behind the take: it stops at its end");
    range.to = take.end;
  }
  if (range.from >= range.to && take.end.value > 0) {
    return fail(ErrorCode::kUsage, "the range holds no sound",
                "the take lasts " + format_duration(seconds_of(take.end, grid.sample_rate)));
  }
  return range;
}

// Until the sound ends or a signal comes.
template <typename Sound>
Result<std::int64_t> write_wav(Sound& sound, const AudioFormat& format, WritableFile& file) {
  TRY_ASSIGN(media::WavWriter wav, media::WavWriter::create(file, format));
  for (;;) {
    TRY_ASSIGN(const PcmView pcm, sound.read());
    if (pcm.samples.empty()) {
      TRY(wav.finish());
      return sound.missing_samples();
    }
    TRY(wav.write(pcm));
    if (stop_requested()) {
      return fail(ErrorCode::kCancelled, "stopped by a signal");
    }
  }
}

// How many samples are missing.
Result<std::int64_t> write_sound(timeline::TakeReader& take, const ExtractOptions& options,
                                 const Range& range) {
  const timeline::TakeHeader& header = take.summary().header;
  TRY_ASSIGN(AtomicFile file, AtomicFile::create(posix_file_system(), options.output));
  std::int64_t missing = 0;
  if (options.lane) {
    if (*options.lane >= header.lanes.size()) {
      return fail(ErrorCode::kUsage, "the take has no lane " + std::to_string(*options.lane),
                  "its lanes are 0.." + std::to_string(header.lanes.size() - 1));
    }
    const auto number = static_cast<std::uint32_t>(*options.lane);
    const std::int64_t offset = header.lanes[number].offset.value;
    TRY_ASSIGN(session::TakeAudio lane,
               session::TakeAudio::open_lane(
                   take, {number, {range.from.value - offset}, {range.to.value - offset}}));
    TRY_ASSIGN(missing, write_wav(lane, header.audio, file.file()));
    missing = number == 0 ? missing : 0;  // others may be shorter than the take
  } else {
    TRY_ASSIGN(session::TakeSound sound, session::TakeSound::open(take, range.from, range.to));
    TRY_ASSIGN(missing, write_wav(sound, header.audio, file.file()));
  }
  TRY(file.commit());
  return missing;
}

Status print_sound(const ExtractOptions& options, double seconds, std::int64_t missing) {
  if (!options.common.json) {
    return print_result(options.output + ": " + format_duration(seconds) + " of sound\n");
  }
  Json json;
  json["file"] = options.output;
  json["seconds"] = seconds;
  json["missing_samples"] = missing;
  return print_json(json);
}

}  // namespace

Result<int> extract_audio(const ExtractOptions& options) {
  const Console console = options.common.console();
  if (to_lower_ascii(std::filesystem::path(options.output).extension().string()) != ".wav") {
    return fail(ErrorCode::kUsage, "'" + options.output + "' is no name for a WAV file",
                "end its name in .wav");
  }
  TRY(allow_output(posix_file_system(), options.output, options.overwrite, terminal_ask()));
  TRY_ASSIGN(timeline::TakeReader take, open_take(options.take, console));
  TRY_ASSIGN(const Range range, range_of(options, take.summary(), console));
  install_stop_signals();  // what is half-written must go
  const auto missing = write_sound(take, options, range);
  if (!missing && was_stopped(missing.error())) {
    return report_stop(console, "no file was written");
  }
  TRY(missing);
  if (*missing > 0) {
    console.warning(*missing == 1
                        ? "1 sample is missing in the take and is silent in the file"
                        : std::to_string(*missing) +
                              " samples are missing in the take and are silent in the file");
  }
  const double seconds =
      seconds_of({range.to.value - range.from.value}, take.summary().header.audio.sample_rate);
  TRY(print_sound(options, seconds, *missing));
  return to_int(is_whole(take) && *missing == 0 ? ExitCode::kDone : ExitCode::kLoss);
}

}  // namespace reprise::tools
