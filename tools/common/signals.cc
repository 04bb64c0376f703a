#include "tools/common/signals.h"

#include <csignal>
#include <initializer_list>

#include <unistd.h>

namespace reprise::tools {
namespace {

std::atomic<bool> stop{false};
std::atomic<int> first_signal{0};
static_assert(std::atomic<bool>::is_always_lock_free && std::atomic<int>::is_always_lock_free,
              "a signal handler may touch nothing else");

constexpr int exit_code(int signal_number) {
  return 128 + signal_number;
}

extern "C" void on_stop_signal(int signal_number) {
  if (stop.exchange(true)) {
    ::_exit(exit_code(signal_number));
  }
  first_signal = signal_number;
}

}  // namespace

void install_stop_signals() {
  for (int signal_number : {SIGINT, SIGTERM}) {
    struct sigaction action {};
    action.sa_handler = on_stop_signal;
    action.sa_flags = SA_RESTART;
    sigemptyset(&action.sa_mask);
    ::sigaction(signal_number, &action, nullptr);
  }
}

const std::atomic<bool>& stop_flag() {
  return stop;
}

int signal_exit_code() {
  const int signal_number = first_signal;
  return signal_number == 0 ? 0 : exit_code(signal_number);
}

}  // namespace reprise::tools
