#include "core/base/side_task.h"

#include <condition_variable>
#include <mutex>
#include <system_error>
#include <thread>

namespace reprise {

struct SideTask::Impl {
  ~Impl() {
    {
      const std::lock_guard lock(mutex);
      ending = true;
    }
    changed.notify_all();
    if (thread.joinable()) {
      thread.join();
    }
  }

  // False when the system gives no thread: limits are no reason to lose a recording.
  bool have_thread() {
    if (!thread.joinable()) {
      try {
        thread = std::thread([this] { run(); });
      } catch (const std::system_error&) {
        return false;
      }
    }
    return true;
  }

  void run() {
    std::unique_lock lock(mutex);
    while (true) {
      changed.wait(lock, [&] { return ending || work; });
      if (!work) {
        return;
      }
      lock.unlock();
      work();
      lock.lock();
      work = nullptr;
      changed.notify_all();
    }
  }
  void wait(std::unique_lock<std::mutex>& lock) {
    changed.wait(lock, [&] { return !work; });
  }

  std::mutex mutex;
  std::condition_variable changed;
  std::function<void()> work;  // while it waits or runs
  bool ending = false;
  std::thread thread;
};

SideTask::SideTask() : impl_(std::make_unique<Impl>()) {}
SideTask::SideTask(SideTask&&) noexcept = default;
SideTask& SideTask::operator=(SideTask&&) noexcept = default;
SideTask::~SideTask() = default;

void SideTask::start(std::function<void()> work) {
  if (!impl_->have_thread()) {
    work();
    return;
  }
  std::unique_lock lock(impl_->mutex);
  impl_->wait(lock);
  impl_->work = std::move(work);
  impl_->changed.notify_all();
}

void SideTask::wait() {
  std::unique_lock lock(impl_->mutex);
  impl_->wait(lock);
}

}  // namespace reprise
