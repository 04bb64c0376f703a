#include "core/session/verify/framehash.h"

#include <array>
#include <cstdio>

#include "core/base/hash.h"

namespace reprise::session {
namespace {

Sha256 rows_sha256(const ImageView& image) {
  Sha256Stream stream;
  for (std::int32_t y = 0; y < image.size.height; ++y) {
    stream.update(image.row(y));
  }
  return stream.digest();
}

std::string header(const media::VideoStreamInfo& video) {
  const std::string size =
      std::to_string(video.size.width) + "x" + std::to_string(video.size.height);
  const auto ratio = [](Rational value) {
    return std::to_string(value.num) + "/" + std::to_string(value.den);
  };
  return "#format: frame checksums\n#version: 2\n#hash: SHA256\n#tb 0: " + ratio(video.time_base) +
         "\n#media_type 0: video\n#codec_id 0: rawvideo\n#dimensions 0: " + size +
         "\n#sar 0: " + ratio(video.sample_aspect) +
         "\n#stream#, dts,        pts, duration,     size, hash\n";
}

std::string row(const media::VideoFrameInfo& frame) {
  const auto bytes = static_cast<long long>(frame.rgba.size.width) * frame.rgba.size.height * 4;
  std::array<char, 80> fields{};
  std::snprintf(fields.data(), fields.size(), "0, %10lld, %10lld, %8lld, %8lld, ",
                static_cast<long long>(frame.pts), static_cast<long long>(frame.pts),
                static_cast<long long>(frame.duration), bytes);
  return fields.data() + to_hex(rows_sha256(frame.rgba)) + "\n";
}

}  // namespace

Status hash_frames(media::MediaReader& file, FrameHashKind kind,
                   const std::function<Status(const std::string&)>& line) {
  if (file.info().video.empty()) {
    return fail(ErrorCode::kInvalid, "the file has no video stream");
  }
  if (kind == FrameHashKind::kFramehash) {
    TRY(line(header(file.info().video[0])));
  }
  std::int64_t index = 0;
  return file.read_video_frames(
      media::MediaReader::Convert::kAlways, [&](const media::VideoFrameInfo& frame) {
        const std::int64_t number = index++;
        return line(kind == FrameHashKind::kFramehash
                        ? row(frame)
                        : std::to_string(number) + " " + to_hex(frame_hash(frame.rgba)) + "\n");
      });
}

}  // namespace reprise::session
