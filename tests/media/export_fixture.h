// Small exports for tests: drawn frames and computed sound, encoded in segments and joined.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/base/file.h"
#include "core/media/audio_encoder.h"
#include "core/media/muxer.h"
#include "core/media/segment_file.h"

namespace reprise::media::test {

// Frame `index` of a moving picture with detail; alpha falls from left to right if wanted.
ImageBuffer draw_frame(ImageSize size, std::int64_t index, bool alpha = false);

// Interleaved samples of tones that sweep, with a loud click at sample 0.
std::vector<std::int32_t> make_sound(const AudioFormat& format, std::int64_t frames);

Segment encode_segment(const VideoSettings& settings, std::int64_t first, std::int64_t count);

struct EncodedAudio {
  AudioStreamParameters parameters;
  std::vector<AudioOutPacket> packets;
};
EncodedAudio encode_audio(const AudioSettings& settings, const AudioFormat& format,
                          const std::vector<std::int32_t>& samples, std::int64_t block = 1000);

struct Export {
  ContainerId container = ContainerId::kMp4;
  VideoSettings video;
  AudioSettings audio{AudioCodecId::kNone, 192'000};
  AudioFormat format;
  std::int64_t frames = 60;
  std::int64_t segment_frames = 25;
  std::string comment;
};
// The combinations that profiles.h lists, 60 frames each, with a comment.
Export h264_mp4(Rational fps = {60, 1});
Export h264_mov();
Export h264_mkv(Rational fps = {60, 1});
Export ffv1_mkv(ImageSize size = {64, 48}, bool alpha = false);
std::vector<Export> every_kind();
std::string extension(const Export& wanted);

enum class SegmentOrder { kForward, kBackward };
std::vector<Segment> encode_segments(const Export& wanted, SegmentOrder order);
// Samples that belong to the export's frames.
std::int64_t sound_length(const Export& wanted);

// `sound_lead`: by how many frames the calls for sound come before those for pictures.
Status mux(FileSystem& fs, const std::filesystem::path& path, const Export& wanted,
           const std::vector<Segment>& segments, std::int64_t sound_lead = 0);
// Encodes and joins; fails the test on an error.
void write_export(FileSystem& fs, const std::filesystem::path& path, const Export& wanted,
                  SegmentOrder order = SegmentOrder::kForward);

}  // namespace reprise::media::test
