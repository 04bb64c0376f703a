#include "core/session/library/buffer_keeper.h"

#include <algorithm>
#include <atomic>
#include <deque>
#include <optional>
#include <utility>

#include "core/base/side_task.h"
#include "core/session/library/performance_state.h"

namespace reprise::session {
namespace {

// The moments at which a take begins lie at most 0.4 s and a take's lead behind what is drawn.
constexpr std::size_t kMostKept = 6;
constexpr std::uint64_t kMostBytes = std::uint64_t{1} << 29;  // on the GPU
constexpr std::size_t kPiece = std::size_t{1} << 22;          // of a read-back

}  // namespace

struct BufferKeeper::Impl {
  // The buffers between two frames that were drawn one after the other.
  struct Kept {
    FrameTick last;
    SampleIndex next;
    render::BufferSnapshot buffers;
  };
  // What is being read for somebody.
  struct Job {
    std::shared_ptr<BufferRequest> request;
    FrameTick last;
    render::BufferSnapshot buffers;
  };

  std::shared_ptr<BufferRequests> requests;
  std::int64_t interval;  // samples
  std::deque<Kept> kept{};
  std::optional<FrameTick> last{};
  std::shared_ptr<BufferRequest> request{};  // that there is no job for yet
  std::optional<Job> job{};
  std::atomic<bool> packing{false};
  SideTask task{};  // last: its work uses the rest

  // The earliest ones with which everything begins that was drawn since `from`.
  [[nodiscard]] const Kept* find(SampleIndex from) const {
    const auto found =
        std::ranges::find_if(kept, [from](const Kept& entry) { return entry.next >= from; });
    return found == kept.end() ? nullptr : &*found;
  }

  void forget_old() {
    std::uint64_t bytes = 0;
    std::size_t count = 0;
    for (auto entry = kept.rbegin(); entry != kept.rend(); ++entry, ++count) {
      bytes += entry->buffers.bytes();
      if (count == kMostKept || (count > 0 && bytes > kMostBytes)) {
        break;
      }
    }
    kept.erase(kept.begin(), kept.end() - static_cast<std::ptrdiff_t>(count));
  }

  void begin_job() {
    if (request == nullptr) {
      request = requests->take();
    }
    const Kept* from = request != nullptr ? find(request->from()) : nullptr;
    if (from == nullptr) {
      return;  // a frame must be drawn first
    }
    if (from->buffers.bytes() > render::kMostTexelBytes) {
      std::exchange(request, nullptr)->answer({});
      return;
    }
    job = Job{std::exchange(request, nullptr), from->last, from->buffers.copy()};
  }

  void hand_over() {
    packing = true;
    auto state = std::make_shared<render::RenderState>(job->buffers.take());
    state->frame = job->last.index;
    state->sample = job->last.sample;
    task.start([this, state, asked = std::exchange(job->request, nullptr)] {
      auto file = attachment_of(*state);
      asked->answer(file ? std::optional(std::move(*file)) : std::nullopt);
      packing = false;
    });
    job.reset();
  }
};

BufferKeeper::BufferKeeper(std::shared_ptr<BufferRequests> requests, std::int64_t sample_rate)
    : impl_(new Impl{.requests = std::move(requests),
                     .interval = samples_between_states(sample_rate)}) {}
BufferKeeper::BufferKeeper(BufferKeeper&&) noexcept = default;
BufferKeeper& BufferKeeper::operator=(BufferKeeper&&) noexcept = default;

BufferKeeper::~BufferKeeper() {
  if (impl_ == nullptr) {
    return;
  }
  if (impl_->job) {
    impl_->job->request->answer({});
  }
  if (impl_->request != nullptr) {
    impl_->request->answer({});
  }
  while (const auto left = impl_->requests ? impl_->requests->take() : nullptr) {
    left->answer({});
  }
}

void BufferKeeper::before(FramePainter& painter, const FrameTick& tick) {
  Impl& my = *impl_;
  const std::optional<FrameTick> last = std::exchange(my.last, tick);
  if (!last || !painter.has_steps()) {
    return;
  }
  const bool is_due = tick.sample.value / my.interval != last->sample.value / my.interval;
  if (is_due || (my.request != nullptr && my.find(my.request->from()) == nullptr)) {
    my.kept.push_back({*last, tick.sample, painter.renderer().snapshot()});
    my.forget_old();
  }
}

void BufferKeeper::lose() {
  if (impl_->job) {
    impl_->job->request->answer({});
    static_cast<void>(std::make_unique<Impl::Job>(std::move(*impl_->job)).release());
    impl_->job.reset();
  }
}

Status BufferKeeper::look_after() {
  Impl& my = *impl_;
  if (my.requests == nullptr) {
    return {};
  }
  if (!my.job) {
    my.begin_job();
  }
  if (!my.job || my.packing) {
    return {};
  }
  auto complete = my.job->buffers.read(kPiece);
  if (!complete || my.job->request->answered()) {
    my.job->request->answer({});
    my.job.reset();
    return complete ? Status() : fail(std::move(complete).error());
  }
  if (*complete) {
    my.hand_over();
  }
  return {};
}

}  // namespace reprise::session
