#include "tests/media/programs.h"

#include <array>
#include <cstdio>
#include <cstdlib>
#include <sstream>

#include <sys/wait.h>

namespace reprise::media::test {
namespace {

std::string quoted(const std::filesystem::path& path) {
  return "'" + path.string() + "'";
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) {
    lines.push_back(line);
  }
  return lines;
}

}  // namespace

bool has_program(const std::string& name) {
  return run_program("command -v " + name).status == 0;
}

ProgramResult run_program(const std::string& command) {
  ProgramResult result;
  FILE* pipe = ::popen(command.c_str(), "r");
  if (pipe == nullptr) {
    return result;
  }
  std::array<char, 4096> buffer{};
  for (std::size_t count = 0; (count = std::fread(buffer.data(), 1, buffer.size(), pipe)) > 0;) {
    result.output.append(buffer.data(), count);
  }
  const int status = ::pclose(pipe);
  result.status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  return result;
}

ScratchFolder::ScratchFolder() {
  std::string name = (std::filesystem::temp_directory_path() / "reprise-test-XXXXXX").string();
  if (::mkdtemp(name.data()) != nullptr) {
    path_ = name;
  }
}

ScratchFolder::~ScratchFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::map<std::string, std::string> probe(const std::filesystem::path& file,
                                         const std::string& options) {
  std::map<std::string, std::string> values;
  const std::filesystem::path log = file.string() + ".log";
  const ProgramResult result = run_program("ffprobe -v warning -of flat " + options + " " +
                                           quoted(file) + " 2>" + quoted(log));
  for (const std::string& line : lines_of(result.output)) {
    const std::size_t equals = line.find('=');
    std::string value = line.substr(equals + 1);
    if (value.size() >= 2 && value.front() == '"') {
      value = value.substr(1, value.size() - 2);
    }
    values[line.substr(0, equals)] = value;
  }
  values["log"] = run_program("cat " + quoted(log)).output;
  return values;
}

std::vector<std::string> probe_lines(const std::filesystem::path& file,
                                     const std::string& options) {
  return lines_of(
      run_program("ffprobe -v warning -of csv=p=0 " + options + " " + quoted(file) + " 2>&1")
          .output);
}

std::string decode_complaints(const std::filesystem::path& file) {
  return run_program("ffmpeg -v warning -nostdin -i " + quoted(file) + " -map 0 -f null - 2>&1")
      .output;
}

}  // namespace reprise::media::test
