#include "core/media/audio_file_reader.h"

#include <algorithm>
#include <utility>

#include "core/media/decode.h"
#include "core/media/sample_convert.h"

namespace reprise::media {
namespace {

constexpr std::int64_t kMaxViewFrames = 4096;
constexpr int kMinRate = 8'000;
constexpr int kMaxRate = 192'000;
constexpr int kMaxChannels = 8;

// What the streams are, for "no audio stream (it holds video)".
std::string describe_streams(const AVFormatContext& context) {
  for (unsigned i = 0; i < context.nb_streams; ++i) {
    const AVStream& stream = *context.streams[i];
    if (stream.codecpar->codec_type == AVMEDIA_TYPE_VIDEO) {
      return (stream.disposition & AV_DISPOSITION_ATTACHED_PIC) != 0 ? " (it holds a picture)"
                                                                     : " (it holds video)";
    }
  }
  return {};
}

Result<int> find_audio_stream(const MediaInput& input) {
  const int index =
      av_find_best_stream(input.context.get(), AVMEDIA_TYPE_AUDIO, -1, -1, nullptr, 0);
  if (index < 0) {
    return fail(ErrorCode::kInvalid,
                input.what() + ": no audio stream" + describe_streams(*input.context));
  }
  return index;
}

Result<AudioFormat> format_of(const AVFrame& frame) {
  const auto sample_format = static_cast<AVSampleFormat>(frame.format);
  const std::optional<std::int32_t> bits = canonical_bits(sample_format);
  if (!bits) {
    return fail(ErrorCode::kUnsupported, "its samples are not PCM");
  }
  const int channels = frame.ch_layout.nb_channels;
  if (channels < 1 || channels > kMaxChannels) {
    return fail(ErrorCode::kUnsupported,
                "its sound has " + std::to_string(channels) + " channels; 1 to 8 are supported");
  }
  if (frame.sample_rate < kMinRate || frame.sample_rate > kMaxRate) {
    return fail(ErrorCode::kUnsupported, "its sound has " + std::to_string(frame.sample_rate) +
                                             " samples a second; 8000 to 192000 are supported");
  }
  return AudioFormat{frame.sample_rate, channels, *bits};
}

std::string to_string(const AudioFormat& format) {
  return std::to_string(format.sample_rate) + " Hz, " + std::to_string(format.channels) +
         (format.channels == 1 ? " channel, " : " channels, ") + std::to_string(format.bits) +
         " bits";
}

std::optional<std::int64_t> estimate_frames(const AVFormatContext& context, const AVStream& stream,
                                            std::int32_t rate) {
  const AVRational samples{1, rate};
  if (stream.duration > 0) {
    return av_rescale_q(stream.duration, stream.time_base, samples);
  }
  if (context.duration > 0) {
    return av_rescale_q(context.duration, AVRational{1, AV_TIME_BASE}, samples);
  }
  return std::nullopt;
}

// Frames that the file's own header promises, where it counts in samples.
std::optional<std::int64_t> announced_frames(const AVFormatContext& context, const AVStream& stream,
                                             std::int32_t rate) {
  const bool counts_samples = stream.time_base.num == 1 && stream.time_base.den % rate == 0;
  if (!counts_samples || stream.duration <= 0 ||
      context.duration_estimation_method != AVFMT_DURATION_FROM_STREAM) {
    return std::nullopt;
  }
  return stream.duration / (stream.time_base.den / rate);
}

}  // namespace

struct AudioFileReader::Impl {
  explicit Impl(MediaInput opened) : input(std::move(opened)) {}

  MediaInput input;
  std::unique_ptr<StreamDecoder> decoder;  // borrows input
  AudioFormat format;
  AudioSourceInfo info;
  AVFrame* frame = nullptr;  // decoder's; null at the end
  std::int64_t used = 0;     // frames of `frame` already given out
  std::int64_t position = 0;
  std::int64_t clipped = 0;
  std::vector<std::int32_t> samples;
  std::vector<std::string> warnings;

