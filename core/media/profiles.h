// The tables of what can be written: video codecs, audio codecs, containers, and which go
// together. `--codec`, `--audio-codec`, help, and refusals print from here. Constants; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "core/base/error.h"
#include "core/model/image.h"

namespace reprise::media {

enum class VideoCodecId : std::uint8_t { kH264, kFfv1 };
enum class AudioCodecId : std::uint8_t { kNone, kAac, kFlac };
enum class ContainerId : std::uint8_t { kMp4, kMkv, kMov };

struct VideoCodecInfo {
  VideoCodecId id;
  std::string_view name;          // "h264"
  std::string_view encoder;       // libav's: "libx264"
  std::string_view pixel_format;  // "yuv420p"; FFV1: "bgr0", with alpha "bgra"
  bool lossless_rgb;
  bool even_size;                // 4:2:0 needs even sizes
  std::int64_t segment_frames;   // the fixed length of a segment
  std::string_view description;  // one line with its settings
};
struct AudioCodecInfo {
  AudioCodecId id;
  std::string_view name;
  std::string_view encoder;  // empty for none
  bool lossless;
};
struct ContainerInfo {
  ContainerId id;
  std::string_view name;   // "mkv"
  std::string_view muxer;  // "matroska"
  std::span<const std::string_view> extensions;
  VideoCodecId default_video;
  AudioCodecId default_audio;
};
std::span<const VideoCodecInfo> video_codecs();
std::span<const AudioCodecInfo> audio_codecs();
std::span<const ContainerInfo> containers();
const VideoCodecInfo& video_codec(VideoCodecId id);
const AudioCodecInfo& audio_codec(AudioCodecId id);
const ContainerInfo& container(ContainerId id);
std::optional<VideoCodecId> video_codec_by_name(std::string_view name);
std::optional<AudioCodecId> audio_codec_by_name(std::string_view name);
std::optional<ContainerId> container_by_extension(std::string_view path);

// kUsage with the nearest combination that works: "h264 needs even sizes: use 642x362",
// "mp4 cannot hold ffv1: use -o NAME.mkv".
Status check_combination(ContainerId container, VideoCodecId video, AudioCodecId audio,
                         ImageSize size, bool alpha);

}  // namespace reprise::media
