#include "tests/media/fixtures.h"

#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>

#include <sys/wait.h>

#include "core/base/file.h"

namespace reprise::media::testing {
namespace {

std::uint32_t next_random(std::uint32_t& state) {
  state ^= state << 13;
  state ^= state >> 17;
  state ^= state << 5;
  return state;
}

std::vector<std::int32_t> samples_of_width(ByteSpan bytes, std::size_t width) {
  std::vector<std::int32_t> samples;
  for (std::size_t at = 0; at + width <= bytes.size(); at += width) {
    std::uint32_t bits = 0;
    for (std::size_t i = 0; i < width; ++i) {
      bits |= std::to_integer<std::uint32_t>(bytes[at + i]) << (8 * (4 - width + i));
    }
    samples.push_back(static_cast<std::int32_t>(bits) >> (8 * (4 - width)));
  }
  return samples;
}

}  // namespace

bool have_program(const std::string& name) {
  return run("command -v " + name).exit_code == 0;
}

TempFolder::TempFolder() {
  std::string pattern = (fs::temp_directory_path() / "reprise-media-XXXXXX").string();
  path_ = ::mkdtemp(pattern.data());
}

TempFolder::~TempFolder() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

Output run(const std::string& command) {
  Output output;
  FILE* pipe = ::popen(("( " + command + " ) 2>/dev/null").c_str(), "r");
  if (pipe == nullptr) {
    return output;
  }
  std::array<char, 65536> buffer{};
  std::size_t count = 0;
  while ((count = std::fread(buffer.data(), 1, buffer.size(), pipe)) > 0) {
    output.text.append(buffer.data(), count);
  }
  const int status = ::pclose(pipe);
  output.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  return output;
}

void ffmpeg(const std::string& arguments) {
  const Output output = run("ffmpeg -nostdin -v error -y " + arguments);
  ASSERT_EQ(output.exit_code, 0) << "ffmpeg " << arguments;
}

Bytes ffmpeg_bytes(const std::string& arguments) {
  const Output output =
      run("ffmpeg -nostdin -v error -cpuflags 0 -flags bitexact " + arguments + " -");
  EXPECT_EQ(output.exit_code, 0) << "ffmpeg " << arguments;
  const ByteSpan span = as_byte_span(output.text);
  return {span.begin(), span.end()};
}

void write_file(const fs::path& path, ByteSpan bytes) {
  const Status status = reprise::write_file(posix_file_system(), path, bytes);
  ASSERT_TRUE(status) << status.error().message;
}

Bytes read_file(const fs::path& path) {
  Result<Bytes> bytes = reprise::read_file(posix_file_system(), path);
  EXPECT_TRUE(bytes) << path;
  return bytes ? *bytes : Bytes{};
}

std::vector<std::int32_t> samples_s16(ByteSpan bytes) {
  return samples_of_width(bytes, 2);
}
std::vector<std::int32_t> samples_s24(ByteSpan bytes) {
  return samples_of_width(bytes, 3);
}
std::vector<std::int32_t> samples_s32(ByteSpan bytes) {
  return samples_of_width(bytes, 4);
}

std::vector<float> samples_f32(ByteSpan bytes) {
  ByteReader reader(bytes);
  std::vector<float> samples;
  while (reader.remaining() >= 4) {
    samples.push_back(reader.get_f32());
  }
  return samples;
}

Bytes pack(const std::vector<std::int32_t>& samples, std::int32_t bits) {
  Bytes bytes;
  bytes.reserve(samples.size() * static_cast<std::size_t>(bits) / 8);
  for (const std::int32_t sample : samples) {
    for (int shift = 0; shift < bits; shift += 8) {
      bytes.push_back(static_cast<std::byte>((sample >> shift) & 0xff));
    }
  }
  return bytes;
}

std::vector<std::int32_t> noise(const AudioFormat& format, std::int64_t frames,
                                std::uint32_t seed) {
  std::uint32_t state = seed * 2654435761u + 1;
  std::vector<std::int32_t> samples(static_cast<std::size_t>(frames * format.channels));
  for (std::int32_t& sample : samples) {
    sample = static_cast<std::int32_t>(next_random(state)) >> (32 - format.bits);
  }
  return samples;
}

std::vector<std::int32_t> music(const AudioFormat& format, std::int64_t frames) {
  std::uint32_t state = 7;
  std::vector<std::int32_t> samples;
  const double full = std::ldexp(1.0, format.bits - 1);
  for (std::int64_t i = 0; i < frames; ++i) {
    const double t = static_cast<double>(i) / format.sample_rate;
    for (std::int32_t c = 0; c < format.channels; ++c) {
      const double beat = std::exp(-6.0 * (t * 2.0 - std::floor(t * 2.0)));
      const double tone = std::sin(6.28318 * 220.0 * (1 + c) * t) * 0.4 * beat +
                          std::sin(6.28318 * 1730.0 * t) * 0.2;
      const double hiss = (static_cast<double>(next_random(state) % 2001) / 1000.0 - 1.0) * 0.05;
      samples.push_back(static_cast<std::int32_t>((tone + hiss) * full));
    }
  }
  return samples;
}

std::string raw_input(const fs::path& path, const AudioFormat& format,
                      const std::vector<std::int32_t>& samples) {
  write_file(path, pack(samples, format.bits));
  return "-f s" + std::to_string(format.bits) + "le -ar " + std::to_string(format.sample_rate) +
         " -ac " + std::to_string(format.channels) + " -i " + path.string() + " ";
}

}  // namespace reprise::media::testing
