#include "tools/sound/stream_keeper.h"

#include <algorithm>
#include <system_error>
#include <utility>

namespace reprise::tools {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kLook{50};
constexpr milliseconds kRetry{500};
constexpr int kQuietLooks = 60;        // looks: three seconds …
constexpr int kMostQuietLooks = 1920;  // … and a minute and a half

}  // namespace

StreamKeeper::StreamKeeper(Open open, Calls calls, std::unique_ptr<DeviceStream> stream)
    : open_(std::move(open)), calls_(std::move(calls)), patience_(kQuietLooks) {
  adopt(std::move(stream));
}

Result<std::unique_ptr<StreamKeeper>> StreamKeeper::start(Open open, Calls calls) {
  TRY_ASSIGN(auto stream, open());
  std::unique_ptr<StreamKeeper> keeper(
      new StreamKeeper(std::move(open), std::move(calls), std::move(stream)));
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
    if (is_dead()) {
      open_again();
    }
  }
}

bool StreamKeeper::is_dead() {
  const StreamHealth now = health();
  const std::uint64_t calls = calls_();
  const bool called = std::exchange(calls_seen_, calls) != calls;
  if (called || now != StreamHealth::kRunning) {
    patience_ = called ? kQuietLooks : patience_;
    quiet_looks_ = 0;
    return now == StreamHealth::kGone;
  }
  if (++quiet_looks_ < patience_) {
    return false;
  }
  quiet_looks_ = 0;
  patience_ = std::min(2 * patience_, kMostQuietLooks);
  return true;
}

void StreamKeeper::open_again() {
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

std::vector<std::string> StreamKeeper::take_notes() {
  const std::lock_guard lock(mutex_);
  return stream_ == nullptr ? std::vector<std::string>{} : stream_->take_notes();
}

}  // namespace reprise::tools
