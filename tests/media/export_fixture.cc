#include "tests/media/export_fixture.h"

#include <algorithm>
#include <map>

#include <gtest/gtest.h>

#include "core/base/time.h"

namespace reprise::media::test {
namespace {

std::uint8_t triangle(std::int64_t value) {
  const std::int64_t phase = value & 511;
  return static_cast<std::uint8_t>(phase < 256 ? phase : 511 - phase);
}

VideoSettings video_settings(VideoCodecId codec, Rational fps, ImageSize size = {64, 48}) {
  VideoSettings settings;
  settings.codec = codec;
  settings.size = size;
  settings.fps = fps;
  return settings;
}

// One call into the muxer, by the time at which the caller would make it.
struct Step {
  std::int64_t frame = 0;  // time in frames, decode order for video
  const Segment* segment = nullptr;
  std::int64_t decode_index = 0;
  const AudioOutPacket* sound = nullptr;
};

std::vector<Step> interleave(const Export& wanted, const std::vector<Segment>& segments,
                             const EncodedAudio& sound, std::int64_t sound_lead) {
  std::vector<Step> steps;
  for (const Segment& segment : segments) {
    for (std::size_t j = 0; j < segment.packets.size(); ++j) {
      const auto index = static_cast<std::int64_t>(j);
      steps.push_back({segment.header.first_frame + index, &segment, index, nullptr});
    }
  }
  const Rational fps = wanted.video.fps;
  for (const AudioOutPacket& packet : sound.packets) {
    const std::int64_t frame =
        multiply_divide_floor(packet.pts, fps.num, fps.den * wanted.format.sample_rate);
    steps.push_back({frame - sound_lead, nullptr, 0, &packet});
  }
  std::ranges::stable_sort(steps, {}, &Step::frame);
  return steps;
}

Status write_steps(Muxer& muxer, const std::vector<Step>& steps) {
  for (const Step& step : steps) {
    if (step.sound != nullptr) {
      TRY(muxer.write_audio(*step.sound));
    } else {
      TRY(muxer.write_video(step.segment->header.first_frame, step.decode_index,
                            step.segment->packets[static_cast<std::size_t>(step.decode_index)]));
    }
  }
  return muxer.finish();
}

}  // namespace

ImageBuffer draw_frame(ImageSize size, std::int64_t index, bool alpha) {
  ImageBuffer image(size, PixelFormat::kRgba8);
  auto* out = reinterpret_cast<std::uint8_t*>(image.data());
  for (std::int64_t y = 0; y < size.height; ++y) {
    for (std::int64_t x = 0; x < size.width; ++x) {
      *out++ = triangle(7 * x + 3 * index);
      *out++ = triangle(5 * y - 2 * index + x * y / 16);
      *out++ = triangle(x + y + 11 * index);
      *out++ = alpha ? static_cast<std::uint8_t>(255 - x * 255 / size.width) : std::uint8_t{255};
    }
  }
  return image;
}

std::vector<std::int32_t> make_sound(const AudioFormat& format, std::int64_t frames) {
  const std::int32_t scale = format.bits == 16 ? 90 : 90 * 256 + 37;
  std::vector<std::int32_t> samples;
  samples.reserve(static_cast<std::size_t>(frames * format.channels));
  for (std::int64_t i = 0; i < frames; ++i) {
    for (std::int64_t c = 0; c < format.channels; ++c) {
      const std::int64_t wave = triangle(i * (3 + c) + i * i / 40'000) - 128;
      const std::int64_t click = i < 40 ? 150 : 0;
      samples.push_back(static_cast<std::int32_t>((wave + click) * scale));
    }
  }
  return samples;
}

Segment encode_segment(const VideoSettings& settings, std::int64_t first, std::int64_t count) {
  Segment segment;
  segment.header.first_frame = first;
  auto encoder = SegmentEncoder::create(settings);
  EXPECT_TRUE(encoder) << encoder.error().message;
  if (!encoder) {
    return segment;
  }
  const auto sink = [&segment](SegmentPacket packet) -> Status {
    segment.packets.push_back(std::move(packet));
    return {};
  };
  for (std::int64_t i = 0; i < count; ++i) {
    const ImageBuffer frame = draw_frame(settings.size, first + i, settings.alpha);
    segment.frame_hashes.push_back(frame_hash(frame.view()));
    EXPECT_TRUE(encoder->push(frame.view(), sink));
  }
  EXPECT_TRUE(encoder->finish(sink));
  segment.parameters = encoder->parameters();
  return segment;
}

EncodedAudio encode_audio(const AudioSettings& settings, const AudioFormat& format,
                          const std::vector<std::int32_t>& samples, std::int64_t block) {
  EncodedAudio out;
  auto encoder = AudioEncoder::create(settings, format);
  EXPECT_TRUE(encoder) << encoder.error().message;
  if (!encoder) {
    return out;
  }
  const auto sink = [&out](AudioOutPacket packet) -> Status {
    out.packets.push_back(std::move(packet));
    return {};
  };
  const PcmView all{format, SampleIndex{0}, samples};
  for (std::int64_t at = 0; at < all.frames(); at += block) {
    EXPECT_TRUE(encoder->push(all.slice(at, std::min(block, all.frames() - at)), sink));
  }
  EXPECT_TRUE(encoder->finish(sink));
  out.parameters = encoder->parameters();
  return out;
}

Export h264_mp4(Rational fps) {
  Export wanted;
  wanted.video = video_settings(VideoCodecId::kH264, fps);
  wanted.audio.codec = AudioCodecId::kAac;
  wanted.comment = R"(reprise:{"crf":18,"text":"ü \"quoted\""})";
  return wanted;
}
Export h264_mov() {
  Export wanted = h264_mp4();
  wanted.container = ContainerId::kMov;
  return wanted;
}
Export h264_mkv(Rational fps) {
  Export wanted = h264_mp4(fps);
  wanted.container = ContainerId::kMkv;
  wanted.audio.codec = AudioCodecId::kFlac;
  return wanted;
}
Export ffv1_mkv(ImageSize size, bool alpha) {
  Export wanted = h264_mkv();
  wanted.video = video_settings(VideoCodecId::kFfv1, {30, 1}, size);
  wanted.video.alpha = alpha;
  return wanted;
}
std::vector<Export> every_kind() {
  return {h264_mp4(), h264_mov(), h264_mkv(), ffv1_mkv(), ffv1_mkv({65, 47}, true)};
}

