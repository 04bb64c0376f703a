// Altered copies of exports, made with FFmpeg and without a line of the code under test: pictures
// changed, dropped, doubled or replaced, packets edited, sound exchanged. The copies keep the
// original's metadata, as a forger would.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "tests/acceptance/sounds.h"
#include "tests/acceptance/stage.h"

namespace reprise::acceptance {

// A packet as it lies in the container; times in the stream's time base.
struct Packet {
  std::int64_t pts = 0;
  std::int64_t dts = 0;
  std::int64_t duration = 0;
  bool key = false;
  std::string data;
};

struct Streams {
  std::vector<Packet> video;  // decode order
  std::vector<Packet> audio;
  std::string video_extradata;
  std::int64_t frame_ticks = 0;  // one frame in the video's time base
};

// Reads both streams, lets `edit` change them and writes the result; nothing is encoded. Throws.
void remux(const std::filesystem::path& from, const std::filesystem::path& to,
           const std::function<void(Streams&)>& edit);
Streams read_streams(const std::filesystem::path& file);
// The index in `packets` of the one that shows frame `frame`.
std::size_t packet_of_frame(const std::vector<Packet>& packets, std::size_t frame);

// Raw RGBA frames of a video, by ffmpeg.
std::vector<std::string> decode_pictures(const Stage& stage, std::string_view video);

}  // namespace reprise::acceptance
