#include "core/session/record/live_take.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <iterator>
#include <mutex>
#include <string>
#include <system_error>
#include <thread>
#include <utility>

#include "core/base/poll.h"
#include "core/session/record/take_encoder.h"

namespace reprise::session {
namespace {

constexpr std::int64_t kMostWaiting = 60;  // s of sound
// A past of minutes must not crowd frames out of the writer's queue.
constexpr std::uint64_t kCrowd = 2048;  // records
// For persistent buffers: until then the take is not on the disk.
constexpr std::chrono::milliseconds kBuffersWait{800};
constexpr std::chrono::milliseconds kLook{100};  // at a disk that is not written to
constexpr std::chrono::microseconds kShortNap{500};
constexpr std::chrono::microseconds kLongNap{4000};

}  // namespace

struct LiveTake::Impl {
  Impl(FileSystem& files, LiveTakePlan the_plan) : fs(files), plan(std::move(the_plan)) {
    stats.path = plan.target.path;
    stats.start = plan.header.start();
    stats.end = plan.past.empty() ? stats.start : std::max(stats.start, plan.past.back().to);
    most_waiting = kMostWaiting * plan.header.audio.sample_rate;
    try {
      thread = std::thread([this] { retire(record()); });
    } catch (const std::system_error& error) {
      retire(fail(ErrorCode::kResource, std::string("no thread for a take: ") + error.what()));
    }
  }

  // ---- the take's thread ------------------------------------------------------------------------

  Result<timeline::Seal> record() {
    TRY_ASSIGN(TakeEncoder encoder, create());
    TRY(write_past(encoder));
    while (const std::optional<LiveStretch> stretch = next()) {
      TRY(encoder.add(*stretch));
      note(encoder.counts());
    }
    TRY(status_now());
    TRY(encoder.finish());
    note(encoder.counts());
    return writer->seal(encoder.seal());
  }

  Result<TakeEncoder> create() {
    std::filesystem::path path = plan.target.find ? plan.target.find(fs) : plan.target.path;
    {
      const std::lock_guard lock(mutex);
      stats.path = path;
    }
    std::vector<timeline::Attachment> files = attachments();
    add_buffers(files);
    timeline::TakeHeader& header = plan.header;
    TRY_ASSIGN(TakeEncoder encoder,
               TakeEncoder::create({header.audio, header.start(), plan.from, plan.silence}));
    const ByteSpan codec = encoder.codec_header();
    header.lanes.front().codec_header.assign(codec.begin(), codec.end());
    TRY_ASSIGN(timeline::TakeWriter created,
               timeline::TakeWriter::create(fs, path, header, files, plan.writer));
    const std::lock_guard lock(mutex);
    writer = std::make_unique<timeline::TakeWriter>(std::move(created));
    encoder.write_to(*writer);
    stats.created = true;
    stats.left = true;
    changed.notify_all();
    return encoder;
  }

  [[nodiscard]] std::vector<timeline::Attachment> attachments() const {
    std::vector<timeline::Attachment> files = *plan.show;
    if (plan.state) {
      std::ranges::move(attachments_of(*plan.state), std::back_inserter(files));
    }
    return files;
  }

  // Where they could be had.
  void add_buffers(std::vector<timeline::Attachment>& files) const {
    auto file = plan.buffers ? plan.buffers->wait(kBuffersWait) : std::nullopt;
    if (file) {
      files.push_back(std::move(*file));
    }
  }
  // Any thread: nobody waits for them any more.
  void give_up_buffers() const {
    if (plan.buffers) {
      plan.buffers->answer({});
    }
  }

  // As fast as the disk takes it.
  Status write_past(TakeEncoder& encoder) {
    for (; !plan.past.empty(); plan.past.pop_front()) {
      Poll(kShortNap, kLongNap).until([this] {
        return writer->stats().waiting < kCrowd || !status_now();
      });
      TRY(status_now());
      TRY(encoder.add(plan.past.front()));
      note(encoder.counts());
    }
    return {};
  }

  std::optional<LiveStretch> next() {
    std::unique_lock lock(mutex);
    // In a pause the disk may fail while nothing comes.
    while (!changed.wait_for(lock, kLook, [this] { return !queue.empty() || ended || !status; })) {
      if (status = writer->status(); !status) {
        break;
      }
    }
    if (!status || queue.empty()) {
      return std::nullopt;
    }
    LiveStretch stretch = std::move(queue.front());
    queue.pop_front();
    waiting_samples -= stretch.to.value - stretch.from.value;
    waiting_records -= stretch.records.size();
    return stretch;
  }

  void note(const TakeEncoder::Counts& counts) {
    const std::lock_guard lock(mutex);
    stats.frames = counts.frames;
    stats.cues = counts.cues;
    stats.hashes = counts.hashes;
    stats.lost_samples = counts.lost_samples;
  }

