#include "tools/common/child_process.h"

#include <array>
#include <cerrno>
#include <utility>

#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

namespace reprise::tools {
namespace {

// A file in memory without a name: unlike a pipe it cannot fill up.
class MemoryPipe {
 public:
  static Result<MemoryPipe> create() {
    const int fd = ::memfd_create("reprise", MFD_CLOEXEC);
    if (fd < 0) {
      return fail(error_from_errno(errno, "cannot have a file in memory"));
    }
    return MemoryPipe(fd);
  }
  MemoryPipe(MemoryPipe&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  MemoryPipe(const MemoryPipe&) = delete;
  MemoryPipe& operator=(const MemoryPipe&) = delete;
  MemoryPipe& operator=(MemoryPipe&&) = delete;
  ~MemoryPipe() {
    if (fd_ >= 0) {
      ::close(fd_);
    }
  }

  [[nodiscard]] int fd() const { return fd_; }
  Status fill(std::string_view text) const {
    while (!text.empty()) {
      const ssize_t count = ::write(fd_, text.data(), text.size());
      if (count < 0 && errno != EINTR) {
        return fail(error_from_errno(errno, "cannot write to memory"));
      }
      text.remove_prefix(count > 0 ? static_cast<std::size_t>(count) : 0);
    }
    ::lseek(fd_, 0, SEEK_SET);
    return {};
  }
  [[nodiscard]] std::string text() const {
    std::string out;
    std::array<char, 4096> buffer{};
    ssize_t count = 0;
    while ((count = ::pread(fd_, buffer.data(), buffer.size(), static_cast<off_t>(out.size()))) >
           0) {
      out.append(buffer.data(), static_cast<std::size_t>(count));
    }
    return out;
  }

 private:
  explicit MemoryPipe(int fd) : fd_(fd) {}
  int fd_;
};

Result<pid_t> spawn(const std::vector<std::string>& arguments, const std::array<int, 3>& files) {
  std::vector<char*> argv;
  for (const std::string& argument : arguments) {
    argv.push_back(const_cast<char*>(argument.c_str()));
  }
  argv.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  for (int target = 0; target < 3; ++target) {
    ::posix_spawn_file_actions_adddup2(&actions, files[static_cast<std::size_t>(target)], target);
  }
  pid_t child = -1;
  const int error = ::posix_spawnp(&child, argv[0], &actions, nullptr, argv.data(), environ);
  ::posix_spawn_file_actions_destroy(&actions);
  if (error != 0) {
    return fail(error_from_errno(error, "cannot start '" + arguments[0] + "'"));
  }
  return child;
}

Result<int> wait_for(pid_t child, const std::string& name) {
  int status = 0;
  while (::waitpid(child, &status, 0) < 0) {
    if (errno != EINTR) {
      return fail(error_from_errno(errno, "cannot wait for '" + name + "'"));
    }
  }
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

}  // namespace

Result<ChildOutcome> run_child(const std::vector<std::string>& arguments, std::string_view input) {
  TRY_ASSIGN(const MemoryPipe in, MemoryPipe::create());
  TRY_ASSIGN(const MemoryPipe out, MemoryPipe::create());
  TRY_ASSIGN(const MemoryPipe err, MemoryPipe::create());
  TRY(in.fill(input));
  TRY_ASSIGN(const pid_t child, spawn(arguments, {in.fd(), out.fd(), err.fd()}));
  ChildOutcome outcome;
  TRY_ASSIGN(outcome.code, wait_for(child, arguments[0]));
  outcome.out = out.text();
  outcome.err = err.text();
  return outcome;
}

}  // namespace reprise::tools
