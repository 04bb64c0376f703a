#include "tools/record/sleep_inhibitor.h"

#include <csignal>
#include <initializer_list>

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace reprise::tools {
namespace {

// Only what is allowed between fork and exec.
[[noreturn]] void become_inhibitor(pid_t parent) {
  ::prctl(PR_SET_PDEATHSIG, SIGTERM);
  if (::getppid() != parent) {
    ::_exit(1);  // it has ended meanwhile
  }
  ::setpgid(0, 0);  // Ctrl-C is not for it
  const int nothing = ::open("/dev/null", O_RDWR);
  for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    ::dup2(nothing, stream);
  }
  ::execlp("systemd-inhibit", "systemd-inhibit", "--what=sleep:idle:handle-lid-switch",
           "--who=reprise-record", "--why=a performance is being recorded", "--mode=block", "sleep",
           "infinity", nullptr);
  ::_exit(127);
}

}  // namespace

SleepInhibitor::SleepInhibitor() {
  const pid_t parent = ::getpid();
  child_ = ::fork();
  if (child_ == 0) {
    become_inhibitor(parent);
  }
}

SleepInhibitor::~SleepInhibitor() {
  if (child_ > 0) {
    ::kill(-child_, SIGTERM);  // with the sleep that it waits for
    ::kill(child_, SIGTERM);
    ::waitpid(child_, nullptr, 0);
  }
}

}  // namespace reprise::tools
