#include "core/media/decode.h"

#include <utility>

namespace reprise::media {
namespace {

constexpr int kMaxRetries = 1000;
constexpr std::int64_t kMaxFrameSamples = 1 << 22;  // 22 s at 192 kHz: no codec has longer frames

bool is_pcm(const AVCodecParameters& parameters) {
  return parameters.codec_id >= AV_CODEC_ID_FIRST_AUDIO &&
         parameters.codec_id < AV_CODEC_ID_ADPCM_IMA_QT;
}

// Damage must show where the codec promises exact data; elsewhere decode as a player does. To
// TIFF's decoder every unknown tag is damage.
int error_recognition(AVCodecID id) {
  return is_lossless(id) && id != AV_CODEC_ID_TIFF
             ? AV_EF_CRCCHECK | AV_EF_BITSTREAM | AV_EF_BUFFER | AV_EF_EXPLODE
             : 0;
}

}  // namespace

bool is_lossless(AVCodecID id) {
  const AVCodecDescriptor* descriptor = avcodec_descriptor_get(id);
  return descriptor != nullptr && (descriptor->props & AV_CODEC_PROP_LOSSLESS) != 0 &&
         (descriptor->props & AV_CODEC_PROP_LOSSY) == 0;
}

std::string Damage::describe_end() const {
  if (!ends_early) {
    return {};
  }
  std::string text = "the file ends too early";
  if (lost_bytes > 0) {
    text = "the file ends in the middle of a packet; " + std::to_string(lost_bytes) +
           (lost_bytes == 1 ? " byte was" : " bytes were") + " not decoded";
  }
  return end_reason.empty() ? text : text + " (" + end_reason + ")";
}

std::string Damage::describe_failures() const {
  if (failed_packets == 0) {
    return {};
  }
  return std::to_string(failed_packets) +
         (failed_packets == 1 ? " packet could not be decoded ("
                              : " packets could not be decoded (") +
         reason + ")";
}

PacketReader::PacketReader(MediaInput& input, int stream_index)
    : input_(input), stream_index_(stream_index) {
  for (unsigned i = 0; i < input.context->nb_streams; ++i) {
    input.context->streams[i]->discard =
        static_cast<int>(i) == stream_index ? AVDISCARD_DEFAULT : AVDISCARD_ALL;
  }
}

// False at the end.
Result<bool> PacketReader::read_one() {
  av_packet_unref(packet_.get());
  take_last_log();
  int code = AVERROR(EAGAIN);
  for (int i = 0; code == AVERROR(EAGAIN) && i < kMaxRetries; ++i) {
    code = av_read_frame(input_.context.get(), packet_.get());
  }
  if (input_.stream->failure()) {
    return fail(input_error(*input_.stream, code, input_.what()));
  }
  if (code >= 0) {
    return true;
  }
  damage_.end_reason = take_last_log();
  damage_.ends_early |= code != AVERROR_EOF || !damage_.end_reason.empty();
  return false;
}

Result<AVPacket*> PacketReader::next() {
  while (!ended_) {
    TRY_ASSIGN(const bool more, read_one());
    if (!more) {
      ended_ = true;
      break;
    }
    if (packet_->stream_index != stream_index_ || packet_->size == 0) {
      continue;
    }
    if (av_packet_get_side_data(packet_.get(), AV_PKT_DATA_ENCRYPTION_INFO, nullptr) != nullptr) {
      return fail(ErrorCode::kUnsupported, input_.what() + ": the stream is encrypted");
    }
    const AVCodecParameters& parameters = *input_.context->streams[stream_index_]->codecpar;
    const bool cut = (packet_->flags & AV_PKT_FLAG_CORRUPT) != 0 && avio_feof(input_.context->pb);
    if (!cut) {
      return packet_.get();
    }
    damage_.ends_early = true;
    if (!is_pcm(parameters)) {
      damage_.lost_bytes = packet_->size;
      continue;
    }
    const int whole = parameters.block_align > 0 ? parameters.block_align : 1;
    damage_.lost_bytes = packet_->size % whole;
    if (packet_->size >= whole) {
      av_shrink_packet(packet_.get(), packet_->size - packet_->size % whole);
      return packet_.get();
    }
  }
  return nullptr;
}

StreamDecoder::StreamDecoder(MediaInput& input, int stream_index, CodecContext codec,
                             CpuPaths paths)
    : stream_(*input.context->streams[stream_index]),
      packets_(input, stream_index),
      codec_(std::move(codec)),
      paths_(paths) {
  codec_->opaque = &complaints_;
}

Result<std::unique_ptr<StreamDecoder>> StreamDecoder::open(MediaInput& input, int stream_index,
                                                           const DecoderSettings& settings) {
  const AVStream& stream = *input.context->streams[stream_index];
  const AVCodec* codec = avcodec_find_decoder(stream.codecpar->codec_id);
  if (codec == nullptr) {
    return fail(ErrorCode::kUnsupported, input.what() + ": no decoder for the codec '" +
                                             avcodec_get_name(stream.codecpar->codec_id) + "'");
  }
  CodecContext context(avcodec_alloc_context3(codec));
  if (context == nullptr || avcodec_parameters_to_context(context.get(), stream.codecpar) < 0) {
    return fail(ErrorCode::kResource, input.what() + ": out of memory");
  }
  context->pkt_timebase = stream.time_base;
  context->thread_count = settings.threads;
  context->err_recognition = error_recognition(codec->id);
  context->max_samples = kMaxFrameSamples;
  context->max_pixels = settings.max_pixels;
  context->flags |= AV_CODEC_FLAG_BITEXACT;
  std::unique_ptr<StreamDecoder> decoder(
      new StreamDecoder(input, stream_index, std::move(context), settings.paths));
  Options options;
  if (Status status = open_codec(*decoder->codec_, *codec, options, settings.paths); !status) {
    return fail(std::move(status).error().with_context(input.what()));
  }
  return decoder;
}

int StreamDecoder::receive() {
  if (paths_ == CpuPaths::kAll) {
    return avcodec_receive_frame(codec_.get(), frame_.get());
  }
  const CpuPathsGuard guard(paths_);
  return avcodec_receive_frame(codec_.get(), frame_.get());
}

int StreamDecoder::send(const AVPacket* packet) {
  if (paths_ == CpuPaths::kAll) {
    return avcodec_send_packet(codec_.get(), packet);
  }
  const CpuPathsGuard guard(paths_);
  return avcodec_send_packet(codec_.get(), packet);
}

// Whether a failure was the file's torn end shows only when another packet follows it or not.
void StreamDecoder::note_failure(int code) {
  Damage& damage = packets_.damage();
  ++damage.failed_packets;
  if (damage.reason.empty()) {
    damage.reason = av_error(code, "decoding").message;
  }
  last_failed_ = true;
}

Status StreamDecoder::feed() {
  AVPacket* packet = std::exchange(pending_, nullptr);
  if (packet == nullptr) {
    TRY_ASSIGN(packet, packets_.next());
    if (packet == nullptr) {
      draining_ = true;
    } else {
      last_failed_ = false;
      last_size_ = packet->size;
    }
  }
  const int code = send(packet);
  if (code == AVERROR(EAGAIN)) {
    pending_ = packet;
    draining_ = false;
  } else if (code < 0 && code != AVERROR_EOF) {
    note_failure(code);
  }
  return {};
}

Result<AVFrame*> StreamDecoder::next() {
  take_last_log();
  while (true) {
    const int code = receive();
    if (code >= 0) {
      return frame_.get();
    }
    if (code == AVERROR_EOF) {
      break;
    }
    if (code != AVERROR(EAGAIN)) {
      note_failure(code);
    } else if (draining_) {
      break;  // a decoder that wants more after the end has nothing left
    }
    if (!draining_) {
      TRY(feed());
    }
  }
  if (Damage& damage = packets_.damage(); last_failed_) {
    last_failed_ = false;
    --damage.failed_packets;
    damage.ends_early = true;
    damage.lost_bytes = last_size_;
  }
  return nullptr;
}

}  // namespace reprise::media