std::string extension(const Export& wanted) {
  return std::string(container(wanted.container).name);
}

std::int64_t sound_length(const Export& wanted) {
  return FrameGrid{wanted.video.fps, wanted.format.sample_rate}
      .sample_of(FrameIndex{wanted.frames})
      .value;
}

std::vector<Segment> encode_segments(const Export& wanted, SegmentOrder order) {
  std::vector<std::int64_t> starts;
  for (std::int64_t first = 0; first < wanted.frames; first += wanted.segment_frames) {
    starts.push_back(first);
  }
  if (order == SegmentOrder::kBackward) {
    std::ranges::reverse(starts);
  }
  std::map<std::int64_t, Segment> segments;
  for (const std::int64_t first : starts) {
    const std::int64_t count = std::min(wanted.segment_frames, wanted.frames - first);
    segments[first] = encode_segment(wanted.video, first, count);
  }
  std::vector<Segment> out;
  out.reserve(segments.size());
  for (auto& [first, segment] : segments) {
    out.push_back(std::move(segment));
  }
  return out;
}

Status mux(FileSystem& fs, const std::filesystem::path& path, const Export& wanted,
           const std::vector<Segment>& segments, std::int64_t sound_lead) {
  EncodedAudio sound;
  MuxerSettings settings;
  settings.container = wanted.container;
  settings.video = segments.front().parameters;
  settings.total_frames = wanted.frames;
  settings.comment = wanted.comment;
  if (wanted.audio.codec != AudioCodecId::kNone) {
    sound =
        encode_audio(wanted.audio, wanted.format, make_sound(wanted.format, sound_length(wanted)));
    settings.audio = sound.parameters;
  }
  TRY_ASSIGN(AtomicFile file, AtomicFile::create(fs, path));
  TRY_ASSIGN(Muxer muxer, Muxer::create(fs, file, settings));
  TRY(write_steps(muxer, interleave(wanted, segments, sound, sound_lead)));
  return file.commit();
}

void write_export(FileSystem& fs, const std::filesystem::path& path, const Export& wanted,
                  SegmentOrder order) {
  const Status status = mux(fs, path, wanted, encode_segments(wanted, order));
  ASSERT_TRUE(status) << status.error().message;
}

}  // namespace reprise::media::test
