#include "tools/sound/stream_keeper.h"

#include <system_error>
#include <utility>

namespace reprise::tools {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kLook{50};
constexpr milliseconds kRetry{500};

}  // namespace

StreamKeeper::StreamKeeper(Open open, std::unique_ptr<DeviceStream> stream)
    : open_(std::move(open)) {
  adopt(std::move(stream));
}

Result<std::unique_ptr<StreamKeeper>> StreamKeeper::start(Open open) {
  TRY_ASSIGN(auto stream, open());
  std::unique_ptr<StreamKeeper> keeper(new StreamKeeper(std::move(open), std::move(stream)));
  TRY(keeper->start_thread());
  return keeper;
}

Status StreamKeeper::start_thread() {
  try {
    thread_ = std::thread([this] { keep(); });
  } catch (const std::system_error&) {
    return fail(ErrorCode::kResource, "no thread for the sound device");
  }
  return {};
}

StreamKeeper::~StreamKeeper() {
  {
    const std::lock_guard lock(mutex_);
    end_ = true;
  }
  ended_.notify_all();
  if (thread_.joinable()) {
    thread_.join();
  }
}

void StreamKeeper::adopt(std::unique_ptr<DeviceStream> stream) {
  const std::lock_guard lock(mutex_);
  stream_ = std::move(stream);
  block_frames_ = stream_->block_frames();
}

bool StreamKeeper::sleep(milliseconds pause) {
  std::unique_lock lock(mutex_);
  return !ended_.wait_for(lock, pause, [this] { return end_; });
}

void StreamKeeper::keep() {
  while (sleep(health() == StreamHealth::kGone ? kRetry : kLook)) {
    if (health() != StreamHealth::kGone) {
      continue;
    }
    std::unique_ptr<DeviceStream> gone;
    {
      const std::lock_guard lock(mutex_);
      last_name_ = stream_ == nullptr ? last_name_ : stream_->name();
      gone = std::move(stream_);
    }
    gone.reset();  // may wait for the device's thread
    if (auto stream = open_()) {
      adopt(std::move(*stream));
    }
  }
}

StreamHealth StreamKeeper::health() const {
  const std::lock_guard lock(mutex_);
  return stream_ == nullptr ? StreamHealth::kGone : stream_->health();
}

std::string StreamKeeper::name() const {
  const std::lock_guard lock(mutex_);
  return stream_ == nullptr ? last_name_ : stream_->name();
}

std::int64_t StreamKeeper::block_frames() const {
  const std::lock_guard lock(mutex_);
  return block_frames_;
}

double StreamKeeper::latency_seconds() const {
  const std::lock_guard lock(mutex_);
  return stream_ == nullptr ? 0 : stream_->latency_seconds();
}

std::vector<std::string> StreamKeeper::take_notes() {
  const std::lock_guard lock(mutex_);
  return stream_ == nullptr ? std::vector<std::string>{} : stream_->take_notes();
}

}  // namespace reprise::tools
