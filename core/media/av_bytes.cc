#include "core/media/av_bytes.h"

#include <algorithm>

#include "core/base/check.h"

namespace reprise::media {
namespace {

ByteSpan view(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const std::byte*>(data), size};
}

}  // namespace

ByteSpan data_of(const AVPacket& packet) {
  return view(packet.data, static_cast<std::size_t>(packet.size));
}

Bytes extradata_of(const AVCodecContext& context) {
  const ByteSpan span = view(context.extradata, static_cast<std::size_t>(context.extradata_size));
  return {span.begin(), span.end()};
}

Bytes extradata_of(const AVCodecParameters& parameters) {
  const ByteSpan span =
      view(parameters.extradata, static_cast<std::size_t>(parameters.extradata_size));
  return {span.begin(), span.end()};
}

void set_extradata(AVCodecParameters& parameters, ByteSpan extradata) {
  CHECK(parameters.extradata == nullptr);
  if (extradata.empty()) {
    return;
  }
  auto* copy =
      static_cast<std::uint8_t*>(av_mallocz(extradata.size() + AV_INPUT_BUFFER_PADDING_SIZE));
  CHECK(copy != nullptr);
  std::ranges::copy(extradata, reinterpret_cast<std::byte*>(copy));
  parameters.extradata = copy;
  parameters.extradata_size = static_cast<int>(extradata.size());
}

ByteSpan side_data_of(const AVPacket& packet, AVPacketSideDataType type) {
  std::size_t size = 0;
  const std::uint8_t* data = av_packet_get_side_data(&packet, type, &size);
  return data == nullptr ? ByteSpan{} : view(data, size);
}

}  // namespace reprise::media
