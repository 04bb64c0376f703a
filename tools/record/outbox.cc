#include "tools/record/outbox.h"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

namespace reprise::tools {

// The thread's too, which may be stuck in a write for ever.
struct Outbox::Shared {
  Write write;
  std::size_t most = 0;
  std::mutex mutex;
  std::condition_variable changed;
  std::deque<std::string> messages;
  std::optional<std::string> replaceable;
  std::size_t left_out = 0;
  bool busy = false;
  bool stop = false;

  [[nodiscard]] bool idle() const { return messages.empty() && !replaceable && !busy; }

  // The next text; nothing at the end.
  std::optional<std::string> next() {
    std::unique_lock lock(mutex);
    busy = false;
    changed.notify_all();
    changed.wait(lock, [this] { return stop || !idle(); });
    if (stop) {
      return std::nullopt;
    }
    busy = true;
    if (left_out > 0) {
      return "(" + std::to_string(std::exchange(left_out, 0)) + " messages left out)\n";
    }
    if (messages.empty()) {
      return std::exchange(replaceable, std::nullopt);
    }
    std::string text = std::move(messages.front());
    messages.pop_front();
    return text;
  }
};

Outbox::Outbox(Write write, std::size_t most) : shared_(std::make_shared<Shared>()) {
  shared_->write = std::move(write);
  shared_->most = most;
  std::thread([shared = shared_] {
    while (const auto text = shared->next()) {
      shared->write(*text);
    }
  }).detach();
}

Outbox::~Outbox() {
  const std::lock_guard lock(shared_->mutex);
  shared_->stop = true;
  shared_->changed.notify_all();
}

void Outbox::post(std::string text) {
  const std::lock_guard lock(shared_->mutex);
  shared_->messages.push_back(std::move(text));
  if (shared_->messages.size() > shared_->most) {
    shared_->messages.pop_front();
    ++shared_->left_out;
  }
  shared_->changed.notify_all();
}

void Outbox::replace(std::string text) {
  const std::lock_guard lock(shared_->mutex);
  shared_->replaceable = std::move(text);
  shared_->changed.notify_all();
}

void Outbox::drop_replaceable() {
  const std::lock_guard lock(shared_->mutex);
  shared_->replaceable.reset();
}

bool Outbox::flush(std::chrono::milliseconds patience) {
  std::unique_lock lock(shared_->mutex);
  return shared_->changed.wait_for(lock, patience, [this] { return shared_->idle(); });
}

}  // namespace reprise::tools
