#include "tests/session/studio.h"

#include <algorithm>
#include <cstdlib>

#include <gtest/gtest.h>
#include <unistd.h>

#include "core/base/check.h"
#include "core/base/rng.h"

// Mesa and LLVM keep global tables until the process ends.
extern "C" const char* __lsan_default_suppressions();  // NOLINT: the sanitizer's own name
extern "C" const char* __lsan_default_suppressions() {
  return "leak:libLLVM\nleak:libgallium\nleak:swrast_dri\nleak:libEGL\nleak:libGLdispatch\n";
}

namespace reprise::session {
namespace {

// Before main(), so before any thread or GL call.
const bool kEnvironmentIsSet = [] {
  for (const auto& [name, value] : render::mesa_environment(render::GlMode::kPortable, 1)) {
    setenv(name.c_str(), value.c_str(), 1);
  }
  return true;
}();

struct NamedText {
  std::string_view name;
  std::string_view text;
};
constexpr auto kPresets = std::to_array<NamedText>({
    {"flash", R"(/*{"ISFVSN":"2","INPUTS":[
  {"NAME":"level","TYPE":"float","DEFAULT":0,"ROLE":"peak"}]}*/
void main() { gl_FragColor = vec4(vec3(level), 1.0); })"},
    {"sweep", R"(/*{"ISFVSN":"2","INPUTS":[{"NAME":"bass","TYPE":"float","ROLE":"bass"}]}*/
void main() {
  vec2 p = isf_FragNormCoord;
  gl_FragColor = vec4(fract(p.x + TIME * 0.25), p.y * bass, 0.5 + 0.5 * sin(TIME * 3.0), 1.0);
})"},
    {"trail", R"(/*{"ISFVSN":"2","INPUTS":[{"NAME":"level","TYPE":"float","ROLE":"peak"}],
  "PASSES":[{"TARGET":"feedback","PERSISTENT":true,"FLOAT":true},{}]}*/
void main() {
  vec2 p = isf_FragNormCoord;
  if (PASSINDEX == 0) {
    vec4 old = IMG_NORM_PIXEL(feedback, fract(p + vec2(0.01, 0.02)));
    float dot_here = step(distance(p, vec2(fract(TIME), 0.5)), 0.1) * (0.2 + level);
    gl_FragColor = old * 0.95 + vec4(dot_here, dot_here * 0.5, TIMEDELTA, 1.0);
  } else {
    gl_FragColor = IMG_THIS_PIXEL(feedback);
  }
})"},
    {"blink", R"(/*{"ISFVSN":"2"}*/
void main() { gl_FragColor = vec4(vec3(TIMEDELTA * 4.0), 1.0); })"},
    {"tinted", R"(/*{"ISFVSN":"2","INPUTS":[
  {"NAME":"tint","TYPE":"float","ROLE":"seed","MIN":0,"MAX":1}]}*/
void main() { gl_FragColor = vec4(tint, isf_FragNormCoord, 1.0); })"},
    {"listener", R"(/*{"ISFVSN":"2","INPUTS":[
  {"NAME":"wave","TYPE":"audio"},{"NAME":"bins","TYPE":"audioFFT"}]}*/
void main() {
  vec2 p = isf_FragNormCoord;
  gl_FragColor = vec4(IMG_NORM_PIXEL(wave, vec2(p.x, 0.25)).r,
                      IMG_NORM_PIXEL(bins, vec2(p.x * 0.2, 0.5)).r, p.y, 1.0);
})"},
});

std::filesystem::path make_folder() {
  std::string name = (std::filesystem::temp_directory_path() / "reprise-test-XXXXXX").string();
  CHECK(mkdtemp(name.data()) != nullptr);
  for (const NamedText& preset : kPresets) {
    const auto path = std::filesystem::path(name) / (std::string(preset.name) + ".fs");
    CHECK(write_file(posix_file_system(), path, as_byte_span(preset.text)).has_value());
  }
  return name;
}

template <typename T>
T value_of(Result<T> result) {
  if (!result) {
    ADD_FAILURE() << result.error().message << " (" << result.error().hint << ")";
  }
  CHECK(result.has_value());
  return std::move(*result);
}

Sound silence(double seconds, const AudioFormat& format) {
  const auto frames = static_cast<std::size_t>(seconds * format.sample_rate);
  return {format, std::vector<std::int32_t>(frames * static_cast<std::size_t>(format.channels), 0)};
}

}  // namespace

Sound music(double seconds, const AudioFormat& format) {
  Sound sound = silence(seconds, format);
  const std::int32_t full = 1 << (format.bits - 1);
  const auto width = static_cast<std::size_t>(format.channels);
  for (std::size_t i = 0; i < sound.samples.size(); ++i) {
    const auto at = static_cast<std::int64_t>(i / width);
    const auto channel = static_cast<std::uint32_t>(i % width);
    const std::int64_t half_second = format.sample_rate / 2;
    const std::int64_t decay = half_second - at % half_second;
    const std::int64_t noise =
        static_cast<std::int64_t>(random_below(5, channel, HopIndex{at}, 65536)) - 32768;
    const std::int64_t square = (at / (200 + 40 * channel)) % 2 == 0 ? 1 : -1;
    const std::int64_t level = noise * decay / half_second / 2 + square * 4096;
    sound.samples[i] = static_cast<std::int32_t>(level * full / 65536);
  }
  return sound;
}

