#include "tools/replay/dry_run.h"

#include <filesystem>
#include <system_error>

#include "core/base/json.h"
#include "tools/common/session_input.h"
#include "tools/common/wording.h"

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
  const bool sound = settings.audio.codec != media::AudioCodecId::kNone;
  std::string line = "ffmpeg -f rawvideo -pix_fmt rgba -s " + to_string(frames.size) + " -r " +
                     to_string(frames.fps) + " -i FRAMES" +
                     (sound ? " -i SOUND.wav -map 0:v -map 1:a" : " -map 0:v") + " -c:v " +
                     std::string(media::video_codec(settings.video_codec).encoder);
  if (settings.video_codec == media::VideoCodecId::kH264) {
    line += " -preset " + settings.encoder_preset + " -crf " + std::to_string(settings.crf) +
            " -pix_fmt yuv420p";
  }
  if (sound) {
    line += " -c:a " + std::string(media::audio_codec(settings.audio.codec).encoder);
  }
  return line + " " + options.output;
}

Json plan_json(const ReplayOptions& options, const session::ExportSettings& settings) {
  const session::FrameSettings& frames = settings.frames;
  Json json;
  json["take"] = options.take;
  json["output"] = options.output;
  json["settings"] = session::settings_to_json(settings);
  json["segments"] = session::segment_count(settings);
  json["seconds"] = static_cast<double>(frames.count) / frames.fps.approximate();
  json["raw_bytes"] = raw_bytes(frames);
  json["estimated_bytes"] = estimated_bytes(settings);
  json["free_bytes"] = free_bytes(options.output);
  json["ffmpeg"] = ffmpeg_command(options, settings);
  return json;
}

std::string plan_text(const ReplayOptions& options, const session::ExportSettings& settings,
                      const timeline::TakeSummary& take) {
  const session::FrameSettings& frames = settings.frames;
  const double seconds = static_cast<double>(frames.count) / frames.fps.approximate();
  const double megabyte = 1024.0 * 1024.0;
  std::string text =
      formatted("take      %s (%s)\n", options.take.c_str(),
                format_duration(seconds_of(take.end, take.header.audio.sample_rate)).c_str());
  text += formatted(
      "frames    %lld..%lld, %dx%d at %s fps, %s\n", static_cast<long long>(frames.first.value),
      static_cast<long long>(frames.first.value + frames.count - 1), frames.size.width,
      frames.size.height, to_string(frames.fps).c_str(), format_duration(seconds).c_str());
  text +=
      formatted("segments  %lld of %s\n", static_cast<long long>(session::segment_count(settings)),
                counted(session::segment_length(settings), "frame").c_str());
  text += formatted("picture   %s, %s GL\n",
                    std::string(media::video_codec(settings.video_codec).description).c_str(),
                    std::string(render::gl_mode_name(settings.frames.gl)).c_str());
  text += "sound     " + std::string(media::audio_codec(settings.audio.codec).name) + "\n";
  text += formatted("data      %.1f MiB/s of RGBA in real time, %.0f MiB in all\n",
                    raw_bytes(frames) / seconds / megabyte, raw_bytes(frames) / megabyte);
  text += formatted("disk      about %.0f MiB, twice that while merging; %.0f MiB free\n",
                    estimated_bytes(settings) / megabyte, free_bytes(options.output) / megabyte);
  return text + "like      " + ffmpeg_command(options, settings) + "\n";
}

}  // namespace

Status print_plan(const ReplayOptions& options, const session::ExportSettings& settings,
                  const timeline::TakeSummary& take) {
  return options.common.json ? print_json(plan_json(options, settings))
                             : print_result(plan_text(options, settings, take));
}

}  // namespace reprise::tools
