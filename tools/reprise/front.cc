#include "tools/reprise/front.h"

#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <filesystem>

#include <sys/wait.h>
#include <unistd.h>

#include "tools/common/executable.h"

namespace reprise::tools {
namespace {

constexpr auto kCommands = std::to_array<FrontCommand>({
    {"record", "reprise-record", "", "a song, or what is played now, becomes a take"},
    {"replay", "reprise-replay", "", "a take becomes a video"},
    {"inspect", "reprise-inspect", "", "look into takes, prove exports"},
    {"export", "", "", "record and replay at once: a song becomes a video"},
    {"info", "reprise-inspect", "info", "what a take, or any MCAP file, holds"},
    {"cat", "reprise-inspect", "cat", "the records of a take, as NDJSON or CSV"},
    {"stats", "reprise-inspect", "stats", "where the bytes of a take are"},
    {"hash", "reprise-inspect", "hash", "a hash of every frame of a video"},
    {"verify", "reprise-inspect", "verify", "is this video that performance?"},
    {"doctor", "reprise-inspect", "doctor",
     "is this take sound, and is it the one that was signed?"},
    {"sign", "reprise-inspect", "sign", "a signature of a take, with an SSH key"},
    {"diff", "reprise-inspect", "diff", "the first difference of two takes or two manifests"},
    {"convert", "reprise-inspect", "convert", "a take as MCAP or as text"},
    {"recover", "reprise-inspect", "recover", "a damaged take made whole again"},
    {"extract", "reprise-inspect", "extract", "the sound or the files of a take"},
    {"trim", "reprise-inspect", "trim", "a part of a take that shows the same frames"},
    {"merge", "reprise-inspect", "merge", "the sound of a take added to another"},
});

std::string tool_path(const std::string& tool) {
  const auto self = executable_path();
  if (!self) {
    return tool;
  }
  const std::filesystem::path beside = self->parent_path() / tool;
  std::error_code error;
  return std::filesystem::exists(beside, error) ? beside.string() : tool;
}

std::atomic<pid_t> running_tool{0};

extern "C" void pass_on(int signal_number) {
  if (const pid_t tool = running_tool; tool > 0) {
    ::kill(tool, signal_number);
  }
}

// Passes signals on to `tool` while it lives.
class PassingOn {
 public:
  explicit PassingOn(pid_t tool) {
    running_tool = tool;
    struct sigaction action {};
    action.sa_handler = pass_on;
    action.sa_flags = SA_RESTART;
    sigemptyset(&action.sa_mask);
    ::sigaction(SIGINT, &action, &interrupt_);
    ::sigaction(SIGTERM, &action, &terminate_);
  }
  PassingOn(const PassingOn&) = delete;
  PassingOn& operator=(const PassingOn&) = delete;
  ~PassingOn() {
    ::sigaction(SIGINT, &interrupt_, nullptr);
    ::sigaction(SIGTERM, &terminate_, nullptr);
    running_tool = 0;
  }

 private:
  struct sigaction interrupt_ {};
  struct sigaction terminate_ {};
};

}  // namespace

std::span<const FrontCommand> front_commands() {
  return kCommands;
}

Error become_tool(const std::string& tool, const std::vector<std::string>& arguments) {
  std::vector<std::string> words{tool};
  words.insert(words.end(), arguments.begin(), arguments.end());
  return become(tool_path(tool), words);
}

Result<int> run_tool(const std::string& tool, const std::vector<std::string>& arguments,
                     Results results) {
  const pid_t child = fork();
  if (child < 0) {
    return fail(error_from_errno(errno, "cannot start a process"));
  }
  if (child == 0) {
    if (results == Results::kDiscard && std::freopen("/dev/null", "w", stdout) == nullptr) {
      _exit(127);
    }
    static_cast<void>(become_tool(tool, arguments));
    _exit(127);
  }
  const PassingOn passing_on(child);
  int status = 0;
  while (waitpid(child, &status, 0) < 0) {
    if (errno != EINTR) {
      return fail(error_from_errno(errno, "cannot wait for '" + tool + "'"));
    }
  }
  if (WIFSIGNALED(status)) {
    return 128 + WTERMSIG(status);
  }
  if (WEXITSTATUS(status) == 127) {
    return fail(ErrorCode::kNotFound, "cannot start '" + tool + "'",
                "it belongs beside the program 'reprise'");
  }
  return WEXITSTATUS(status);
}

}  // namespace reprise::tools
