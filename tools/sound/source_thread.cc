#include "tools/sound/source_thread.h"

#include <system_error>
#include <utility>

namespace reprise::tools {

Result<std::unique_ptr<SourceThread>> SourceThread::start(PcmSource source,
                                                          std::int64_t most_frames) {
  std::unique_ptr<SourceThread> ahead(new SourceThread(std::move(source), most_frames));
  TRY(ahead->start_thread());
  std::unique_lock lock(ahead->mutex_);
  ahead->changed_.wait(lock, [&] { return ahead->ended_ || ahead->is_full(); });
  lock.unlock();
  return ahead;
}

Status SourceThread::start_thread() {
  try {
    thread_ = std::thread([this] { run(); });
  } catch (const std::system_error&) {
    return fail(ErrorCode::kResource, "no thread to decode the song");
  }
  return {};
}

SourceThread::~SourceThread() {
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
  }
  changed_.notify_all();
  if (thread_.joinable()) {
    thread_.join();
  }
}

bool SourceThread::is_full() const {
  return waiting_samples_ >= most_frames_ * channels_;
}

void SourceThread::run() {
  for (;;) {
    Result<PcmView> pcm = source_();
    std::unique_lock lock(mutex_);
    ended_ = !pcm || pcm->frames() == 0;
    if (ended_) {
      ended_with_ = pcm ? Status() : Status(fail(std::move(pcm).error()));
    } else {
      channels_ = pcm->format.channels;
      waiting_samples_ += std::ssize(pcm->samples);
      waiting_.emplace_back(pcm->samples.begin(), pcm->samples.end());
    }
    changed_.notify_all();
    changed_.wait(lock, [this] { return stop_ || ended_ || !is_full(); });
    if (stop_ || ended_) {
      return;
    }
  }
}

Result<std::optional<std::vector<std::int32_t>>> SourceThread::take() {
  const std::lock_guard lock(mutex_);
  if (waiting_.empty()) {
    TRY(ended_with_);
    return ended_ ? std::optional(std::vector<std::int32_t>()) : std::nullopt;
  }
  std::vector<std::int32_t> samples = std::move(waiting_.front());
  waiting_.pop_front();
  waiting_samples_ -= std::ssize(samples);
  changed_.notify_all();
  return samples;
}

}  // namespace reprise::tools
