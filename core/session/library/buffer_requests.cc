#include "core/session/library/buffer_requests.h"

#include <utility>

namespace reprise::session {

void BufferRequest::answer(std::optional<Answer> answer) {
  const std::lock_guard lock(mutex_);
  if (!std::exchange(answered_, true)) {
    answer_ = std::move(answer);
    changed_.notify_all();
  }
}

std::optional<BufferRequest::Answer> BufferRequest::wait(std::chrono::milliseconds most) {
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, most, [this] { return answered_; });
  answered_ = true;  // what comes later comes too late
  return std::exchange(answer_, std::nullopt);
}

bool BufferRequest::answered() const {
  const std::lock_guard lock(mutex_);
  return answered_;
}

std::shared_ptr<BufferRequest> BufferRequests::ask(SampleIndex from) {
  auto request = std::make_shared<BufferRequest>(from);
  const std::lock_guard lock(mutex_);
  waiting_.push_back(request);
  return request;
}

std::shared_ptr<BufferRequest> BufferRequests::take() {
  const std::lock_guard lock(mutex_);
  if (waiting_.empty()) {
    return nullptr;
  }
  auto request = std::move(waiting_.front());
  waiting_.pop_front();
  return request;
}

}  // namespace reprise::session
