// A system that gives no threads, as at a limit on processes, while the object lives. One object at
// a time; it affects the whole process.
#pragma once

#include <cstddef>

#include <pthread.h>

namespace reprise {

// No system has memory for such a stack.
class NoNewThreads {
 public:
  NoNewThreads() {
    pthread_getattr_default_np(&usual_);
    pthread_attr_t huge = usual_;
    pthread_attr_setstacksize(&huge, std::size_t{1} << 46);
    pthread_setattr_default_np(&huge);
  }
  NoNewThreads(const NoNewThreads&) = delete;
  NoNewThreads& operator=(const NoNewThreads&) = delete;
  ~NoNewThreads() { pthread_setattr_default_np(&usual_); }

 private:
  pthread_attr_t usual_{};
};

}  // namespace reprise
