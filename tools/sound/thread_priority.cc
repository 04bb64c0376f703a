#include "tools/sound/thread_priority.h"

#include <pthread.h>
#include <sched.h>
#include <sys/resource.h>
#include <unistd.h>

namespace reprise::tools {
namespace {

constexpr int kRealTime = 5;  // as PulseAudio's own threads
constexpr int kNice = -11;

}  // namespace

std::string raise_thread_priority() {
  sched_param wanted{};
  wanted.sched_priority = kRealTime;
  if (pthread_setschedparam(pthread_self(), SCHED_RR | SCHED_RESET_ON_FORK, &wanted) == 0) {
    return {};
  }
  const auto thread = static_cast<id_t>(::gettid());
  if (::setpriority(PRIO_PROCESS, thread, kNice) == 0) {
    return {};
  }
  return "sound is taken in at normal priority: the system allows no more (ulimit -r, ulimit -e)";
}

}  // namespace reprise::tools