Sound click_track(double seconds, const AudioFormat& format,
                  const std::vector<std::int64_t>& clicks) {
  Sound sound = silence(seconds, format);
  const auto width = static_cast<std::size_t>(format.channels);
  for (const std::int64_t click : clicks) {
    const std::size_t first = static_cast<std::size_t>(click) * width;
    std::fill_n(sound.samples.begin() + static_cast<std::ptrdiff_t>(first), 20 * width,
                (1 << (format.bits - 1)) - 1);
  }
  return sound;
}

std::string_view preset_text(std::string_view name) {
  const auto found = std::ranges::find(kPresets, name, &NamedText::name);
  CHECK(found != kPresets.end());
  return found->text;
}

Studio::Studio() : folder_(make_folder()), library_(posix_file_system(), {folder_}) {}

Studio::~Studio() {
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

ShowFiles Studio::show(std::string_view json) {
  const auto file = path("test.show.json");
  CHECK(write_file(posix_file_system(), file, as_byte_span(json)).has_value());
  return value_of(library_.load_show(file.string()));
}

std::filesystem::path Studio::record(std::string_view name, const ShowFiles& show,
                                     const Sound& sound, const RecordSpec& spec) {
  RecorderOptions options;
  options.target = path(name);
  options.audio = sound.format;
  options.size = spec.size;
  options.fps = spec.fps;
  options.seed = spec.seed;
  Recorder recorder = value_of(Recorder::create(posix_file_system(), options, show));
  const PcmView all = sound.view();
  std::vector<Cue> cues = spec.cues;
  for (std::int64_t at = 0; at < all.frames(); at += spec.block) {
    const PcmView part = all.slice(at, std::min(spec.block, all.frames() - at));
    const auto due = std::ranges::find_if(
        cues, [&](const Cue& cue) { return cue.sample.value >= at + part.frames(); });
    const std::vector<Cue> now(cues.begin(), due);
    cues.erase(cues.begin(), due);
    value_of(recorder.push(part, now));
  }
  value_of(recorder.finish({}));
  return options.target;
}

timeline::TakeReader Studio::open(const std::filesystem::path& take) {
  return value_of(timeline::TakeReader::open(posix_file_system(), take));
}

std::vector<Hash128> Studio::frames(const std::filesystem::path& take, FrameSettings settings,
                                    const ShowOverrides& overrides) {
  timeline::TakeReader reader = open(take);
  const timeline::TakeSummary& summary = reader.summary();
  if (settings.count == 0) {
    const FrameGrid grid{settings.fps, summary.header.audio.sample_rate};
    settings.count = grid.frame_count(summary.end) - settings.first.value;
  }
  const ReplayShow show = value_of(replay_show(reader, overrides, library_));
  FrameProducer producer = value_of(FrameProducer::create(reader, show, settings));
  std::vector<Hash128> hashes;
  for (std::int64_t i = 0; i < settings.count; ++i) {
    hashes.push_back(frame_hash(value_of(producer.frame(i))));
  }
  return hashes;
}

ExportResult Studio::export_take(const std::filesystem::path& take,
                                 const std::filesystem::path& target, ExportSettings settings,
                                 std::size_t queue,
                                 const std::function<bool(const ExportProgress&)>& after_step) {
  timeline::TakeReader reader = open(take);
  const ReplayShow show = value_of(replay_show(reader, settings.show, library_));
  ExporterOptions options;
  options.take = take;
  options.target = target;
  options.queue = queue;
  Exporter exporter =
      value_of(Exporter::create(posix_file_system(), reader, show, settings, options));
  ExportProgress progress;
  while (progress.phase != ExportPhase::kDone) {
    progress = value_of(exporter.step());
    if (after_step && !after_step(progress)) {
      return {};
    }
  }
  return exporter.result();
}

ExportSettings small_export(const timeline::TakeSummary& take, media::VideoCodecId codec) {
  ExportSettings settings;
  settings.video_codec = codec;
  const bool lossless = codec == media::VideoCodecId::kFfv1;
  settings.audio.codec = lossless ? media::AudioCodecId::kFlac : media::AudioCodecId::kAac;
  settings.container = lossless ? media::ContainerId::kMkv : media::ContainerId::kMp4;
  settings.segment_frames = 16;
  settings.frames.size = take.header.size;
  settings.frames.fps = take.header.fps;
  const FrameGrid grid{take.header.fps, take.header.audio.sample_rate};
  settings.frames.count = grid.frame_count(take.end);
  return settings;
}

Bytes content(const std::filesystem::path& path) {
  return value_of(read_file(posix_file_system(), path, 1U << 30));
}

}  // namespace reprise::session