  Status start();
  Status next_frame();
  void describe(const AVFrame& first);
  void report_damage();
};

// Decodes up to the first frame: only decoding tells what some codecs hold.
Status AudioFileReader::Impl::start() {
  TRY_ASSIGN(const int index, find_audio_stream(input));
  TRY_ASSIGN(decoder, StreamDecoder::open(input, index, {CpuPaths::kPortable, 1}));
  TRY(next_frame());
  if (frame == nullptr) {
    std::string why = decoder->damage().describe_failures();
    if (why.empty()) {
      why = decoder->damage().describe_end();
    }
    return fail(ErrorCode::kInvalid,
                input.what() + ": it contains no sound" + (why.empty() ? "" : "; " + why));
  }
  Result<AudioFormat> found = format_of(*frame);
  if (!found) {
    return fail(std::move(found).error().with_context(input.what()));
  }
  format = *found;
  describe(*frame);
  return {};
}

void AudioFileReader::Impl::describe(const AVFrame& first) {
  info.container = input.context->iformat->name;
  info.codec = avcodec_get_name(decoder->codec().codec_id);
  const char* name = av_get_sample_fmt_name(static_cast<AVSampleFormat>(first.format));
  info.sample_format = name == nullptr ? "" : name;
  info.estimated_frames = estimate_frames(*input.context, decoder->stream(), format.sample_rate);
}

Status AudioFileReader::Impl::next_frame() {
  used = 0;
  do {
    TRY_ASSIGN(frame, decoder->next());
  } while (frame != nullptr && frame->nb_samples == 0);
  return {};
}

void AudioFileReader::Impl::report_damage() {
  const Damage& damage = decoder->damage();
  if (const std::string failures = damage.describe_failures(); !failures.empty()) {
    warnings.push_back(failures + "; their sound is left out");
  }
  if (const std::string end = damage.describe_end(); !end.empty()) {
    warnings.push_back(end);
  }
  // Lossy codecs count whole packets or not, their priming or not.
  const std::int64_t tolerance =
      is_lossless(decoder->codec().codec_id) ? 0 : format.sample_rate / 4;
  const auto announced = announced_frames(*input.context, decoder->stream(), format.sample_rate);
  if (announced && position + tolerance < *announced) {
    warnings.push_back("the file announces " + std::to_string(*announced) + " frames, but only " +
                       std::to_string(position) + " could be decoded");
  }
}

AudioFileReader::AudioFileReader(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
AudioFileReader::AudioFileReader(AudioFileReader&&) noexcept = default;
AudioFileReader& AudioFileReader::operator=(AudioFileReader&&) noexcept = default;
AudioFileReader::~AudioFileReader() = default;

Result<AudioFileReader> AudioFileReader::open(FileSystem& fs, const std::filesystem::path& path) {
  TRY_ASSIGN(auto input, MediaInput::open(fs, path));
  auto impl = std::make_unique<Impl>(std::move(input));
  TRY(impl->start());
  return AudioFileReader(std::move(impl));
}

const AudioFormat& AudioFileReader::format() const {
  return impl_->format;
}
const AudioSourceInfo& AudioFileReader::info() const {
  return impl_->info;
}
std::int64_t AudioFileReader::clipped_samples() const {
  return impl_->clipped;
}
const std::vector<std::string>& AudioFileReader::warnings() const {
  return impl_->warnings;
}

Result<PcmView> AudioFileReader::read() {
  Impl& self = *impl_;
  self.samples.clear();
  if (self.frame != nullptr && self.used == self.frame->nb_samples) {
    TRY(self.next_frame());
    if (self.frame == nullptr) {
      self.report_damage();
    }
  }
  const PcmView empty{self.format, SampleIndex{self.position}, {}};
  if (self.frame == nullptr) {
    return empty;
  }
  if (self.used == 0) {
    const Result<AudioFormat> now = format_of(*self.frame);
    if (!now || *now != self.format) {
      return fail(ErrorCode::kUnsupported,
                  self.input.what() + ": at sample " + std::to_string(self.position) +
                      " its sound changes from " + to_string(self.format) +
                      (now ? " to " + to_string(*now) : ": " + now.error().message));
    }
  }
  const std::int64_t count =
      std::min<std::int64_t>(kMaxViewFrames, self.frame->nb_samples - self.used);
  self.clipped += append_canonical(*self.frame, self.used, count, self.samples);
  self.used += count;
  self.position += count;
  return PcmView{self.format, empty.first, self.samples};
}

}  // namespace reprise::media
