// A studio for tests of the sessions: sound made of integers, presets of a few words, takes
// recorded from them and exports made of those, in a folder that goes away. GL is portable.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "core/model/pcm.h"
#include "core/session/export/exporter.h"
#include "core/session/record/recorder.h"

namespace reprise::session {

// Sound that owns its samples.
struct Sound {
  AudioFormat format;
  std::vector<std::int32_t> samples;
  [[nodiscard]] PcmView view() const { return {format, SampleIndex{0}, samples}; }
};

// Noise whose loudness follows a 2 Hz pulse, over a square wave; stereo differs.
Sound music(double seconds, const AudioFormat& format = {});
// Silence with a full-scale click of 20 samples at each of `clicks` (samples).
Sound click_track(double seconds, const AudioFormat& format,
                  const std::vector<std::int64_t>& clicks);

// Presets by name: "flash" (level ← peak), "sweep" (TIME and bass), "trail" (persistent, feedback),
// "tinted" (colour from a seed), "listener" (audio and audioFFT textures).
std::string_view preset_text(std::string_view name);

struct RecordSpec {
  ImageSize size{64, 36};
  Rational fps{30, 1};
  std::uint64_t seed = 1;
  std::int64_t block = 1024;  // frames in a push
  std::vector<Cue> cues;
};

class Studio {
 public:
  Studio();
  ~Studio();
  Studio(const Studio&) = delete;
  Studio& operator=(const Studio&) = delete;

  [[nodiscard]] std::filesystem::path path(std::string_view name) const { return folder_ / name; }
  [[nodiscard]] const PresetLibrary& library() const { return library_; }

  // A show from JSON, with its presets.
  ShowFiles show(std::string_view json);
  // Records `sound` as NAME; fails the test on errors.
  std::filesystem::path record(std::string_view name, const ShowFiles& show, const Sound& sound,
                               const RecordSpec& spec = {});
  timeline::TakeReader open(const std::filesystem::path& take);

  // Hashes of the frames that `settings` asks for; count 0 = to the end of the take.
  std::vector<Hash128> frames(const std::filesystem::path& take, FrameSettings settings,
                              const ShowOverrides& overrides = {});

  // Exports to `target`. `after_step` may end the work by returning false: then the result is
  // empty, as after kill -9.
  ExportResult export_take(const std::filesystem::path& take, const std::filesystem::path& target,
                           ExportSettings settings, std::size_t queue = 4,
                           const std::function<bool(const ExportProgress&)>& after_step = {});

 private:
  std::filesystem::path folder_;
  PresetLibrary library_;
};

// Settings of a small export that matches `take`'s own size and rate.
ExportSettings small_export(const timeline::TakeSummary& take, media::VideoCodecId codec);

// The whole content of a file.
Bytes content(const std::filesystem::path& path);

}  // namespace reprise::session
