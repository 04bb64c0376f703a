#include "core/media/audio_encoder.h"

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "core/base/check.h"
#include "core/media/av_bytes.h"
#include "core/media/av_io.h"

namespace reprise::media {
namespace {

constexpr const char* kFlacHint = "use --audio-codec flac";

AVSampleFormat sample_format(AudioCodecId codec, const AudioFormat& format) {
  if (codec == AudioCodecId::kAac) {
    return AV_SAMPLE_FMT_FLTP;
  }
  return format.bits == 16 ? AV_SAMPLE_FMT_S16 : AV_SAMPLE_FMT_S32;
}

// The rate nearest to `rate` of a table that ends with 0.
int nearest_rate(const int* table, int rate) {
  int best = *table;
  for (; *table != 0; ++table) {
    if (std::abs(*table - rate) < std::abs(best - rate)) {
      best = *table;
    }
  }
  return best;
}

Status check_rate(const AVCodec& codec, std::string_view name, int rate) {
  if (codec.supported_samplerates == nullptr) {
    return {};
  }
  const int nearest = nearest_rate(codec.supported_samplerates, rate);
  if (nearest == rate) {
    return {};
  }
  return fail(ErrorCode::kUnsupported,
              std::string(name) + " does not take " + std::to_string(rate) +
                  " Hz; the nearest rate that it does is " + std::to_string(nearest) + " Hz",
              kFlacHint);
}

void configure(AVCodecContext& context, const AudioSettings& settings, const AudioFormat& format) {
  context.sample_rate = format.sample_rate;
  context.sample_fmt = sample_format(settings.codec, format);
  context.time_base = {1, format.sample_rate};
  av_channel_layout_default(&context.ch_layout, format.channels);
  context.thread_count = 1;
  context.flags |= AV_CODEC_FLAG_GLOBAL_HEADER | AV_CODEC_FLAG_BITEXACT;
  if (settings.codec == AudioCodecId::kAac) {
    context.bit_rate = settings.bitrate * format.channels / 2;
  } else {
    context.bits_per_raw_sample = format.bits;
    context.compression_level = 5;
  }
}

}  // namespace

struct AudioEncoder::Impl {
  AudioSettings settings;
  AudioFormat format;
  CodecContext context;
  Frame frame = new_frame();
  Packet packet = new_packet();
  std::int64_t filled = 0;  // samples of each channel in `frame`
  std::int64_t sent = 0;
  bool finished = false;

  Status prepare_frame() {
    av_frame_unref(frame.get());
    frame->format = context->sample_fmt;
    frame->nb_samples = context->frame_size;
    frame->sample_rate = context->sample_rate;
    if (av_channel_layout_copy(&frame->ch_layout, &context->ch_layout) < 0 ||
        av_frame_get_buffer(frame.get(), 0) < 0) {
      return fail(ErrorCode::kResource, "no memory for a block of sound");
    }
    return {};
  }

  // Exact: a sample has fewer bits than a float's mantissa, and the divisor is a power of two.
  void store_float(const PcmView& pcm) {
    const auto channels = static_cast<std::size_t>(format.channels);
    const float scale = format.bits == 16 ? 0x1p-15F : 0x1p-23F;
    for (std::size_t c = 0; c < channels; ++c) {
      float* out = reinterpret_cast<float*>(frame->extended_data[c]) + filled;
      for (std::size_t i = c; i < pcm.samples.size(); i += channels) {
        *out++ = static_cast<float>(pcm.samples[i]) * scale;
      }
    }
  }

  template <typename Sample>
  void store_interleaved(const PcmView& pcm, int shift) {
    auto* out = reinterpret_cast<Sample*>(frame->data[0]) + filled * format.channels;
    for (const std::int32_t sample : pcm.samples) {
      *out++ = static_cast<Sample>(static_cast<std::uint32_t>(sample) << shift);
    }
  }

  void store(const PcmView& pcm) {
    if (context->sample_fmt == AV_SAMPLE_FMT_FLTP) {
      store_float(pcm);
    } else if (context->sample_fmt == AV_SAMPLE_FMT_S16) {
      store_interleaved<std::int16_t>(pcm, 0);
    } else {
      store_interleaved<std::int32_t>(pcm, 32 - format.bits);
    }
    filled += pcm.frames();
  }

