#include "core/media/wav_writer.h"

#include <algorithm>
#include <utility>

#include "core/media/av_io.h"

namespace reprise::media {
namespace {

constexpr std::int64_t kFramesPerPacket = 8192;

void pack(std::span<const std::int32_t> samples, std::int32_t bits, std::uint8_t* out) {
  for (const std::int32_t sample : samples) {
    for (int shift = 0; shift < bits; shift += 8) {
      *out++ = static_cast<std::uint8_t>((sample >> shift) & 0xff);
    }
  }
}

}  // namespace

struct WavWriter::Impl {
  std::unique_ptr<OutputStream> stream;
  OutputContext context;  // goes before the stream
  Packet packet = new_packet();
  AudioFormat format;
  std::int64_t position = 0;

  Status open();
  Status write(const PcmView& pcm);
  Status check(int code);
};

// A failure of the file is the reason for whatever libav then says.
Status WavWriter::Impl::check(int code) {
  if (stream->failure()) {
    return fail(*stream->failure());
  }
  if (code < 0) {
    return fail(av_error(code, "cannot write WAV", ErrorCode::kInternal));
  }
  return {};
}

Status WavWriter::Impl::open() {
  quiet_libav();
  AVFormatContext* raw = nullptr;
  if (const int code = avformat_alloc_output_context2(&raw, nullptr, "wav", nullptr); code < 0) {
    return fail(av_error(code, "cannot write WAV"));
  }
  context.reset(raw);
  context->pb = stream->io();
  context->flags |= AVFMT_FLAG_BITEXACT;
  AVStream* track = avformat_new_stream(raw, nullptr);
  if (track == nullptr) {
    return fail(ErrorCode::kResource, "out of memory");
  }
  AVCodecParameters& parameters = *track->codecpar;
  parameters.codec_type = AVMEDIA_TYPE_AUDIO;
  parameters.codec_id = format.bits == 16 ? AV_CODEC_ID_PCM_S16LE : AV_CODEC_ID_PCM_S24LE;
  parameters.sample_rate = format.sample_rate;
  parameters.bits_per_coded_sample = format.bits;
  parameters.block_align = format.channels * format.bits / 8;
  parameters.bit_rate = std::int64_t{format.sample_rate} * parameters.block_align * 8;
  av_channel_layout_default(&parameters.ch_layout, format.channels);
  track->time_base = AVRational{1, format.sample_rate};
  Options options;
  options.set("rf64", "auto");
  return check(avformat_write_header(raw, options.address()));
}

Status WavWriter::Impl::write(const PcmView& pcm) {
  const auto bytes = pcm.samples.size() * static_cast<std::size_t>(format.bits) / 8;
  av_packet_unref(packet.get());
  if (const int code = av_new_packet(packet.get(), static_cast<int>(bytes)); code < 0) {
    return fail(av_error(code, "cannot write WAV"));
  }
  pack(pcm.samples, format.bits, packet->data);
  packet->pts = position;
  packet->dts = position;
  packet->duration = pcm.frames();
  position += pcm.frames();
  return check(av_write_frame(context.get(), packet.get()));
}

WavWriter::WavWriter(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
WavWriter::WavWriter(WavWriter&&) noexcept = default;
WavWriter& WavWriter::operator=(WavWriter&&) noexcept = default;
WavWriter::~WavWriter() = default;

Result<WavWriter> WavWriter::create(WritableFile& file, const AudioFormat& format) {
  if (format.bits != 16 && format.bits != 24) {
    return fail(ErrorCode::kUnsupported, "WAV is written with 16 or 24 bits");
  }
  auto impl = std::make_unique<Impl>();
  impl->stream = OutputStream::create(file);
  impl->format = format;
  TRY(impl->open());
  return WavWriter(std::move(impl));
}

Status WavWriter::write(const PcmView& pcm) {
  if (pcm.format != impl_->format) {
    return fail(ErrorCode::kInternal, "the sound to write is of another format");
  }
  for (std::int64_t from = 0; from < pcm.frames(); from += kFramesPerPacket) {
    TRY(impl_->write(pcm.slice(from, std::min(kFramesPerPacket, pcm.frames() - from))));
  }
  return {};
}

Status WavWriter::finish() {
  TRY(impl_->check(av_write_trailer(impl_->context.get())));
  return impl_->stream->flush();
}

}  // namespace reprise::media
