#include <algorithm>
#include <string>
#include <utility>

#include "core/media/av_io.h"
#include "core/media/flac.h"

namespace reprise::media {
namespace {

// 85 ms at 48 kHz: small enough to seek by packets, large enough to compress within 1 % of the
// best block size.
constexpr int kPacketFrames = 4096;
constexpr int kCompressionLevel = 5;

}  // namespace

struct FlacEncoder::Impl {
  AudioFormat format;
  CodecContext codec;
  Packet packet = new_packet();
  Frame frame = new_frame();        // kPacketFrames long, filled by push
  std::int64_t filled = 0;          // frames in it
  std::optional<SampleIndex> next;  // of the first frame in it, once known

  Status open();
  Status fill(const PcmView& pcm);
  Status encode(const Sink& sink);
  Status receive(std::int64_t frames, const Sink& sink);
};

Status FlacEncoder::Impl::open() {
  const AVCodec* encoder = avcodec_find_encoder(AV_CODEC_ID_FLAC);
  if (encoder == nullptr) {
    return fail(ErrorCode::kUnsupported, "this build of libav has no FLAC encoder");
  }
  codec.reset(avcodec_alloc_context3(encoder));
  if (codec == nullptr) {
    return fail(ErrorCode::kResource, "out of memory");
  }
  codec->sample_rate = format.sample_rate;
  codec->time_base = AVRational{1, format.sample_rate};
  codec->sample_fmt = format.bits == 16 ? AV_SAMPLE_FMT_S16 : AV_SAMPLE_FMT_S32;
  codec->bits_per_raw_sample = format.bits;
  codec->frame_size = kPacketFrames;
  codec->compression_level = kCompressionLevel;
  codec->thread_count = 1;
  codec->flags |= AV_CODEC_FLAG_BITEXACT;
  av_channel_layout_default(&codec->ch_layout, format.channels);
  Options none;
  TRY(open_codec(*codec, *encoder, none, CpuPaths::kAll));

  frame->format = codec->sample_fmt;
  frame->sample_rate = format.sample_rate;
  frame->nb_samples = kPacketFrames;
  if (av_channel_layout_copy(&frame->ch_layout, &codec->ch_layout) < 0 ||
      av_frame_get_buffer(frame.get(), 0) < 0) {
    return fail(ErrorCode::kResource, "out of memory");
  }
  return {};
}

// Appends the view to the frame, which has room for it.
Status FlacEncoder::Impl::fill(const PcmView& pcm) {
  if (av_frame_make_writable(frame.get()) < 0) {
    return fail(ErrorCode::kResource, "out of memory");
  }
  const auto at = static_cast<std::size_t>(filled * format.channels);
  if (format.bits == 16) {
    auto* out = reinterpret_cast<std::int16_t*>(frame->data[0]) + at;
    std::transform(pcm.samples.begin(), pcm.samples.end(), out,
                   [](std::int32_t sample) { return static_cast<std::int16_t>(sample); });
  } else {
    auto* out = reinterpret_cast<std::int32_t*>(frame->data[0]) + at;
    std::transform(pcm.samples.begin(), pcm.samples.end(), out,
                   [](std::int32_t sample) { return sample * 256; });
  }
  filled += pcm.frames();
  return {};
}

// The frame as filled becomes one packet.
Status FlacEncoder::Impl::encode(const Sink& sink) {
  frame->nb_samples = static_cast<int>(filled);
  if (const int code = avcodec_send_frame(codec.get(), frame.get()); code < 0) {
    return fail(av_error(code, "cannot encode FLAC", ErrorCode::kInternal));
  }
  return receive(std::exchange(filled, 0), sink);
}

// Hands on the packet of `frames` frames. What comes without data is the final STREAMINFO.
Status FlacEncoder::Impl::receive(std::int64_t frames, const Sink& sink) {
  while (true) {
    const int code = avcodec_receive_packet(codec.get(), packet.get());
    if (code == AVERROR(EAGAIN) || code == AVERROR_EOF) {
      return {};
    }
    if (code < 0) {
      return fail(av_error(code, "cannot encode FLAC", ErrorCode::kInternal));
    }
    if (packet->size == 0) {
      continue;
    }
    const ByteSpan data(reinterpret_cast<const std::byte*>(packet->data),
                        static_cast<std::size_t>(packet->size));
    TRY(sink(FlacPacket{*next, frames, data}));
    next->value += frames;
  }
}

FlacEncoder::FlacEncoder(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
FlacEncoder::FlacEncoder(FlacEncoder&&) noexcept = default;
FlacEncoder& FlacEncoder::operator=(FlacEncoder&&) noexcept = default;
FlacEncoder::~FlacEncoder() = default;

Result<FlacEncoder> FlacEncoder::create(const AudioFormat& format) {
  if ((format.bits != 16 && format.bits != 24) || format.channels < 1 || format.channels > 8) {
    return fail(ErrorCode::kUnsupported, "FLAC here holds 1 to 8 channels of 16 or 24 bits");
  }
  auto impl = std::make_unique<Impl>();
  impl->format = format;
  if (Status status = impl->open(); !status) {
    Error error = std::move(status).error();
    if (error.code == ErrorCode::kInvalid) {  // the encoder's refusal of a rate
      error.code = ErrorCode::kUnsupported;
    }
    return fail(
        std::move(error).with_context("FLAC at " + std::to_string(format.sample_rate) + " Hz"));
  }
  return FlacEncoder(std::move(impl));
}

ByteSpan FlacEncoder::codec_header() const {
  return {reinterpret_cast<const std::byte*>(impl_->codec->extradata),
          static_cast<std::size_t>(impl_->codec->extradata_size)};
}

std::int64_t FlacEncoder::packet_frames() const {
  return kPacketFrames;
}

Status FlacEncoder::push(const PcmView& pcm, const Sink& sink) {
  Impl& self = *impl_;
  if (pcm.samples.empty()) {
    return {};
  }
  if (!self.next) {
    self.next = pcm.first;
  }
  const std::int64_t expected = self.next->value + self.filled;
  if (pcm.format != self.format || pcm.first.value != expected) {
    return fail(ErrorCode::kInternal,
                "the sound to encode does not continue at sample " + std::to_string(expected));
  }
  for (std::int64_t from = 0; from < pcm.frames();) {
    const std::int64_t count = std::min(kPacketFrames - self.filled, pcm.frames() - from);
    TRY(self.fill(pcm.slice(from, count)));
    from += count;
    if (self.filled == kPacketFrames) {
      TRY(self.encode(sink));
    }
  }
  return {};
}

Status FlacEncoder::finish(const Sink& sink) {
  if (impl_->filled > 0) {
    TRY(impl_->encode(sink));
  }
  return {};
}

}  // namespace reprise::media
