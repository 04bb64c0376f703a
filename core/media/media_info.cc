#include "core/media/media_info.h"

#include <algorithm>
#include <utility>

#include "core/media/av_bytes.h"
#include "core/media/decode.h"
#include "core/media/pixels.h"
#include "core/media/sample_convert.h"

extern "C" {
#include <libavutil/pixdesc.h>
}

namespace reprise::media {
namespace {

// Far more than any interleaving puts in front of the first sound.
constexpr int kMaxPacketsToFirstSound = 2000;

std::string text(const char* name) {
  return name == nullptr ? std::string() : std::string(name);
}

Rational rational(AVRational value) {
  return value.den == 0 ? Rational{0, 1} : make_rational(value.num, value.den);
}

bool can_be_lossless(AVCodecID id) {
  const AVCodecDescriptor* descriptor = avcodec_descriptor_get(id);
  return descriptor != nullptr && (descriptor->props & AV_CODEC_PROP_LOSSLESS) != 0;
}

VideoStreamInfo video_info(const AVStream& stream) {
  const AVCodecParameters& from = *stream.codecpar;
  const auto format = static_cast<AVPixelFormat>(from.format);
  VideoStreamInfo info;
  info.codec = avcodec_get_name(from.codec_id);
  info.pixel_format = text(av_get_pix_fmt_name(format));
  info.size = {from.width, from.height};
  info.frame_rate = rational(stream.avg_frame_rate);
  info.time_base = rational(stream.time_base);
  info.sample_aspect = rational(from.sample_aspect_ratio);
  info.color_range = text(av_color_range_name(from.color_range));
  info.color_space = text(av_color_space_name(from.color_space));
  info.color_primaries = text(av_color_primaries_name(from.color_primaries));
  info.color_transfer = text(av_color_transfer_name(from.color_trc));
  info.extradata = extradata_of(from);
  info.lossless_rgb = can_be_lossless(from.codec_id) && is_exact_rgba(format);
  return info;
}

AudioStreamInfo audio_info(const AVStream& stream) {
  const AVCodecParameters& from = *stream.codecpar;
  AudioStreamInfo info;
  info.codec = avcodec_get_name(from.codec_id);
  info.format.sample_rate = from.sample_rate;
  info.format.channels = from.ch_layout.nb_channels;
  info.format.bits = canonical_bits(static_cast<AVSampleFormat>(from.format)).value_or(24);
  info.lossless = is_lossless(from.codec_id);
  info.time_base = rational(stream.time_base);
  return info;
}

// Samples that a player drops before this packet's first, or nothing.
std::optional<std::int64_t> skip_at_start(const AVPacket& packet) {
  std::size_t size = 0;
  const std::uint8_t* data = av_packet_get_side_data(&packet, AV_PKT_DATA_SKIP_SAMPLES, &size);
  if (data == nullptr || size < 4) {
    return std::nullopt;
  }
  ByteReader reader({reinterpret_cast<const std::byte*>(data), size});
  return reader.get<std::uint32_t>();
}

// Of the first audio stream: what its first packet carries, else what its time before 0 is worth.
Status find_start_skip(MediaInput& input, int index, AudioStreamInfo& info) {
  const Packet packet = new_packet();
  for (int i = 0; i < kMaxPacketsToFirstSound; ++i) {
    av_packet_unref(packet.get());
    const int code = av_read_frame(input.context.get(), packet.get());
    if (input.stream->failure()) {
      return fail(input_error(*input.stream, code, input.what()));
    }
    if (code < 0) {
      return {};
    }
    if (packet->stream_index == index) {
      info.start_skip = skip_at_start(*packet).value_or(0);
      return {};
    }
  }
  return {};
}

}  // namespace

std::int64_t samples_at(std::int64_t pts, AVRational time_base, std::int32_t sample_rate) {
  return av_rescale_q_rnd(pts, time_base, AVRational{1, sample_rate}, AV_ROUND_NEAR_INF);
}

std::optional<int> first_stream(const AVFormatContext& context, AVMediaType type) {
  for (unsigned i = 0; i < context.nb_streams; ++i) {
    const AVStream& stream = *context.streams[i];
    if (stream.codecpar->codec_type == type &&
        (stream.disposition & AV_DISPOSITION_ATTACHED_PIC) == 0) {
      return static_cast<int>(i);
    }
  }
  return std::nullopt;
}

Result<MediaInfo> read_media_info(MediaInput& input) {
  const AVFormatContext& context = *input.context;
  MediaInfo info;
  info.container = context.iformat->name;
  if (context.duration > 0) {
    info.duration_seconds = static_cast<double>(context.duration) / AV_TIME_BASE;
  }
  for (unsigned i = 0; i < context.nb_streams; ++i) {
    const AVStream& stream = *context.streams[i];
    const AVMediaType type = stream.codecpar->codec_type;
    if (type == AVMEDIA_TYPE_AUDIO) {
      info.audio.push_back(audio_info(stream));
    } else if (type == AVMEDIA_TYPE_VIDEO &&
               (stream.disposition & AV_DISPOSITION_ATTACHED_PIC) == 0) {
      info.video.push_back(video_info(stream));
    }
  }
  const AVDictionaryEntry* tag = nullptr;
  while ((tag = av_dict_get(context.metadata, "", tag, AV_DICT_IGNORE_SUFFIX)) != nullptr) {
    info.tags.emplace_back(tag->key, tag->value);
  }
  if (const auto index = first_stream(context, AVMEDIA_TYPE_AUDIO)) {
    TRY(find_start_skip(input, *index, info.audio.front()));
  }
  return info;
}

}  // namespace reprise::media
