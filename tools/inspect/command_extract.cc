#include <cstdio>
#include <limits>
#include <string>

#include "core/media/wav_writer.h"
#include "core/session/library/take_audio.h"
#include "tools/common/arguments.h"
#include "tools/common/exit_code.h"
#include "tools/common/overwrite.h"
#include "tools/common/take_input.h"
#include "tools/inspect/commands.h"

namespace reprise::tools {
namespace {

Status write_wav(session::TakeAudio& audio, const AudioFormat& format, WritableFile& file) {
  TRY_ASSIGN(media::WavWriter wav, media::WavWriter::create(file, format));
  for (;;) {
    TRY_ASSIGN(const PcmView pcm, audio.read());
    if (pcm.samples.empty()) {
      return wav.finish();
    }
    TRY(wav.write(pcm));
  }
}

}  // namespace

Result<int> run_extract(int argc, const char* const* argv) {
  std::string what;
  std::string path;
  std::string output;
  OverwriteOptions overwrite;
  CommonOptions common;
  Arguments arguments("reprise-inspect extract", "Take the sound out of a take, sample for sample.",
                      {"reprise-inspect extract audio show.mcap -o show.wav",
                       "reprise-inspect extract audio -y show.mcap -o show.wav"});
  arguments.positional("WHAT", "audio", what);
  arguments.positional("TAKE", "the take", path);
  arguments.text_option("-o,--output", "FILE", "the WAV file to write", output);
  arguments.overwrite(overwrite);
  arguments.common(common);
  TRY_ASSIGN(const Arguments::Parsed parsed, arguments.parse(argc, argv));
  if (parsed.done) {
    return kExitOk;
  }
  if (what != "audio") {
    return fail(ErrorCode::kUsage, "cannot extract '" + what + "'",
                "reprise-inspect extract audio TAKE -o x.wav");
  }
  if (output.empty()) {
    return fail(ErrorCode::kUsage, "-o FILE is missing");
  }
  const Console console(common.color, common.quiet);
  TRY(check_output_path(output, overwrite));
  TRY_ASSIGN(timeline::TakeReader take, open_take(path, console));
  TRY_ASSIGN(session::TakeAudio audio,
             session::TakeAudio::open(take, SampleIndex{0},
                                      SampleIndex{std::numeric_limits<std::int64_t>::max()}));
  TRY_ASSIGN(AtomicFile file, AtomicFile::create(posix_file_system(), output));
  TRY(write_wav(audio, take.summary().header.audio, file.file()));
  TRY(file.commit());
  if (audio.missing_samples() > 0) {
    console.warning(std::to_string(audio.missing_samples()) +
                    " samples are missing in the take and are silent in the file");
    return kExitLoss;
  }
  return kExitOk;
}

}  // namespace reprise::tools
