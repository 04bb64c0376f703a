#include "tools/common/signals.h"

#include <csignal>
#include <cstdint>
#include <ctime>
#include <initializer_list>

#include <unistd.h>

namespace reprise::tools {
namespace {

std::atomic<bool> stop{false};
std::atomic<int> first_signal{0};
std::atomic<std::int64_t> first_time{0};  // ms
static_assert(std::atomic<bool>::is_always_lock_free && std::atomic<int>::is_always_lock_free &&
                  std::atomic<std::int64_t>::is_always_lock_free,
              "a signal handler may touch nothing else");

constexpr std::int64_t kSameSignal = 200;  // ms

std::int64_t monotonic_ms() {
  timespec now{};
  ::clock_gettime(CLOCK_MONOTONIC, &now);
  return std::int64_t{now.tv_sec} * 1000 + now.tv_nsec / 1'000'000;
}

constexpr int exit_code(int signal_number) {
  return 128 + signal_number;
}

extern "C" void on_stop_signal(int signal_number) {
  if (first_signal == 0) {
    first_time = monotonic_ms();
    first_signal = signal_number;
    stop = true;
  } else if (signal_number != SIGHUP && monotonic_ms() - first_time > kSameSignal) {
    // A terminal that goes away says so several times, and none of them is anybody's impatience.
    ::_exit(exit_code(signal_number));
  }
}

extern "C" void on_exit_signal(int signal_number) {
  ::_exit(exit_code(signal_number));
}

void install(void (*handler)(int)) {
  // A file that meets a size limit is an error like a full disk, not a death.
  std::signal(SIGXFSZ, SIG_IGN);
  struct sigaction action {};
  action.sa_handler = handler;
  action.sa_flags = SA_RESTART;
  sigemptyset(&action.sa_mask);
  for (int signal_number : {SIGINT, SIGTERM}) {
    ::sigaction(signal_number, &action, nullptr);
  }
  struct sigaction before {};
  if (::sigaction(SIGHUP, nullptr, &before) == 0 && before.sa_handler != SIG_IGN) {  // nohup
    ::sigaction(SIGHUP, &action, nullptr);
  }
}

}  // namespace

void install_stop_signals() {
  install(on_stop_signal);
}

void install_exit_signals() {
  install(on_exit_signal);
}

const std::atomic<bool>& stop_flag() {
  return stop;
}

int signal_exit_code() {
  const int signal_number = first_signal;
  return signal_number == 0 ? 0 : exit_code(signal_number);
}

}  // namespace reprise::tools
