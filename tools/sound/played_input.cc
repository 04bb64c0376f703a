// A song through the speakers: read() keeps a ring filled with what was decoded ahead, the device's
// callback empties it and says how much it took; the samples that it took are then given from where
// they wait.
#include <algorithm>
#include <atomic>
#include <cstring>
#include <thread>
#include <utility>

#include "core/base/check.h"
#include "core/base/monotonic_clock.h"
#include "core/base/spsc_ring.h"
#include "core/base/time.h"
#include "tools/sound/byte_ring.h"
#include "tools/sound/device_stream.h"
#include "tools/sound/play_sound.h"
#include "tools/sound/sample_convert.h"
#include "tools/sound/source_thread.h"
#include "tools/sound/stream_keeper.h"

namespace reprise::tools {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr milliseconds kPullNap{1};
constexpr std::int64_t kAheadSeconds = 2;  // in the ring, and as much decoded before it
constexpr std::size_t kReports = 4096;  // of the callback; what does not fit waits for the next one
// How much silence follows a song before it counts as heard: more than a device holds back.
constexpr std::int64_t kTailsASecond = 5;

// Samples that were pulled and not yet given.
class WaitingSamples {
 public:
  void append(std::span<const std::int32_t> samples) {
    // What was given goes when it is most of it, so that each sample moves once or twice.
    if (given_ > samples_.size() / 2) {
      samples_.erase(samples_.begin(), samples_.begin() + static_cast<std::ptrdiff_t>(given_));
      given_ = 0;
    }
    samples_.insert(samples_.end(), samples.begin(), samples.end());
  }
  // Valid until append().
  std::span<const std::int32_t> give(std::size_t count) {
    CHECK(count <= samples_.size() - given_);
    const auto given = std::span(samples_).subspan(given_, count);
    given_ += count;
    return given;
  }

 private:
  std::vector<std::int32_t> samples_;
  std::size_t given_ = 0;
};

class PlayedInput final : public SoundInput, private StreamClient {
 public:
  PlayedInput(std::unique_ptr<SourceThread> source, const AudioFormat& format, StreamSpec spec)
      : source_(std::move(source)),
        format_(format),
        spec_(std::move(spec)),
        ring_(static_cast<std::size_t>(kAheadSeconds * spec_.sample_rate) * spec_.frame_bytes()),
        taken_(kReports) {}

  Status start(std::shared_ptr<SoundBackend> backend) {
    TRY(pull_ahead());
    TRY_ASSIGN(keeper_, StreamKeeper::start(
                            [this, kept = std::move(backend)] { return kept->open(spec_, *this); },
                            [this] { return calls_.load(std::memory_order_relaxed); }));
    return {};
  }

  [[nodiscard]] AudioFormat format() const override { return format_; }
  [[nodiscard]] std::int64_t block_frames() const override { return keeper_->block_frames(); }
  [[nodiscard]] std::string name() const override { return keeper_->name(); }
  [[nodiscard]] std::uint64_t xruns() const override { return underruns_; }
  std::vector<std::string> notes() override { return keeper_->take_notes(); }

  [[nodiscard]] SoundState state() const override {
    if (all_pulled_ && given_ == pulled_ && tail_ >= spec_.sample_rate / kTailsASecond) {
      return SoundState::kEnded;
    }
    return keeper_->health() == StreamHealth::kRunning ? SoundState::kRunning : SoundState::kLost;
  }

  Result<std::optional<SoundBlock>> read(milliseconds wait) override {
    const auto deadline = steady_clock::now() + wait;
    for (;;) {
      TRY(pull_ahead());
      if (is_due()) {
        return block();
      }
      const auto now = steady_clock::now();
      if (now >= deadline || state() == SoundState::kEnded) {
        return std::nullopt;
      }
      std::this_thread::sleep_for(std::min<steady_clock::duration>(kPullNap, deadline - now));
    }
  }

 private:
  struct Taken {
    std::int64_t frames = 0;
    std::int64_t heard_ns = 0;  // when the last of them is
  };

  // Fills the ring, as far as the song goes and is decoded.
  Status pull_ahead() {
    for (;;) {
      write_pending();
      if (!pending_.empty() || all_pulled_) {
        return {};
      }
      TRY_ASSIGN(const auto samples, source_->take());
      if (!samples) {
        return {};
      }
      all_pulled_ = samples->empty();
      pulled_ += std::ssize(*samples) / format_.channels;
      waiting_.append(*samples);
      append_device_samples(*samples, format_.bits, pending_);
    }
  }

