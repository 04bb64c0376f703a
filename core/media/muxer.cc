#include "core/media/muxer.h"

#include <algorithm>
#include <limits>
#include <numeric>
#include <utility>

#include "core/base/check.h"
#include "core/media/av_bytes.h"
#include "core/media/av_io.h"
#include "core/media/video_codec.h"

namespace reprise::media {
namespace {

// QuickTime's comment atom has a 16-bit length, of which 4 bytes go to the text's header.
constexpr std::size_t kMovCommentLimit = 65535 - 4;
// libav sorts packets of both streams; when one stream is this far behind it stops waiting.
constexpr std::int64_t kInterleaveMicroseconds = 2'000'000;
constexpr std::int64_t kMaxMovieTimescale = 10'000'000;

bool is_mp4_family(ContainerId container) {
  return container != ContainerId::kMkv;
}

// Ticks per second in which both a frame and a sample are whole numbers, so that mp4's durations
// and edit lists are exact: 48000 for 24, 25, 30, 60 fps and 24000/1001 with sound at 48 kHz.
std::int64_t movie_timescale(const MuxerSettings& settings) {
  const std::int64_t rate = settings.audio ? settings.audio->format.sample_rate : 48000;
  const std::int64_t both = std::lcm(settings.video.settings.fps.num, rate);
  return both <= kMaxMovieTimescale ? both : rate;
}

Status check_settings(const MuxerSettings& settings) {
  const VideoSettings& video = settings.video.settings;
  TRY(check_video_settings(video));
  TRY(check_combination(settings.container, video.codec,
                        settings.audio ? settings.audio->settings.codec : AudioCodecId::kNone,
                        video.size, video.alpha));
  if (settings.container == ContainerId::kMov && settings.comment.size() > kMovCommentLimit) {
    return fail(ErrorCode::kUnsupported,
                "the settings are too long for the comment tag of a mov file",
                "use -o NAME.mp4 or -o NAME.mkv");
  }
  return {};
}

void fill_audio_parameters(AVCodecParameters& out, const AudioStreamParameters& audio) {
  const bool flac = audio.settings.codec == AudioCodecId::kFlac;
  out.codec_type = AVMEDIA_TYPE_AUDIO;
  out.codec_id = flac ? AV_CODEC_ID_FLAC : AV_CODEC_ID_AAC;
  out.format =
      flac ? (audio.format.bits == 16 ? AV_SAMPLE_FMT_S16 : AV_SAMPLE_FMT_S32) : AV_SAMPLE_FMT_FLTP;
  out.sample_rate = audio.format.sample_rate;
  av_channel_layout_default(&out.ch_layout, audio.format.channels);
  out.bits_per_raw_sample = flac ? audio.format.bits : 0;
  out.bit_rate = flac ? 0 : audio.settings.bitrate * audio.format.channels / 2;
  out.frame_size = static_cast<int>(audio.frame_size);
  out.initial_padding = static_cast<int>(audio.priming);
  set_extradata(out, audio.extradata);
}

// libav copies what is not reference-counted, and does not write to it.
void borrow_data(AVPacket& packet, const Bytes& data) {
  packet.data = const_cast<std::uint8_t*>(reinterpret_cast<const std::uint8_t*>(data.data()));
  packet.size = static_cast<int>(data.size());
}

}  // namespace

struct Muxer::Impl {
  MuxerSettings settings;
  FileSystem* fs = nullptr;
  std::filesystem::path path;  // of the file that is being written
  std::unique_ptr<OutputStream> out;
  std::unique_ptr<InputStream> read_back;
  OutputContext context;
  Packet packet = new_packet();
  AVStream* video = nullptr;
  AVStream* audio = nullptr;
  std::int64_t frames = 0;

  // What libav opens by itself is the file that it is writing, to move the index to the front.
  static int open_read_back(AVFormatContext* context, AVIOContext** io, const char* /*url*/,
                            int flags, AVDictionary** /*options*/) {
    auto& impl = *static_cast<Impl*>(context->opaque);
    if ((flags & AVIO_FLAG_WRITE) != 0) {
      return AVERROR(EPERM);
    }
    auto file = impl.fs->open(impl.path);
    if (!file) {
      return AVERROR(EIO);
    }
    impl.read_back = InputStream::create(std::move(*file));
    *io = impl.read_back->io();
    return 0;
  }
  static int close_read_back(AVFormatContext* context, AVIOContext* /*io*/) {
    static_cast<Impl*>(context->opaque)->read_back.reset();
    return 0;
  }

  // The first failed write if there was one, else libav's code.
  Status check(int code, std::string_view what) {
    if (out->failure()) {
      return fail(Error(*out->failure()).with_context(what));
    }
    return code < 0 ? fail(av_error(code, what, ErrorCode::kInternal)) : Status{};
  }

