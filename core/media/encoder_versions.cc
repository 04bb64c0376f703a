#include "core/media/encoder_versions.h"

#include <array>

#include "core/media/av_io.h"
#include "core/media/segment_encoder.h"

namespace reprise::media {
namespace {

std::string dotted(unsigned version) {
  return std::to_string(AV_VERSION_MAJOR(version)) + "." +
         std::to_string(AV_VERSION_MINOR(version)) + "." +
         std::to_string(AV_VERSION_MICRO(version));
}

// "core 164 r3095 baee400" of the text "x264 - core 164 r3095 baee400 - H.264/…" in a stream.
std::string x264_signature(ByteSpan stream) {
  constexpr std::string_view kStart = "x264 - ";
  const std::string_view text = as_text(stream);
  const std::size_t start = text.find(kStart);
  if (start == std::string_view::npos) {
    return {};
  }
  const std::size_t first = start + kStart.size();
  return std::string(text.substr(first, text.find(" - ", first) - first));
}

// The library that is loaded tells its version only in the streams that it writes.
std::string x264_version() {
  VideoSettings settings;
  settings.size = {16, 16};
  std::string version;
  const auto sink = [&version](const SegmentPacket& packet) -> Status {
    version = x264_signature(packet.data);
    return {};
  };
  const std::array<std::byte, std::size_t{16} * 16 * 4> black{};
  auto encoder = SegmentEncoder::create(settings);
  if (!encoder ||
      !encoder->push({black.data(), settings.size, std::size_t{16} * 4, PixelFormat::kRgba8},
                     sink) ||
      !encoder->finish(sink)) {
    return "absent";
  }
  return version;
}

}  // namespace

std::vector<std::pair<std::string, std::string>> encoder_versions() {
  return {{"libavcodec", dotted(avcodec_version())},
          {"libavformat", dotted(avformat_version())},
          {"libx264", x264_version()}};
}

}  // namespace reprise::media
