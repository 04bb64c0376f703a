#include "tests/acceptance/programs.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

namespace reprise::acceptance {
namespace {

namespace fs = std::filesystem;

int unnamed_file() {
  const int fd = ::memfd_create("output", MFD_CLOEXEC);
  if (fd < 0) {
    throw std::runtime_error("memfd_create failed");
  }
  return fd;
}

std::string content_of(int fd) {
  std::string text;
  std::array<char, 65536> block{};
  off_t at = 0;
  for (ssize_t got = 0; (got = ::pread(fd, block.data(), block.size(), at)) > 0; at += got) {
    text.append(block.data(), static_cast<std::size_t>(got));
  }
  return text;
}

// The user's own settings, presets and colours must not reach the programs.
void set_environment(const Launch& launch) {
  const std::string home = launch.folder.string();
  const std::string path = std::string(REPRISE_BIN_DIR) + ":" + std::getenv("PATH");
  ::setenv("PATH", path.c_str(), 1);
  for (const char* name : {"HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"}) {
    ::setenv(name, home.c_str(), 1);
  }
  ::setenv("XDG_DATA_DIRS", home.c_str(), 1);
  ::setenv("TERM", "dumb", 1);
  ::setenv("LC_ALL", "C", 1);
  ::unsetenv("REPRISE_PRESET_PATH");
  for (const auto& [name, value] : launch.with) {
    ::setenv(name.c_str(), value.c_str(), 1);
  }
}

[[noreturn]] void become(const Arguments& arguments, const Launch& launch, int out, int err) {
  ::setpgid(0, 0);
  const int nothing = ::open("/dev/null", O_RDONLY);
  if (nothing < 0 || ::dup2(nothing, STDIN_FILENO) < 0 || ::dup2(out, STDOUT_FILENO) < 0 ||
      ::dup2(err, STDERR_FILENO) < 0 || ::chdir(launch.folder.c_str()) != 0) {
    ::_exit(126);
  }
  set_environment(launch);
  if (launch.in_child) {
    launch.in_child();
  }
  std::vector<char*> argv;
  for (const std::string& argument : arguments) {
    argv.push_back(const_cast<char*>(argument.c_str()));
  }
  argv.push_back(nullptr);
  ::execvp(argv[0], argv.data());
  ::_exit(127);
}

int code_of(int status) {
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

}  // namespace

std::ostream& operator<<(std::ostream& stream, const Outcome& outcome) {
  return stream << "exit code " << outcome.code << "\n--- stdout\n"
                << outcome.out.substr(0, 2000) << "\n--- stderr\n"
                << outcome.err.substr(0, 4000);
}

Process::Process(const Arguments& arguments, const Launch& launch)
    : out_(unnamed_file()), err_(unnamed_file()) {
  pid_ = ::fork();
  if (pid_ < 0) {
    throw std::runtime_error("fork failed");
  }
  if (pid_ == 0) {
    become(arguments, launch, out_, err_);
  }
  ::setpgid(pid_, pid_);  // whoever comes first; the other call fails harmlessly
}

Process::~Process() {
  if (!ended_) {
    send_to_group(SIGKILL);
    ::waitpid(pid_, &status_, 0);
  }
  ::close(out_);
  ::close(err_);
}

void Process::send(int signal_number) const {
  ::kill(pid_, signal_number);
}

void Process::send_to_group(int signal_number) const {
  ::kill(-pid_, signal_number);
}

bool Process::running() {
  if (!ended_) {
    ended_ = ::waitpid(pid_, &status_, WNOHANG) == pid_;
  }
  return !ended_;
}

std::string Process::told() const {
  return content_of(err_);
}

Outcome Process::wait() {
  while (!ended_) {
    ended_ = ::waitpid(pid_, &status_, 0) == pid_ || errno != EINTR;
  }
  return {code_of(status_), content_of(out_), content_of(err_)};
}

Outcome run(const Arguments& arguments, const Launch& launch) {
  return Process(arguments, launch).wait();
}

bool has_program(std::string_view name) {
  std::istringstream path(std::getenv("PATH"));
  for (std::string folder; std::getline(path, folder, ':');) {
    if (::access((fs::path(folder) / name).c_str(), X_OK) == 0) {
      return true;
    }
  }
  return false;
}

Folder::Folder() {
  std::string name = (fs::temp_directory_path() / "reprise-acceptance-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) {
    throw std::runtime_error("mkdtemp failed");
  }
  path_ = name;
}

Folder::~Folder() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

std::vector<std::string> Folder::list() const {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(path_)) {
    names.push_back(entry.path().filename().string() + (entry.is_directory() ? "/" : ""));
  }
  std::ranges::sort(names);
  return names;
}

std::string read_file(const fs::path& path) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  std::string content = content_of(fd);
  ::close(fd);
  return content;
}

void write_file(const fs::path& path, std::string_view content) {
  std::ofstream file(path, std::ios::binary);
  file.write(content.data(), static_cast<std::streamsize>(content.size()));
}

}  // namespace reprise::acceptance
