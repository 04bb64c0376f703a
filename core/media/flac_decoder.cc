#include <cstring>
#include <string>
#include <utility>

#include "core/media/av_io.h"
#include "core/media/flac.h"
#include "core/media/sample_convert.h"

namespace reprise::media {

struct FlacDecoder::Impl {
  AudioFormat format;
  CodecContext codec;
  Packet packet = new_packet();
  Frame frame = new_frame();
  std::vector<std::int32_t> samples;

  Status open(ByteSpan codec_header);
  Status decode(const FlacPacket& in);
  [[nodiscard]] bool has_format(int rate, int channels, int bits) const {
    return rate == format.sample_rate && channels == format.channels && bits == format.bits;
  }
};

Status FlacDecoder::Impl::open(ByteSpan codec_header) {
  const AVCodec* decoder = avcodec_find_decoder(AV_CODEC_ID_FLAC);
  if (decoder == nullptr) {
    return fail(ErrorCode::kUnsupported, "this build of libav has no FLAC decoder");
  }
  codec.reset(avcodec_alloc_context3(decoder));
  if (codec == nullptr) {
    return fail(ErrorCode::kResource, "out of memory");
  }
  codec->extradata =
      static_cast<std::uint8_t*>(av_mallocz(codec_header.size() + AV_INPUT_BUFFER_PADDING_SIZE));
  if (codec->extradata == nullptr) {
    return fail(ErrorCode::kResource, "out of memory");
  }
  if (!codec_header.empty()) {
    std::memcpy(codec->extradata, codec_header.data(), codec_header.size());
  }
  codec->extradata_size = static_cast<int>(codec_header.size());
  codec->thread_count = 1;
  codec->err_recognition = AV_EF_CRCCHECK | AV_EF_BITSTREAM | AV_EF_BUFFER | AV_EF_EXPLODE;
  Options none;
  if (Status status = open_codec(*codec, *decoder, none, CpuPaths::kAll); !status) {
    return fail(ErrorCode::kCorrupt, "the FLAC header is damaged");
  }
  if (!has_format(codec->sample_rate, codec->ch_layout.nb_channels, codec->bits_per_raw_sample)) {
    return fail(ErrorCode::kCorrupt, "the FLAC header does not fit the take's audio format");
  }
  return {};
}

// Into `samples`.
Status FlacDecoder::Impl::decode(const FlacPacket& in) {
  take_last_log();
  av_packet_unref(packet.get());
  if (const int code = av_new_packet(packet.get(), static_cast<int>(in.data.size())); code < 0) {
    return fail(av_error(code, "cannot decode FLAC", ErrorCode::kCorrupt));
  }
  if (!in.data.empty()) {  // an empty packet would mean the end of the stream
    std::memcpy(packet->data, in.data.data(), in.data.size());
  } else {
    return fail(ErrorCode::kCorrupt, "an empty FLAC packet");
  }
  int code = avcodec_send_packet(codec.get(), packet.get());
  if (code >= 0) {
    code = avcodec_receive_frame(codec.get(), frame.get());
  }
  if (code < 0) {
    return fail(av_error(code == AVERROR(EAGAIN) ? AVERROR_INVALIDDATA : code, "cannot decode FLAC",
                         ErrorCode::kCorrupt));
  }
  if (frame->nb_samples != in.frames ||
      !has_format(frame->sample_rate, frame->ch_layout.nb_channels, codec->bits_per_raw_sample)) {
    return fail(ErrorCode::kCorrupt, "a FLAC packet of " + std::to_string(frame->nb_samples) +
                                         " frames where " + std::to_string(in.frames) +
                                         " of the take's format were expected");
  }
  samples.clear();
  append_canonical(*frame, 0, frame->nb_samples, samples);
  return {};
}

FlacDecoder::FlacDecoder(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
FlacDecoder::FlacDecoder(FlacDecoder&&) noexcept = default;
FlacDecoder& FlacDecoder::operator=(FlacDecoder&&) noexcept = default;
FlacDecoder::~FlacDecoder() = default;

Result<FlacDecoder> FlacDecoder::create(const AudioFormat& format, ByteSpan codec_header) {
  auto impl = std::make_unique<Impl>();
  impl->format = format;
  TRY(impl->open(codec_header));
  return FlacDecoder(std::move(impl));
}

Result<PcmView> FlacDecoder::decode(const FlacPacket& packet) {
  if (Status status = impl_->decode(packet); !status) {
    avcodec_flush_buffers(impl_->codec.get());
    return fail(
        std::move(status).error().with_context("at sample " + std::to_string(packet.first.value)));
  }
  return PcmView{impl_->format, packet.first, impl_->samples};
}

}  // namespace reprise::media
