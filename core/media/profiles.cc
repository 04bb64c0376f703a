#include "core/media/profiles.h"

#include <algorithm>
#include <array>
#include <limits>
#include <vector>

#include "core/base/text.h"

namespace reprise::media {
namespace {

// Segment lengths never depend on the machine. h264: 240 frames cost 0.4 % of size at most against
// one pass, and an encoder's start is 4 ms. ffv1 is intra, so its length changes no byte: short
// enough that a segment's packets fit in memory at 4k.
constexpr std::array kVideoCodecs{
    VideoCodecInfo{VideoCodecId::kH264, "h264", "libx264", "yuv420p", false, true, 240,
                   "H.264 4:2:0, BT.709 limited: libx264 veryfast, CRF 18, high profile"},
    VideoCodecInfo{VideoCodecId::kFfv1, "ffv1", "ffv1", "bgr0", true, false, 60,
                   "lossless RGB or RGBA: FFV1 version 3, intra only, 4 slices with CRC"},
};

constexpr std::array kAudioCodecs{
    AudioCodecInfo{AudioCodecId::kNone, "none", "", true},
    AudioCodecInfo{AudioCodecId::kAac, "aac", "aac", false},
    AudioCodecInfo{AudioCodecId::kFlac, "flac", "flac", true},
};

constexpr std::array<std::string_view, 2> kMp4Extensions{"mp4", "m4v"};
constexpr std::array<std::string_view, 1> kMkvExtensions{"mkv"};
constexpr std::array<std::string_view, 1> kMovExtensions{"mov"};
constexpr std::array kContainers{
    ContainerInfo{ContainerId::kMp4, "mp4", "mp4", kMp4Extensions, VideoCodecId::kH264,
                  AudioCodecId::kAac},
    ContainerInfo{ContainerId::kMkv, "mkv", "matroska", kMkvExtensions, VideoCodecId::kH264,
                  AudioCodecId::kFlac},
    ContainerInfo{ContainerId::kMov, "mov", "mov", kMovExtensions, VideoCodecId::kH264,
                  AudioCodecId::kAac},
};

constexpr std::int32_t kMaxSide = 16384;

struct Combination {
  ContainerId container;
  VideoCodecId video;
  AudioCodecId audio;
};

template <typename Table, typename Id>
const auto& by_id(const Table& table, Id id) {
  return *std::ranges::find(table, id, [](const auto& row) { return row.id; });
}

template <typename Table>
auto id_by_name(const Table& table, std::string_view name)
    -> std::optional<decltype(table.front().id)> {
  const auto found = std::ranges::find(table, name, [](const auto& row) { return row.name; });
  if (found == table.end()) {
    return std::nullopt;
  }
  return found->id;
}

bool takes_alpha(VideoCodecId video) {
  return video == VideoCodecId::kFfv1;
}

bool holds(ContainerId container, VideoCodecId video) {
  return container == ContainerId::kMkv || video == VideoCodecId::kH264;
}

// Matroska has no place for AAC's priming that players respect, mp4 and mov few players for FLAC.
bool holds(ContainerId container, AudioCodecId audio) {
  const AudioCodecId native =
      container == ContainerId::kMkv ? AudioCodecId::kFlac : AudioCodecId::kAac;
  return audio == AudioCodecId::kNone || audio == native;
}

// What stands in the way of a combination, in words; empty if nothing.
std::string objection(const Combination& wanted, bool alpha) {
  const std::string_view container_name = container(wanted.container).name;
  const std::string_view video_name = video_codec(wanted.video).name;
  const std::string_view audio_name = audio_codec(wanted.audio).name;
  std::string text;
  if (alpha && !takes_alpha(wanted.video)) {
    text.append(video_name).append(" has no alpha channel");
  } else if (!holds(wanted.container, wanted.video)) {
    text.append(container_name).append(" cannot hold ").append(video_name);
  } else if (!holds(wanted.container, wanted.audio)) {
    text.append(container_name).append(" cannot hold ").append(audio_name);
    text.append(wanted.container == ContainerId::kMkv ? " with an exact start" : "");
  }
  return text;
}

// Sound is given up more easily than the container, the container more easily than the codec;
// nobody is told to do without sound.
int distance(const Combination& wanted, const Combination& other) {
  const bool silenced = other.audio == AudioCodecId::kNone && wanted.audio != AudioCodecId::kNone;
  return (wanted.video != other.video ? 4 : 0) + (wanted.container != other.container ? 2 : 0) +
         (wanted.audio != other.audio ? 1 : 0) + (silenced ? 100 : 0);
}

Combination nearest(const Combination& wanted, bool alpha) {
  Combination best = wanted;
  int best_distance = std::numeric_limits<int>::max();
  for (const ContainerInfo& container : kContainers) {
    for (const VideoCodecInfo& video : kVideoCodecs) {
      for (const AudioCodecInfo& audio : kAudioCodecs) {
        const Combination other{container.id, video.id, audio.id};
        if (objection(other, alpha).empty() && distance(wanted, other) < best_distance) {
          best = other;
          best_distance = distance(wanted, other);
        }
      }
    }
  }
  return best;
}

// The options that turn one combination into the other: "--codec ffv1 -o NAME.mkv".
std::string options_between(const Combination& from, const Combination& to) {
  std::vector<std::string> options;
  if (from.video != to.video) {
    options.push_back("--codec " + std::string(video_codec(to.video).name));
  }
  if (from.audio != to.audio) {
    options.push_back("--audio-codec " + std::string(audio_codec(to.audio).name));
  }
  if (from.container != to.container) {
    options.push_back("-o NAME." + std::string(container(to.container).extensions.front()));
  }
  return join(options, " ");
}

Status check_size(const VideoCodecInfo& codec, ImageSize size) {
  const std::string name(codec.name);
  if (size.width < 1 || size.height < 1 || size.width > kMaxSide || size.height > kMaxSide) {
    return fail(ErrorCode::kUsage,
                name + " takes sizes from 1x1 to 16384x16384, not " + to_string(size));
  }
  if (codec.even_size && (size.width % 2 != 0 || size.height % 2 != 0)) {
    return fail(ErrorCode::kUsage, name + " needs even sizes: use " +
                                       to_string(ImageSize{size.width + size.width % 2,
                                                           size.height + size.height % 2}));
  }
  return {};
}

}  // namespace

std::span<const VideoCodecInfo> video_codecs() {
  return kVideoCodecs;
}
std::span<const AudioCodecInfo> audio_codecs() {
  return kAudioCodecs;
}
std::span<const ContainerInfo> containers() {
  return kContainers;
}

const VideoCodecInfo& video_codec(VideoCodecId id) {
  return by_id(kVideoCodecs, id);
}
const AudioCodecInfo& audio_codec(AudioCodecId id) {
  return by_id(kAudioCodecs, id);
}
const ContainerInfo& container(ContainerId id) {
  return by_id(kContainers, id);
}

std::optional<VideoCodecId> video_codec_by_name(std::string_view name) {
  return id_by_name(kVideoCodecs, name);
}
std::optional<AudioCodecId> audio_codec_by_name(std::string_view name) {
  return id_by_name(kAudioCodecs, name);
}

std::optional<ContainerId> container_by_extension(std::string_view path) {
  const std::size_t dot = path.rfind('.');
  if (dot == std::string_view::npos) {
    return std::nullopt;
  }
  const std::string extension = to_lower_ascii(path.substr(dot + 1));
  for (const ContainerInfo& row : kContainers) {
    if (std::ranges::find(row.extensions, extension) != row.extensions.end()) {
      return row.id;
    }
  }
  return std::nullopt;
}

Status check_combination(ContainerId container, VideoCodecId video, AudioCodecId audio,
                         ImageSize size, bool alpha) {
  const Combination wanted{container, video, audio};
  if (const std::string why = objection(wanted, alpha); !why.empty()) {
    return fail(ErrorCode::kUsage,
                why + ": use " + options_between(wanted, nearest(wanted, alpha)));
  }
  return check_size(video_codec(video), size);
}

}  // namespace reprise::media
