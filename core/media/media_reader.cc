#include "core/media/media_reader.h"

#include <algorithm>
#include <cstdlib>
#include <string_view>
#include <utility>

#include "core/media/decode.h"
#include "core/media/media_info.h"
#include "core/media/pixels.h"
#include "core/media/sample_convert.h"

namespace reprise::media {
namespace {

constexpr std::int64_t kFramesAtOnce = 4096;
// Times beyond this (five years of sound) are damage; sums of two cannot overflow.
constexpr std::int64_t kFarthestSample = std::int64_t{1} << 45;

// After everything readable was given out: what was not.
Status report(const MediaInput& input, const Damage& damage, std::string concealed = {}) {
  std::string why = damage.describe_failures();
  if (const std::string end = damage.describe_end(); !end.empty()) {
    why += (why.empty() ? "" : "; ") + end;
  }
  if (why.empty()) {
    why = std::move(concealed);
  }
  if (why.empty()) {
    return {};
  }
  return fail(ErrorCode::kCorrupt, input.what() + ": " + why);
}

// Decoders may hide damage behind a repeated or smeared picture.
std::string concealed_damage(const StreamDecoder& decoder, std::int64_t flagged) {
  if (flagged > 0) {
    return std::to_string(flagged) + " pictures are damaged";
  }
  const bool exact = is_lossless(decoder.codec().codec_id);
  return exact && decoder.complaints() > 0 ? "parts of its pictures are damaged" : std::string();
}

std::int64_t best_pts(const AVFrame& frame) {
  return frame.pts != AV_NOPTS_VALUE ? frame.pts : frame.best_effort_timestamp;
}

Result<int> required_stream(const MediaInput& input, AVMediaType type) {
  const auto index = first_stream(*input.context, type);
  if (!index) {
    return fail(
        ErrorCode::kNotFound,
        input.what() + (type == AVMEDIA_TYPE_VIDEO ? ": no video stream" : ": no audio stream"));
  }
  return *index;
}

// Places decoded sound on the file's time line. Containers round times (Matroska to 1 ms), so
// frames follow each other without gap unless the times say otherwise by more than that.
class SoundPlacer {
 public:
  SoundPlacer(const AVStream& stream, std::int32_t sample_rate)
      : time_base_(stream.time_base),
        rate_(sample_rate),
        tolerance_(2 + 2 * av_rescale_q(1, time_base_, AVRational{1, sample_rate})) {}

  // The sample of the frame's first.
  std::int64_t place(const AVFrame& frame) {
    const std::int64_t pts = best_pts(frame);
    if (pts != AV_NOPTS_VALUE) {
      const std::int64_t stated =
          std::clamp(samples_at(pts, time_base_, rate_), -kFarthestSample, kFarthestSample);
      if (!started_ || std::abs(stated - next_) > tolerance_) {
        next_ = stated;
      }
    }
    started_ = true;
    return std::exchange(next_, next_ + frame.nb_samples);
  }

