#include "tools/replay/dry_run.h"

#include <cstdio>
#include <filesystem>
#include <system_error>

#include "core/base/json.h"
#include "tools/common/session_input.h"

namespace reprise::tools {
namespace {

double raw_bytes(const session::FrameSettings& frames) {
  return 4.0 * frames.size.width * frames.size.height * static_cast<double>(frames.count);
}

// What lossless and visually lossless pictures of shaders come to, as a share of raw RGBA. Noise
// needs more, flat pictures far less.
double estimated_bytes(const session::ExportSettings& settings) {
  const double share = settings.video_codec == media::VideoCodecId::kFfv1 ? 0.25 : 0.02;
  return share * raw_bytes(settings.frames);
}

double free_bytes(const std::string& output) {
  std::error_code error;
  const auto folder = std::filesystem::absolute(output, error).parent_path();
  const auto space = std::filesystem::space(folder, error);
  return error ? -1 : static_cast<double>(space.available);
}

std::string ffmpeg_command(const ReplayOptions& options, const session::ExportSettings& settings) {
  const session::FrameSettings& frames = settings.frames;
  const std::string size =
      std::to_string(frames.size.width) + "x" + std::to_string(frames.size.height);
  std::string line = "ffmpeg -f rawvideo -pix_fmt rgba -s " + size + " -r " +
                     to_string(frames.fps) + " -i FRAMES -i SOUND.wav -map 0:v -map 1:a -c:v " +
                     std::string(media::video_codec(settings.video_codec).encoder);
  if (settings.video_codec == media::VideoCodecId::kH264) {
    line += " -preset " + settings.encoder_preset + " -crf " + std::to_string(settings.crf) +
            " -pix_fmt yuv420p";
  }
  if (settings.audio.codec != media::AudioCodecId::kNone) {
    line += " -c:a " + std::string(media::audio_codec(settings.audio.codec).encoder);
  }
  return line + " " + options.output;
}

}  // namespace

void print_plan(const ReplayOptions& options, const session::ExportSettings& settings,
                const timeline::TakeSummary& take) {
  const session::FrameSettings& frames = settings.frames;
  const double seconds = static_cast<double>(frames.count) / frames.fps.approximate();
  const double megabyte = 1024.0 * 1024.0;
  if (options.common.json) {
    Json json;
    json["take"] = options.take;
    json["output"] = options.output;
    json["settings"] = session::settings_to_json(settings);
    json["segments"] = session::segment_count(settings);
    json["seconds"] = seconds;
    json["raw_bytes"] = raw_bytes(frames);
    json["estimated_bytes"] = estimated_bytes(settings);
    json["free_bytes"] = free_bytes(options.output);
    json["ffmpeg"] = ffmpeg_command(options, settings);
    std::printf("%s\n", dump_json(json).c_str());
    return;
  }
  std::printf("take      %s (%s)\n", options.take.c_str(),
              format_duration(seconds_of(take.end, take.header.audio.sample_rate)).c_str());
  std::printf("frames    %lld..%lld, %dx%d at %s fps, %s\n",
              static_cast<long long>(frames.first.value),
              static_cast<long long>(frames.first.value + frames.count - 1), frames.size.width,
              frames.size.height, to_string(frames.fps).c_str(), format_duration(seconds).c_str());
  std::printf("segments  %lld of %lld frames\n",
              static_cast<long long>(session::segment_count(settings)),
              static_cast<long long>(session::segment_length(settings)));
  std::printf("picture   %s, %s GL\n",
              std::string(media::video_codec(settings.video_codec).description).c_str(),
              std::string(render::gl_mode_name(settings.frames.gl)).c_str());
  std::printf("sound     %s\n", std::string(media::audio_codec(settings.audio.codec).name).c_str());
  std::printf("data      %.1f MiB/s of RGBA in real time, %.0f MiB in all\n",
              raw_bytes(frames) / seconds / megabyte, raw_bytes(frames) / megabyte);
  std::printf("disk      about %.0f MiB, twice that while merging; %.0f MiB free\n",
              estimated_bytes(settings) / megabyte, free_bytes(options.output) / megabyte);
  std::printf("like      %s\n", ffmpeg_command(options, settings).c_str());
}

}  // namespace reprise::tools
