#include "core/session/verify/framehash.h"

#include <array>
#include <cstdio>

#include "core/base/hash.h"
#include "core/session/library/media_time.h"

namespace reprise::session {
namespace {

Sha256 rows_sha256(const ImageView& image) {
  Sha256Stream stream;
  for (std::int32_t y = 0; y < image.size.height; ++y) {
    stream.update(image.row(y));
  }
  return stream.digest();
}

// ffmpeg counts in frames when it knows the rate, else in the stream's ticks.
bool counts_frames(const media::VideoStreamInfo& video) {
  return video.frame_rate.num > 0;
}

std::string header(const media::VideoStreamInfo& video, const media::VideoFrameInfo& first) {
  const std::string size = to_string(first.rgba.size);
  const Rational unit =
      counts_frames(video) ? Rational{video.frame_rate.den, video.frame_rate.num} : video.time_base;
  const auto ratio = [](Rational value) {
    return std::to_string(value.num) + "/" + std::to_string(value.den);
  };
  return "#format: frame checksums\n#version: 2\n#hash: SHA256\n#tb 0: " + ratio(unit) +
         "\n#media_type 0: video\n#codec_id 0: rawvideo\n#dimensions 0: " + size +
         "\n#sar 0: " + ratio(first.sample_aspect) +
         "\n#stream#, dts,        pts, duration,     size, hash\n";
}

std::string row(const media::VideoStreamInfo& video, const media::VideoFrameInfo& frame) {
  const auto index = frame_of_pts(frame.pts, video.time_base, video.frame_rate);
  const std::int64_t time = counts_frames(video) && index ? index->value : frame.pts;
  const std::int64_t duration = counts_frames(video) ? 1 : frame.duration;
  const auto bytes = static_cast<long long>(frame.rgba.size.width) * frame.rgba.size.height * 4;
  std::array<char, 128> fields{};
  std::snprintf(fields.data(), fields.size(), "0, %10lld, %10lld, %8lld, %8lld, ",
                static_cast<long long>(time), static_cast<long long>(time),
                static_cast<long long>(duration), bytes);
  return fields.data() + to_hex(rows_sha256(frame.rgba)) + "\n";
}

}  // namespace

Status hash_frames(media::MediaReader& file, FrameHashKind kind,
                   const std::function<Status(const std::string&)>& line) {
  if (file.info().video.empty()) {
    return fail(ErrorCode::kInvalid, "the file has no video stream");
  }
  const media::VideoStreamInfo video = file.info().video[0];
  std::int64_t index = 0;
  return file.read_video_frames(
      media::MediaReader::Convert::kAlways, [&](const media::VideoFrameInfo& frame) -> Status {
        const std::int64_t number = index++;
        if (kind == FrameHashKind::kXxh3) {
          return line(std::to_string(number) + " " + to_hex(frame_hash(frame.rgba)) + "\n");
        }
        if (number == 0) {
          TRY(line(header(video, frame)));
        }
        return line(row(video, frame));
      });
}

}  // namespace reprise::session
