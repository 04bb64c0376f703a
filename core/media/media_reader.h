// A media file opened to be checked: its streams, its packets, its decoded pictures and sound.
// Not a player: no seeking, no resampling, no scaling. One thread per object.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/base/bytes.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/hash.h"
#include "core/base/rational.h"
#include "core/model/image.h"
#include "core/model/pcm.h"

namespace reprise::media {

struct VideoStreamInfo {
  std::string codec;         // libav's name: "h264"
  std::string pixel_format;  // "yuv420p"
  ImageSize size;
  Rational frame_rate;  // average, 0/1 when unknown
  Rational time_base;
  Rational sample_aspect{0, 1};
  std::string color_range, color_space, color_primaries, color_transfer;  // "tv", "bt709", …
  Bytes extradata;            // what a decoder is told first: avcC, …
  bool lossless_rgb = false;  // decodes exactly to RGBA: ffv1 bgr0/bgra, png, utvideo gbrp …
};
struct AudioStreamInfo {
  std::string codec;
  AudioFormat format;     // bits: 16 or 24 for integer codecs, 24 otherwise
  bool lossless = false;  // flac, alac, pcm
  Rational time_base;
  std::int64_t start_skip = 0;  // priming samples that a player drops
};
struct MediaInfo {
  std::string container;
  double duration_seconds = 0;  // for printing
  std::vector<VideoStreamInfo> video;
  std::vector<AudioStreamInfo> audio;
  std::vector<std::pair<std::string, std::string>> tags;  // container metadata, e.g. comment
};

// One packet of the first video stream, in file order.
struct VideoPacketInfo {
  std::int64_t pts = 0;  // in the stream's time base
  std::int64_t dts = 0;
  std::int64_t duration = 0;
  bool key = false;
  ByteSpan data;  // valid during the call
};

// One decoded picture of the first video stream, in presentation order.
struct VideoFrameInfo {
  std::int64_t pts = 0;  // in the stream's time base
  std::int64_t duration = 0;
  Rational sample_aspect{0, 1};  // 0/1 when neither picture nor stream says it
  ImageView rgba;                // only if lossless_rgb; else data is null
};

class MediaReader {
 public:
  static Result<MediaReader> open(FileSystem& fs, const std::filesystem::path& path);
  MediaReader(MediaReader&&) noexcept;
  MediaReader& operator=(MediaReader&&) noexcept;
  ~MediaReader();

  [[nodiscard]] const MediaInfo& info() const;

  // Each reads the file from its start, on its own. Stops at the sink's first error. A file that
  // ends early or does not decode is kCorrupt after all that could be read was given out.
  Status read_video_packets(const std::function<Status(const VideoPacketInfo&)>& sink);
  // Any pixel format is converted to RGBA if `convert` says so (for hashing; not exact then).
  enum class Convert { kOnlyLossless, kAlways };
  Status read_video_frames(Convert convert,
                           const std::function<Status(const VideoFrameInfo&)>& sink);
  // First audio stream as a player hears it: priming and end padding dropped where the container
  // says so; `first` of each view counts from time 0 of the file (edit lists, start times applied).
  Status read_audio(const std::function<Status(const PcmView&)>& sink);

 private:
  struct Impl;
  explicit MediaReader(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace reprise::media
