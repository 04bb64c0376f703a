// What the thread that cuts takes wants of the one that draws: persistent buffers for a take that
// begins in the middle of a run. Neither waits for the other: a third one, which creates the take's
// file, waits for the answer. Any thread.
#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>

#include "core/base/time.h"
#include "core/timeline/records.h"

namespace reprise::session {

class BufferRequest {
 public:
  // The take holds what was drawn from `from` on.
  explicit BufferRequest(SampleIndex from) : from_(from) {}

  using Answer = timeline::Attachment;  // state/render
  [[nodiscard]] SampleIndex from() const { return from_; }

  // None: they cannot be had, or nobody wants them any more. The first answer counts.
  void answer(std::optional<Answer> answer);
  // Nothing as well when there is no answer after `most`.
  std::optional<Answer> wait(std::chrono::milliseconds most);
  [[nodiscard]] bool answered() const;

 private:
  const SampleIndex from_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  bool answered_ = false;
  std::optional<Answer> answer_;
};

class BufferRequests {
 public:
  std::shared_ptr<BufferRequest> ask(SampleIndex from);
  // The oldest one that was not taken yet, or null.
  std::shared_ptr<BufferRequest> take();

 private:
  std::mutex mutex_;
  std::deque<std::shared_ptr<BufferRequest>> waiting_;
};

}  // namespace reprise::session
