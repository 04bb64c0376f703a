#include <filesystem>
#include <limits>
#include <string>
#include <vector>

#include "core/base/text.h"
#include "core/media/wav_writer.h"
#include "core/session/library/take_audio.h"
#include "tools/common/exit_code.h"
#include "tools/common/options.h"
#include "tools/common/session_input.h"
#include "tools/common/signals.h"
#include "tools/inspect/commands.h"

namespace reprise::tools {
namespace {

// Until the sound ends or a signal comes.
Status write_wav(session::TakeAudio& audio, const AudioFormat& format, WritableFile& file) {
  TRY_ASSIGN(media::WavWriter wav, media::WavWriter::create(file, format));
  for (;;) {
    TRY_ASSIGN(const PcmView pcm, audio.read());
    if (pcm.samples.empty()) {
      return wav.finish();
    }
    TRY(wav.write(pcm));
    if (stop_requested()) {
      return fail(ErrorCode::kCancelled, "stopped by a signal");
    }
  }
}

// The command line that was meant; without an output, with a WAV in the working folder.
std::string right_line(const std::string& take, const std::string& output) {
  const std::filesystem::path stem = std::filesystem::path(take).stem();
  const std::vector<std::string> words = {"reprise-inspect",
                                          "extract",
                                          "audio",
                                          take,
                                          "-o",
                                          output.empty() ? stem.string() + ".wav" : output};
  return shell_line(words);
}

}  // namespace

Result<int> run_extract(std::span<const std::string> arguments) {
  std::string what;
  std::string path;
  std::string output;
  OutputOptions output_options;
  CommonOptions common;
  CommandLine line("reprise-inspect extract", "Take the sound out of a take, sample for sample",
                   {{"reprise-inspect extract audio show.mcap -o show.wav", "into a new file"},
                    {"reprise-inspect extract audio -y show.mcap -o show.wav", "over an old one"}});
  line.positional("WHAT", "audio", what);
  line.positional("TAKE", "the take", path);
  line.option("-o,--output", "FILE", "the WAV file to write", output);
  add_output_options(line, output_options);
  add_common_options(line, common);
  const auto parsed = line.parse(arguments);
  if (!parsed && path.empty() && !what.empty() && what != "audio") {
    return fail(ErrorCode::kUsage, "'audio' is missing in front of '" + what + "'",
                right_line(what, output));
  }
  TRY(parsed);
  if (*parsed == Parsed::kDone) {
    return to_int(ExitCode::kDone);
  }
  if (what != "audio") {
    return fail(ErrorCode::kUsage, "cannot extract '" + what + "'", right_line(path, output));
  }
  if (output.empty()) {
    return fail(ErrorCode::kUsage, "-o FILE is missing", right_line(path, output));
  }
  const Console console = common.console();
  TRY(check_distinct(path, output));
  if (to_lower_ascii(std::filesystem::path(output).extension().string()) != ".wav") {
    return fail(ErrorCode::kUsage, "'" + output + "' is no name for a WAV file",
                "end its name in .wav");
  }
  TRY(allow_output(posix_file_system(), output, output_options.overwrite, terminal_ask()));
  TRY_ASSIGN(timeline::TakeReader take, open_take(path, console));
  TRY_ASSIGN(session::TakeAudio audio,
             session::TakeAudio::open(take, SampleIndex{0},
                                      SampleIndex{std::numeric_limits<std::int64_t>::max()}));
  install_stop_signals();  // what is half-written must go
  TRY_ASSIGN(AtomicFile file, AtomicFile::create(posix_file_system(), output));
  const Status written = write_wav(audio, take.summary().header.audio, file.file());
  if (!written && was_stopped(written.error())) {
    return report_stop(console, "no file was written");
  }
  TRY(written);
  TRY(file.commit());
  if (const std::int64_t missing = audio.missing_samples(); missing > 0) {
    console.warning(missing == 1
                        ? "1 sample is missing in the take and is silent in the file"
                        : std::to_string(missing) +
                              " samples are missing in the take and are silent in the file");
  }
  const double seconds = seconds_of(take.summary().end, take.summary().header.audio.sample_rate);
  if (common.json) {
    Json json;
    json["file"] = output;
    json["seconds"] = seconds;
    json["missing_samples"] = audio.missing_samples();
    TRY(print_json(json));
  } else {
    TRY(print_result(output + ": " + format_duration(seconds) + " of sound\n"));
  }
  return to_int(is_whole(take) ? ExitCode::kDone : ExitCode::kLoss);
}

}  // namespace reprise::tools