  Status send_frame(const Sink& sink) {
    frame->nb_samples = static_cast<int>(filled);
    frame->pts = sent;
    sent += filled;
    filled = 0;
    return encode(frame.get(), sink);
  }

  Status encode(const AVFrame* input, const Sink& sink) {
    if (const int code = avcodec_send_frame(context.get(), input); code < 0) {
      return fail(av_error(code, "cannot encode sound", ErrorCode::kInternal));
    }
    while (true) {
      const int code = avcodec_receive_packet(context.get(), packet.get());
      if (code == AVERROR(EAGAIN) || code == AVERROR_EOF) {
        return {};
      }
      if (code < 0) {
        return fail(av_error(code, "cannot encode sound", ErrorCode::kInternal));
      }
      TRY(deliver(sink));
    }
  }

  Status deliver(const Sink& sink) {
    AudioOutPacket out;
    out.pts = packet->pts;
    out.duration = packet->duration;
    const ByteSpan data = data_of(*packet);
    out.data.assign(data.begin(), data.end());
    const ByteSpan extradata = side_data_of(*packet, AV_PKT_DATA_NEW_EXTRADATA);
    out.new_extradata.assign(extradata.begin(), extradata.end());
    av_packet_unref(packet.get());
    return sink(std::move(out));
  }
};

Result<AudioEncoder> AudioEncoder::create(const AudioSettings& settings,
                                          const AudioFormat& format) {
  CHECK(settings.codec != AudioCodecId::kNone);
  CHECK(format.bits == 16 || format.bits == 24);
  quiet_libav();
  const AudioCodecInfo& info = audio_codec(settings.codec);
  const AVCodec* codec = avcodec_find_encoder_by_name(std::string(info.encoder).c_str());
  if (codec == nullptr) {
    return fail(ErrorCode::kUnsupported,
                "this build of libav cannot encode " + std::string(info.name));
  }
  TRY(check_rate(*codec, info.name, format.sample_rate));
  auto impl = std::make_unique<Impl>();
  impl->settings = settings;
  impl->format = format;
  impl->context.reset(avcodec_alloc_context3(codec));
  CHECK(impl->context != nullptr);
  configure(*impl->context, settings, format);
  Options options;
  if (Status opened = open_codec(*impl->context, *codec, options, CpuPaths::kAll); !opened) {
    return fail(ErrorCode::kUnsupported,
                std::string(info.name) + " does not take " + std::to_string(format.channels) +
                    " channels at " + std::to_string(format.sample_rate) +
                    " Hz: " + opened.error().message,
                settings.codec == AudioCodecId::kAac ? kFlacHint : "");
  }
  return AudioEncoder(std::move(impl));
}

AudioEncoder::AudioEncoder(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
AudioEncoder::AudioEncoder(AudioEncoder&&) noexcept = default;
AudioEncoder& AudioEncoder::operator=(AudioEncoder&&) noexcept = default;
AudioEncoder::~AudioEncoder() = default;

AudioStreamParameters AudioEncoder::parameters() const {
  AudioStreamParameters out;
  out.settings = impl_->settings;
  out.format = impl_->format;
  out.extradata = extradata_of(*impl_->context);
  out.priming = impl_->context->initial_padding;
  out.frame_size = impl_->context->frame_size;
  return out;
}

Status AudioEncoder::push(const PcmView& pcm, const Sink& sink) {
  CHECK(!impl_->finished);
  CHECK(pcm.format == impl_->format);
  const std::int64_t block = impl_->context->frame_size;
  for (std::int64_t at = 0; at < pcm.frames();) {
    if (impl_->filled == 0) {
      TRY(impl_->prepare_frame());
    }
    const std::int64_t count = std::min(block - impl_->filled, pcm.frames() - at);
    impl_->store(pcm.slice(at, count));
    at += count;
    if (impl_->filled == block) {
      TRY(impl_->send_frame(sink));
    }
  }
  return {};
}

Status AudioEncoder::finish(const Sink& sink) {
  CHECK(!impl_->finished);
  impl_->finished = true;
  if (impl_->filled > 0) {
    TRY(impl_->send_frame(sink));
  }
  return impl_->encode(nullptr, sink);
}

}  // namespace reprise::media
