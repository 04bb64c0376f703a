// The settings of the video encoders in libav's terms, and what a muxer is told of their streams.
// Internal to core/media: shows libav's types. Pure functions; any thread.
#pragma once

#include "core/media/av_io.h"
#include "core/media/segment_encoder.h"

namespace reprise::media {

// kUsage for settings that no encoder could have (size, alpha, CRF, preset), kUnsupported for frame
// rates beyond libav's integers.
Status check_video_settings(const VideoSettings& settings);

// An opened encoder. Only `settings` decide what it writes: threads and segment length are fixed.
Result<CodecContext> open_video_encoder(const VideoSettings& settings);

AVPixelFormat pixel_format_of(const VideoSettings& settings);
// 1 frame.
AVRational frame_duration_of(const VideoSettings& settings);

// Colour as every frame and stream carries it: BT.709 limited, or full-range sRGB for RGB codecs.
void tag_colour(AVFrame& frame, VideoCodecId codec);
void fill_parameters(AVCodecParameters& out, const VideoStreamParameters& video);

}  // namespace reprise::media