 private:
  AVRational time_base_;
  std::int32_t rate_;
  std::int64_t tolerance_;
  std::int64_t next_ = 0;
  bool started_ = false;
};

// Where the track ends, for containers that say so to the sample: what the last packet decodes to
// beyond that is padding.
std::int64_t sound_end(const MediaInput& input, const AVStream& stream, std::int32_t rate) {
  const bool exact = std::string_view(input.context->iformat->name).starts_with("mov,") &&
                     stream.time_base.num == 1 && stream.time_base.den == rate;
  const bool believable = stream.duration > 0 && stream.duration <= kFarthestSample &&
                          std::abs(stream.start_time) <= kFarthestSample;
  if (!exact || stream.start_time == AV_NOPTS_VALUE || !believable) {
    return 2 * kFarthestSample;
  }
  return stream.start_time + stream.duration;
}

// The decoder knows it better than the container.
Rational sample_aspect_of(const AVFrame& frame, const VideoStreamInfo& stream) {
  const AVRational own = frame.sample_aspect_ratio;
  return own.num > 0 && own.den > 0 ? make_rational(own.num, own.den) : stream.sample_aspect;
}

}  // namespace

struct MediaReader::Impl {
  FileSystem* fs = nullptr;
  std::filesystem::path path;
  MediaInfo info;
};

MediaReader::MediaReader(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
MediaReader::MediaReader(MediaReader&&) noexcept = default;
MediaReader& MediaReader::operator=(MediaReader&&) noexcept = default;
MediaReader::~MediaReader() = default;

Result<MediaReader> MediaReader::open(FileSystem& fs, const std::filesystem::path& path) {
  TRY_ASSIGN(auto input, MediaInput::open(fs, path));
  TRY_ASSIGN(auto info, read_media_info(input));
  if (info.video.empty() && info.audio.empty()) {
    return fail(ErrorCode::kInvalid, input.what() + ": neither video nor sound in it");
  }
  return MediaReader(std::make_unique<Impl>(Impl{&fs, path, std::move(info)}));
}

const MediaInfo& MediaReader::info() const {
  return impl_->info;
}

Status MediaReader::read_video_packets(const std::function<Status(const VideoPacketInfo&)>& sink) {
  TRY_ASSIGN(auto input, MediaInput::open(*impl_->fs, impl_->path));
  TRY_ASSIGN(const int index, required_stream(input, AVMEDIA_TYPE_VIDEO));
  PacketReader packets(input, index);
  while (true) {
    TRY_ASSIGN(const AVPacket* packet, packets.next());
    if (packet == nullptr) {
      return report(input, packets.damage());
    }
    VideoPacketInfo info;
    info.pts = packet->pts;
    info.dts = packet->dts;
    info.duration = packet->duration;
    info.key = (packet->flags & AV_PKT_FLAG_KEY) != 0;
    info.data = {reinterpret_cast<const std::byte*>(packet->data),
                 static_cast<std::size_t>(packet->size)};
    TRY(sink(info));
  }
}

Status MediaReader::read_video_frames(Convert convert,
                                      const std::function<Status(const VideoFrameInfo&)>& sink) {
  TRY_ASSIGN(auto input, MediaInput::open(*impl_->fs, impl_->path));
  TRY_ASSIGN(const int index, required_stream(input, AVMEDIA_TYPE_VIDEO));
  DecoderSettings settings;
  settings.threads = 0;
  TRY_ASSIGN(auto decoder, StreamDecoder::open(input, index, settings));
  const bool wanted = convert == Convert::kAlways || impl_->info.video.front().lossless_rgb;
  RgbaConverter converter(CpuPaths::kAll);
  ImageBuffer pixels;
  std::int64_t damaged = 0;
  while (true) {
    TRY_ASSIGN(const AVFrame* frame, decoder->next());
    if (frame == nullptr) {
      return report(input, decoder->damage(), concealed_damage(*decoder, damaged));
    }
    damaged += (frame->flags & AV_FRAME_FLAG_CORRUPT) != 0 || frame->decode_error_flags != 0;
    VideoFrameInfo info;
    info.pts = best_pts(*frame);
    info.duration = frame->pkt_duration;
    info.sample_aspect = sample_aspect_of(*frame, impl_->info.video.front());
    if (wanted) {
      TRY(converter.convert(*frame, pixels));
      info.rgba = pixels.view();
    }
    TRY(sink(info));
  }
}

Status MediaReader::read_audio(const std::function<Status(const PcmView&)>& sink) {
  TRY_ASSIGN(auto input, MediaInput::open(*impl_->fs, impl_->path));
  TRY_ASSIGN(const int index, required_stream(input, AVMEDIA_TYPE_AUDIO));
  TRY_ASSIGN(auto decoder, StreamDecoder::open(input, index, {}));
  AudioFormat format = impl_->info.audio.front().format;
  SoundPlacer placer(decoder->stream(), format.sample_rate);
  const std::int64_t end = sound_end(input, decoder->stream(), format.sample_rate);
  std::vector<std::int32_t> samples;
  while (true) {
    TRY_ASSIGN(const AVFrame* frame, decoder->next());
    if (frame == nullptr) {
      return report(input, decoder->damage());
    }
    if (frame->sample_rate != format.sample_rate ||
        frame->ch_layout.nb_channels != format.channels ||
        canonical_bits(static_cast<AVSampleFormat>(frame->format)) != format.bits) {
      return fail(ErrorCode::kUnsupported, input.what() + ": the format of its sound changes");
    }
    const std::int64_t first = placer.place(*frame);
    // What lies before time 0 or behind the end is not heard.
    const std::int64_t last = std::min<std::int64_t>(frame->nb_samples, end - first);
    for (std::int64_t from = std::max<std::int64_t>(-first, 0); from < last;
         from += kFramesAtOnce) {
      samples.clear();
      const std::int64_t count = std::min(kFramesAtOnce, last - from);
      append_canonical(*frame, from, count, samples);
      TRY(sink(PcmView{format, SampleIndex{first + from}, samples}));
    }
  }
}

}  // namespace reprise::media
