// A thread beside the caller's for one piece of work at a time: start it, do something else, wait
// for it. The thread is made by the first start() and ends with the object; where the system gives
// none, start() does the work itself. One caller.
#pragma once

#include <functional>
#include <memory>

namespace reprise {

class SideTask {
 public:
  SideTask();
  SideTask(SideTask&&) noexcept;
  SideTask& operator=(SideTask&&) noexcept;
  ~SideTask();  // waits for what was started

  // `work` must not throw. Waits for the work before it.
  void start(std::function<void()> work);
  // Returns when nothing runs. What the work wrote is then visible to the caller.
  void wait();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace reprise
