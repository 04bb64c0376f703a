// Other programs that tests ask for a second opinion: ffprobe, ffmpeg, qemu.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace reprise::media::test {

bool has_program(const std::string& name);

struct ProgramResult {
  int status = -1;
  std::string output;
};
// Through the shell; `output` is what the command wrote to stdout.
ProgramResult run_program(const std::string& command);

// A folder of its own for one test, removed at the end.
class ScratchFolder {
 public:
  ScratchFolder();
  ~ScratchFolder();
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;
  [[nodiscard]] std::filesystem::path operator/(const std::string& name) const {
    return path_ / name;
  }

 private:
  std::filesystem::path path_;
};

// `ffprobe -of flat`: "streams.stream.0.nb_read_frames" → "60". Warnings are under the key "log".
std::map<std::string, std::string> probe(const std::filesystem::path& file,
                                         const std::string& options);
// One line per entry of `-of csv=p=0`.
std::vector<std::string> probe_lines(const std::filesystem::path& file, const std::string& options);

// What ffmpeg says while it decodes every stream; empty when all is well.
std::string decode_complaints(const std::filesystem::path& file);

}  // namespace reprise::media::test

#define SKIP_WITHOUT_PROGRAM(name)                    \
  do {                                                \
    if (!::reprise::media::test::has_program(name)) { \
      GTEST_SKIP() << (name) << " is not installed";  \
    }                                                 \
  } while (false)