  Status open_context() {
    const std::string name(container(settings.container).muxer);
    AVFormatContext* raw = nullptr;
    if (const int code = avformat_alloc_output_context2(&raw, nullptr, name.c_str(), "");
        code < 0) {
      return fail(av_error(code, "cannot write " + name));
    }
    context.reset(raw);
    raw->pb = out->io();
    raw->opaque = this;
    raw->io_open = open_read_back;
    raw->io_close2 = close_read_back;
    raw->flags |= AVFMT_FLAG_BITEXACT | AVFMT_FLAG_CUSTOM_IO;
    raw->max_interleave_delta = kInterleaveMicroseconds;
    if (!settings.comment.empty()) {
      av_dict_set(&raw->metadata, "comment", settings.comment.c_str(), 0);
    }
    return {};
  }

  AVStream* add_stream() {
    AVStream* stream = avformat_new_stream(context.get(), nullptr);
    CHECK(stream != nullptr);
    return stream;
  }

  // The time bases are wishes: mp4 takes them (times a power of two), Matroska always has 1 ms.
  void add_streams() {
    video = add_stream();
    fill_parameters(*video->codecpar, settings.video);
    video->time_base = frame_duration_of(settings.video.settings);
    video->avg_frame_rate = av_inv_q(video->time_base);
    video->r_frame_rate = video->avg_frame_rate;
    video->sample_aspect_ratio = {1, 1};
    if (settings.audio) {
      audio = add_stream();
      fill_audio_parameters(*audio->codecpar, *settings.audio);
      audio->time_base = {1, settings.audio->format.sample_rate};
    }
  }

  Status write_header() {
    Options options;
    if (is_mp4_family(settings.container)) {
      options.set("movflags", "+faststart");
      options.set("use_editlist", "1");
      options.set("movie_timescale", std::to_string(movie_timescale(settings)));
    }
    TRY(check(avformat_write_header(context.get(), options.address()),
              "cannot write the file's header"));
    if (const std::string unused = options.unused(); !unused.empty()) {
      return fail(ErrorCode::kInternal,
                  "this build of libav's muxer does not know '" + unused + "'");
    }
    return {};
  }

  // `packet` has times in `unit`; leaves it empty.
  Status write(const AVStream& stream, AVRational unit) {
    packet->stream_index = stream.index;
    av_packet_rescale_ts(packet.get(), unit, stream.time_base);
    const int code = av_interleaved_write_frame(context.get(), packet.get());
    av_packet_unref(packet.get());
    return check(code, "cannot write a packet");
  }
};

Result<Muxer> Muxer::create(FileSystem& fs, AtomicFile& file, const MuxerSettings& settings) {
  TRY(check_settings(settings));
  quiet_libav();
  auto impl = std::make_unique<Impl>();
  impl->settings = settings;
  impl->fs = &fs;
  impl->path = file.temporary_path();
  impl->out = OutputStream::create(file.file());
  TRY(impl->open_context());
  impl->add_streams();
  TRY(impl->write_header());
  return Muxer(std::move(impl));
}

Muxer::Muxer(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Muxer::Muxer(Muxer&&) noexcept = default;
Muxer& Muxer::operator=(Muxer&&) noexcept = default;
Muxer::~Muxer() = default;

Status Muxer::write_video(std::int64_t first_frame, std::int64_t decode_index,
                          const SegmentPacket& packet) {
  AVPacket& out = *impl_->packet;
  borrow_data(out, packet.data);
  out.pts = first_frame + packet.local_pts;
  out.dts = first_frame + decode_index - impl_->settings.video.delay;
  out.duration = 1;
  out.flags = (packet.key ? AV_PKT_FLAG_KEY : 0) | (packet.disposable ? AV_PKT_FLAG_DISPOSABLE : 0);
  ++impl_->frames;
  return impl_->write(*impl_->video, frame_duration_of(impl_->settings.video.settings));
}

Status Muxer::write_audio(const AudioOutPacket& packet) {
  CHECK(impl_->audio != nullptr);
  AVPacket& out = *impl_->packet;
  borrow_data(out, packet.data);
  out.pts = packet.pts;
  out.dts = packet.pts;
  out.duration = packet.duration;
  out.flags = AV_PKT_FLAG_KEY;
  if (!packet.new_extradata.empty()) {
    std::uint8_t* copy =
        av_packet_new_side_data(&out, AV_PKT_DATA_NEW_EXTRADATA, packet.new_extradata.size());
    CHECK(copy != nullptr);
    std::ranges::copy(packet.new_extradata, reinterpret_cast<std::byte*>(copy));
  }
  return impl_->write(*impl_->audio, {1, impl_->settings.audio->format.sample_rate});
}

Status Muxer::finish() {
  if (impl_->frames != impl_->settings.total_frames) {
    return fail(ErrorCode::kInternal, "the file got " + std::to_string(impl_->frames) +
                                          " frames instead of " +
                                          std::to_string(impl_->settings.total_frames));
  }
  TRY(impl_->check(av_write_trailer(impl_->context.get()), "cannot finish the file"));
  return impl_->out->flush();
}

}  // namespace reprise::media
