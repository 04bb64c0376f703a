#include "bench/export/stage.h"

#include <cerrno>
#include <system_error>

#include <stdlib.h>

#include "core/media/audio_file_reader.h"
#include "core/session/record/recorder.h"

namespace reprise::session {
namespace {

constexpr double kFaster = 4;
const std::filesystem::path kRoot = REPRISE_SOURCE_DIR;

}  // namespace

Stage::Stage(std::filesystem::path folder)
    : folder_(std::move(folder)),
      take_(folder_ / "demo.mcap"),
      library_(posix_file_system(), {kRoot / "presets"}) {}

Stage::~Stage() {
  if (!folder_.empty()) {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }
}

Result<Stage> Stage::create() {
  std::string name = (std::filesystem::temp_directory_path() / "reprise-bench-XXXXXX").string();
  if (mkdtemp(name.data()) == nullptr) {
    return fail(error_from_errno(errno, "cannot create '" + name + "'"));
  }
  Stage stage{std::filesystem::path(name)};
  TRY(stage.record());
  return stage;
}

Status Stage::record() {
  FileSystem& fs = posix_file_system();
  TRY_ASSIGN(ShowFiles show, library_.load_show("default"));
  show.show.policy.interval /= kFaster;
  show.show.policy.transition /= kFaster;
  TRY_ASSIGN(media::AudioFileReader reader,
             media::AudioFileReader::open(fs, kRoot / "assets" / "demo.flac"));
  RecorderOptions options;
  options.target = take_;
  options.audio = reader.format();
  TRY_ASSIGN(Recorder recorder, Recorder::create(fs, options, show));
  for (;;) {
    TRY_ASSIGN(const PcmView pcm, reader.read());
    if (pcm.samples.empty()) {
      break;
    }
    TRY(recorder.push(pcm, {}));
  }
  return recorder.finish({}).map([](const timeline::Seal&) {});
}

ExportSettings measured_export(const std::string& preset) {
  ExportSettings settings;
  settings.audio.codec = media::AudioCodecId::kNone;
  settings.frames.fps = {30, 1};
  // From the second scene's entry to the sixth's.
  settings.frames.first = FrameIndex{60};
  settings.frames.count = 240;
  if (!preset.empty()) {
    settings.show.preset = preset;
    settings.frames.count = 60;
  }
  return settings;
}

}  // namespace reprise::session
