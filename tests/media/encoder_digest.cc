// Prints a hash of what every encoder writes, to be compared between CPUs.
#include <cstdio>
#include <string>

#include "tests/media/export_fixture.h"

namespace {

using namespace reprise;
using namespace reprise::media;

void print(const char* name, Xxh3Stream& hash) {
  std::printf("%s %s\n", name, to_hex(hash.digest()).c_str());
}

void print_video(const char* name, const VideoSettings& settings, std::int64_t frames) {
  const Segment segment = test::encode_segment(settings, 0, frames);
  Xxh3Stream hash;
  hash.update(segment.parameters.extradata);
  for (const SegmentPacket& packet : segment.packets) {
    hash.update(packet.data);
  }
  print(name, hash);
}

void print_audio(const char* name, AudioCodecId codec, const AudioFormat& format) {
  const test::EncodedAudio audio =
      test::encode_audio({codec, 192'000}, format, test::make_sound(format, format.sample_rate));
  Xxh3Stream hash;
  hash.update(audio.parameters.extradata);
  for (const AudioOutPacket& packet : audio.packets) {
    hash.update(packet.data);
    hash.update(packet.new_extradata);
  }
  print(name, hash);
}

}  // namespace

int main() {
  VideoSettings settings;
  settings.size = {176, 96};
  print_video("h264", settings, 24);
  settings.codec = VideoCodecId::kFfv1;
  print_video("ffv1", settings, 3);
  settings.alpha = true;
  print_video("ffv1-alpha", settings, 3);
  print_audio("aac-48000", AudioCodecId::kAac, {48000, 2, 24});
  print_audio("aac-44100", AudioCodecId::kAac, {44100, 2, 16});
  print_audio("flac-16", AudioCodecId::kFlac, {44100, 2, 16});
  print_audio("flac-24", AudioCodecId::kFlac, {48000, 2, 24});
  return 0;
}
