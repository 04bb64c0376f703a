// Whole audio files read through AudioFileReader, for tests.
#pragma once

#include <vector>

#include <gtest/gtest.h>

#include "core/media/audio_file_reader.h"
#include "tests/media/fixtures.h"

namespace reprise::media::testing {

struct Heard {
  AudioFormat format;
  AudioSourceInfo info;
  std::vector<std::int32_t> samples;
  std::int64_t clipped = 0;
  std::vector<std::string> warnings;

  [[nodiscard]] std::int64_t frames() const {
    return static_cast<std::int64_t>(samples.size()) / format.channels;
  }
};

// Reads everything; views must be contiguous from 0 and short.
inline Result<Heard> hear(FileSystem& file_system, const fs::path& path) {
  TRY_ASSIGN(auto reader, AudioFileReader::open(file_system, path));
  Heard heard{reader.format(), reader.info(), {}, 0, {}};
  while (true) {
    TRY_ASSIGN(const PcmView view, reader.read());
    EXPECT_EQ(view.first.value, heard.frames());
    EXPECT_EQ(view.format, heard.format);
    EXPECT_LE(view.frames(), 8192);
    if (view.samples.empty()) {
      break;
    }
    heard.samples.insert(heard.samples.end(), view.samples.begin(), view.samples.end());
  }
  TRY_ASSIGN(const PcmView again, reader.read());
  EXPECT_EQ(again.frames(), 0) << "the end stays the end";
  heard.clipped = reader.clipped_samples();
  heard.warnings = reader.warnings();
  return heard;
}

inline Result<Heard> hear(const fs::path& path) {
  return hear(posix_file_system(), path);
}

inline Heard must_hear(const fs::path& path) {
  Result<Heard> heard = hear(path);
  EXPECT_TRUE(heard) << heard.error().message;
  return heard ? *heard : Heard{};
}

}  // namespace reprise::media::testing