  void write_pending() {
    if (!pending_.empty()) {
      const std::size_t taken = ring_.write(pending_);
      pending_.erase(pending_.begin(), pending_.begin() + static_cast<std::ptrdiff_t>(taken));
    }
  }

  [[nodiscard]] std::int64_t ns_of(std::int64_t frames) const {
    return nanoseconds_of({frames}, format_.sample_rate);
  }

  // Whether the next block begins to be heard.
  bool is_due() {
    if (next_.frames == 0 && !taken_.try_pop(next_)) {
      return false;
    }
    const std::int64_t begins_ns = next_.heard_ns - ns_of(next_.frames);
    return monotonic_ns() >= begins_ns || keeper_->health() != StreamHealth::kRunning;
  }

  // A block of the device's length at most, when its first frame begins to be heard.
  SoundBlock block() {
    const std::int64_t frames = std::min(next_.frames, keeper_->block_frames());
    const std::int64_t begins_ns = next_.heard_ns - ns_of(next_.frames);
    next_.frames -= frames;
    arrived_ns_ = std::max(arrived_ns_, begins_ns);
    const auto count = static_cast<std::size_t>(frames * format_.channels);
    const SoundBlock block{{format_, SampleIndex{given_}, waiting_.give(count)},
                           0,
                           arrived_ns_,
                           begins_ns + ns_of(frames) - arrived_ns_};
    given_ += frames;
    return block;
  }

  void wanted(std::span<std::byte> frames) override {
    const bool last = all_pulled_;  // asked first: what came before it is then in the ring
    const std::size_t bytes = ring_.read(frames);
    unreported_ += static_cast<std::int64_t>(bytes / spec_.frame_bytes());
    const auto rest = frames.subspan(bytes);
    std::memset(rest.data(), 0, rest.size());
    if (last) {
      tail_ += static_cast<std::int64_t>(rest.size() / spec_.frame_bytes());
    } else {
      count_underruns(!rest.empty());
    }
  }

  void missed(std::int64_t /*frames*/) override { ++underruns_; }

  void handed_over(std::int64_t heard_after_ns) override {
    calls_.fetch_add(1, std::memory_order_relaxed);
    if (unreported_ > 0 && taken_.try_push({unreported_, monotonic_ns() + heard_after_ns})) {
      unreported_ = 0;
    }
  }

  void count_underruns(bool silent) {
    underruns_ += silent && !silent_ ? 1U : 0U;
    silent_ = silent;
  }

  // The reader's.
  std::unique_ptr<SourceThread> source_;
  const AudioFormat format_;
  const StreamSpec spec_;
  Bytes pending_;  // pulled, and had no room in the ring
  WaitingSamples waiting_;
  std::int64_t pulled_ = 0;  // frames
  std::int64_t given_ = 0;
  Taken next_;  // what is left of it
  std::int64_t arrived_ns_ = 0;
  // The callback's.
  std::int64_t unreported_ = 0;  // frames
  bool silent_ = false;
  // Between them.
  ByteRing ring_;
  SpscRing<Taken> taken_;
  std::atomic<bool> all_pulled_{false};
  std::atomic<std::int64_t> tail_{0};  // frames of silence behind the song
  std::atomic<std::uint64_t> underruns_{0};
  std::atomic<std::uint64_t> calls_{0};
  std::unique_ptr<StreamKeeper> keeper_;  // ends first: it calls what stands above
};

}  // namespace

Result<std::unique_ptr<SoundInput>> play_sound(PcmSource source, const AudioFormat& format,
                                               const std::string& output_device) {
  TRY_ASSIGN(auto backend, sound_backend());
  TRY_ASSIGN(const auto devices, backend->devices(Direction::kOut));
  TRY_ASSIGN(const SoundDevice device, find_device(devices, output_device, Direction::kOut));
  StreamSpec spec{Direction::kOut,
                  output_device.empty() ? "" : device.name,
                  format.sample_rate,
                  format.channels,
                  format.bits == 16 ? SampleFormat::kS16 : SampleFormat::kS32,
                  format.sample_rate / 100};
  TRY_ASSIGN(auto ahead,
             SourceThread::start(std::move(source), kAheadSeconds * format.sample_rate));
  auto input = std::make_unique<PlayedInput>(std::move(ahead), format, std::move(spec));
  TRY(input->start(std::move(backend)));
  return input;
}

}  // namespace reprise::tools
