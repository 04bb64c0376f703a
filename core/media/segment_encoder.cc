#include "core/media/segment_encoder.h"

#include <utility>

#include "core/base/check.h"
#include "core/media/av_bytes.h"
#include "core/media/av_io.h"
#include "core/media/avc.h"
#include "core/media/convert.h"
#include "core/media/video_codec.h"

namespace reprise::media {
namespace {

Bytes stored_form(VideoCodecId codec, ByteSpan data) {
  return codec == VideoCodecId::kH264 ? avc_from_annex_b(data) : Bytes(data.begin(), data.end());
}

Result<Bytes> stored_extradata(VideoCodecId codec, const AVCodecContext& context) {
  Bytes extradata = extradata_of(context);
  if (codec == VideoCodecId::kH264) {
    return avc_configuration(extradata);
  }
  return extradata;
}

}  // namespace

struct SegmentEncoder::Impl {
  VideoStreamParameters parameters;
  CodecContext context;
  Frame frame = new_frame();
  Packet packet = new_packet();
  std::int64_t frames_in = 0;
  std::int64_t packets_out = 0;
  bool finished = false;

  // Fresh pixels only when the encoder still holds the last ones.
  Status prepare_frame() {
    if (frame->buf[0] != nullptr && av_frame_is_writable(frame.get()) != 0) {
      return {};
    }
    av_frame_unref(frame.get());
    frame->format = context->pix_fmt;
    frame->width = context->width;
    frame->height = context->height;
    if (const int code = av_frame_get_buffer(frame.get(), 0); code < 0) {
      return fail(av_error(code, "no memory for a frame"));
    }
    return {};
  }

  void convert(const ImageView& image) {
    if (parameters.settings.codec == VideoCodecId::kH264) {
      PlanarYuv planes{};
      for (std::size_t i = 0; i < 3; ++i) {
        planes.planes[i] = frame->data[i];
        planes.strides[i] = static_cast<std::size_t>(frame->linesize[i]);
      }
      rgba_to_yuv420_bt709(image, planes);
    } else {
      rgba_to_bgra(image, frame->data[0], static_cast<std::size_t>(frame->linesize[0]),
                   parameters.settings.alpha);
    }
  }

  Status deliver(const Sink& sink) {
    const std::int64_t decode_index = packets_out++;
    if (decode_index - packet->pts > parameters.delay) {
      return fail(ErrorCode::kInternal, "the encoder reorders more frames than it said");
    }
    SegmentPacket out;
    out.local_pts = packet->pts;
    out.key = (packet->flags & AV_PKT_FLAG_KEY) != 0;
    out.disposable = (packet->flags & AV_PKT_FLAG_DISPOSABLE) != 0;
    out.data = stored_form(parameters.settings.codec, data_of(*packet));
    av_packet_unref(packet.get());
    return sink(std::move(out));
  }

  // Sends a frame (nullptr: no more) and hands on what the encoder has ready.
  Status encode(const AVFrame* input, const Sink& sink) {
    if (const int code = avcodec_send_frame(context.get(), input); code < 0) {
      return fail(av_error(code, "cannot encode a frame", ErrorCode::kInternal));
    }
    while (true) {
      const int code = avcodec_receive_packet(context.get(), packet.get());
      if (code == AVERROR(EAGAIN) || code == AVERROR_EOF) {
        return {};
      }
      if (code < 0) {
        return fail(av_error(code, "cannot encode a frame", ErrorCode::kInternal));
      }
      TRY(deliver(sink));
    }
  }
};

Result<SegmentEncoder> SegmentEncoder::create(const VideoSettings& settings) {
  auto impl = std::make_unique<Impl>();
  TRY_ASSIGN(impl->context, open_video_encoder(settings));
  impl->parameters.settings = settings;
  impl->parameters.delay = impl->context->has_b_frames;
  impl->parameters.codec_tag = impl->context->codec_tag;
  TRY_ASSIGN(impl->parameters.extradata, stored_extradata(settings.codec, *impl->context));
  return SegmentEncoder(std::move(impl));
}

SegmentEncoder::SegmentEncoder(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
SegmentEncoder::SegmentEncoder(SegmentEncoder&&) noexcept = default;
SegmentEncoder& SegmentEncoder::operator=(SegmentEncoder&&) noexcept = default;
SegmentEncoder::~SegmentEncoder() = default;

Status SegmentEncoder::push(const ImageView& frame, const Sink& sink) {
  CHECK(!impl_->finished);
  CHECK(frame.size == impl_->parameters.settings.size && frame.format == PixelFormat::kRgba8);
  TRY(impl_->prepare_frame());
  impl_->convert(frame);
  tag_colour(*impl_->frame, impl_->parameters.settings.codec);
  impl_->frame->pts = impl_->frames_in++;
  return impl_->encode(impl_->frame.get(), sink);
}

Status SegmentEncoder::finish(const Sink& sink) {
  CHECK(!impl_->finished);
  impl_->finished = true;
  TRY(impl_->encode(nullptr, sink));
  if (impl_->packets_out != impl_->frames_in) {
    return fail(ErrorCode::kInternal, "the encoder took " + std::to_string(impl_->frames_in) +
                                          " frames and gave " + std::to_string(impl_->packets_out) +
                                          " packets");
  }
  return {};
}

VideoStreamParameters SegmentEncoder::parameters() const {
  return impl_->parameters;
}

}  // namespace reprise::media
