// A bounded queue between threads: push waits while it is full, pop while it is empty.
// close() lets the consumer drain what is there and makes every later push fail; abort() empties it
// at once. Any number of producers and consumers.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>
#include <optional>
#include <utility>

#include "core/base/check.h"

namespace reprise {

template <typename T>
class BoundedQueue {
 public:
  explicit BoundedQueue(std::size_t capacity) : capacity_(capacity) { CHECK(capacity > 0); }

  // False when the queue was closed; `item` is then lost.
  [[nodiscard]] bool push(T item) {
    std::unique_lock lock(mutex_);
    space_.wait(lock, [&] { return closed_ || items_.size() < capacity_; });
    if (closed_) {
      return false;
    }
    items_.push_back(std::move(item));
    available_.notify_one();
    return true;
  }

  // Empty when the queue is closed and drained.
  [[nodiscard]] std::optional<T> pop() {
    std::unique_lock lock(mutex_);
    available_.wait(lock, [&] { return closed_ || !items_.empty(); });
    if (items_.empty()) {
      return std::nullopt;
    }
    std::optional<T> item(std::move(items_.front()));
    items_.pop_front();
    space_.notify_one();
    return item;
  }

  void close() {
    std::lock_guard lock(mutex_);
    closed_ = true;
    space_.notify_all();
    available_.notify_all();
  }

  void abort() {
    std::lock_guard lock(mutex_);
    closed_ = true;
    items_.clear();
    space_.notify_all();
    available_.notify_all();
  }

  [[nodiscard]] std::size_t size() const {
    std::lock_guard lock(mutex_);
    return items_.size();
  }

 private:
  const std::size_t capacity_;
  mutable std::mutex mutex_;
  std::condition_variable space_;
  std::condition_variable available_;
  std::deque<T> items_;
  bool closed_ = false;
};

}  // namespace reprise