  // How it went is told before the file is left, which may take as long as the disk likes.
  void retire(Result<timeline::Seal> sealed) {
    std::unique_ptr<timeline::TakeWriter> leaving;
    std::deque<LiveStretch> unwritten;
    const bool left = !sealed && stats.created && fs.exists(timeline::partial_path(stats.path));
    {
      const std::lock_guard lock(mutex);
      stats.left = left;
      if (!sealed) {
        fail_with(std::move(sealed).error(), unwritten);
      } else {
        seal = *sealed;
        stats.lost_samples = seal->lost_samples;
      }
      if (writer) {
        stats.writer = writer->stats();
        leaving = std::move(writer);
      }
      changed.notify_all();
    }
    leaving.reset();
    const std::lock_guard lock(mutex);
    retired = true;
    changed.notify_all();
  }

  // ---- any thread -------------------------------------------------------------------------------

  [[nodiscard]] Status status_now() const {
    const std::lock_guard lock(mutex);
    return status;
  }

  // The first failure counts. What waited is the caller's to free, without the lock.
  void fail_with(Error error, std::deque<LiveStretch>& unwritten) {
    if (status && !seal) {
      status = fail(std::move(error));
    }
    unwritten.swap(queue);
    waiting_samples = 0;
    waiting_records = 0;
    changed.notify_all();
  }

  [[nodiscard]] TakeStats stats_now() const {
    TakeStats now = stats;
    if (writer) {
      now.writer = writer->stats();
    }
    now.waiting = waiting_records + now.writer.waiting;
    now.saved_until = std::clamp(now.writer.synced_until, now.start, now.end);
    return now;
  }

  FileSystem& fs;
  LiveTakePlan plan;  // the take's thread's, but for `buffers`, which stays as it is
  std::int64_t most_waiting = 0;

  mutable std::mutex mutex;
  mutable std::condition_variable changed;
  std::deque<LiveStretch> queue;
  std::int64_t waiting_samples = 0;
  std::uint64_t waiting_records = 0;
  bool ended = false;
  bool retired = false;
  Status status;
  TakeStats stats;
  std::optional<timeline::Seal> seal;
  std::unique_ptr<timeline::TakeWriter> writer;  // used by the take's thread without the lock
  std::thread thread;                            // last: it uses the others
};

LiveTake::LiveTake(FileSystem& fs, LiveTakePlan plan)
    : impl_(std::make_unique<Impl>(fs, std::move(plan))) {}

LiveTake::~LiveTake() {
  bool ended = false;
  {
    const std::lock_guard lock(impl_->mutex);
    ended = impl_->ended;
  }
  if (!ended) {
    give_up({ErrorCode::kCancelled, "the take was left"});
  }
  if (impl_->thread.joinable()) {
    impl_->thread.join();
  }
}

void LiveTake::add(LiveStretch stretch) {
  Impl& my = *impl_;
  std::deque<LiveStretch> unwritten;
  const std::lock_guard lock(my.mutex);
  my.stats.end = std::max(my.stats.end, stretch.to);
  if (!my.status) {
    return;
  }
  my.waiting_samples += stretch.to.value - stretch.from.value;
  my.waiting_records += stretch.records.size();
  my.queue.push_back(std::move(stretch));
  if (my.waiting_samples > my.most_waiting) {
    my.fail_with(
        {ErrorCode::kIo, "the disk has not answered for " + std::to_string(kMostWaiting) + " s"},
        unwritten);
  }
  my.changed.notify_all();
}

void LiveTake::end() {
  impl_->give_up_buffers();
  const std::lock_guard lock(impl_->mutex);
  impl_->ended = true;
  impl_->changed.notify_all();
}

void LiveTake::give_up(Error why) {
  impl_->give_up_buffers();
  std::deque<LiveStretch> unwritten;
  const std::lock_guard lock(impl_->mutex);
  impl_->fail_with(std::move(why), unwritten);
}

TakeStats LiveTake::stats() const {
  const std::lock_guard lock(impl_->mutex);
  return impl_->stats_now();
}

Status LiveTake::status() const {
  return impl_->status_now();
}

std::optional<Result<TakeEnd>> LiveTake::outcome() const {
  const std::lock_guard lock(impl_->mutex);
  if (!impl_->status) {
    return fail(impl_->status.error());
  }
  return impl_->seal ? std::optional<Result<TakeEnd>>(TakeEnd{*impl_->seal, impl_->stats_now()})
                     : std::nullopt;
}

bool LiveTake::over() const {
  const std::lock_guard lock(impl_->mutex);
  return impl_->retired;
}

void LiveTake::wait_until_created() const {
  std::unique_lock lock(impl_->mutex);
  impl_->changed.wait(lock, [this] { return impl_->stats.created || !impl_->status; });
}

void LiveTake::wait_for_outcome() const {
  std::unique_lock lock(impl_->mutex);
  impl_->changed.wait(lock, [this] { return impl_->seal || !impl_->status; });
}

}  // namespace reprise::session
