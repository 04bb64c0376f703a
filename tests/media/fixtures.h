// Media files for tests, made on the spot by the `ffmpeg` program, and what it decodes them to.
// Tests that need it begin with REQUIRE_FFMPEG().
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "core/base/bytes.h"
#include "core/model/pcm.h"

namespace reprise::media::testing {

namespace fs = std::filesystem;

bool have_program(const std::string& name);

// A folder that goes with the object.
class TempFolder {
 public:
  TempFolder();
  ~TempFolder();
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;
  [[nodiscard]] fs::path operator/(const std::string& name) const { return path_ / name; }

 private:
  fs::path path_;
};

struct Output {
  int exit_code = -1;
  std::string text;  // stdout
};
// Runs a shell command; stderr is dropped.
Output run(const std::string& command);

// `ffmpeg -v error -y ARGUMENTS`; a failure fails the test.
void ffmpeg(const std::string& arguments);
// What `ffmpeg … -` writes to stdout, with plain C code paths.
Bytes ffmpeg_bytes(const std::string& arguments);

void write_file(const fs::path& path, ByteSpan bytes);
Bytes read_file(const fs::path& path);

// Little-endian samples as values.
std::vector<std::int32_t> samples_s16(ByteSpan bytes);
std::vector<std::int32_t> samples_s24(ByteSpan bytes);
std::vector<std::int32_t> samples_s32(ByteSpan bytes);
std::vector<float> samples_f32(ByteSpan bytes);
// Interleaved samples of 16 or 24 bits as little-endian bytes.
Bytes pack(const std::vector<std::int32_t>& samples, std::int32_t bits);

// Deterministic noise over the whole range, `frames` · channels values.
std::vector<std::int32_t> noise(const AudioFormat& format, std::int64_t frames,
                                std::uint32_t seed = 1);
// Two decaying tones and a little noise: something a lossy codec has to work on.
std::vector<std::int32_t> music(const AudioFormat& format, std::int64_t frames);

// Writes `samples` as raw PCM and returns the ffmpeg input arguments for it: "-f s16le -ar … -i …".
std::string raw_input(const fs::path& path, const AudioFormat& format,
                      const std::vector<std::int32_t>& samples);

}  // namespace reprise::media::testing

#define REQUIRE_FFMPEG()                                                     \
  if (!::reprise::media::testing::have_program("ffmpeg")) {                  \
    GTEST_SKIP() << "the ffmpeg program is needed to make the test's files"; \
  }
