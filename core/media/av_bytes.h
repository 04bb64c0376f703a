// Bytes between libav's structures and ours. Internal to core/media: shows libav's types.
// Pure functions; any thread.
#pragma once

#include "core/base/bytes.h"
#include "core/media/av_io.h"

namespace reprise::media {

// A view; valid as long as the packet's data.
ByteSpan data_of(const AVPacket& packet);

Bytes extradata_of(const AVCodecContext& context);
Bytes extradata_of(const AVCodecParameters& parameters);
// Copies, with the padding that libav wants. Only for parameters that have none yet.
void set_extradata(AVCodecParameters& parameters, ByteSpan extradata);

// The side data of one type; empty when there is none.
ByteSpan side_data_of(const AVPacket& packet, AVPacketSideDataType type);

}  // namespace reprise::media
