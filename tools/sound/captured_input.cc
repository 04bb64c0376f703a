// Sound from a device: its callback copies into a ring, read() takes it out and converts it.
#include <algorithm>
#include <atomic>
#include <thread>
#include <utility>

#include "core/base/check.h"
#include "core/base/monotonic_clock.h"
#include "tools/sound/block_ring.h"
#include "tools/sound/device_stream.h"
#include "tools/sound/sample_convert.h"
#include "tools/sound/sound_input.h"
#include "tools/sound/stream_keeper.h"

namespace reprise::tools {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

// Nobody wakes the reader: the callback makes no system call.
constexpr milliseconds kNap{1};
constexpr std::int32_t kSmallestBlock = 32;  // of devices; a ring has slots for such blocks

std::size_t ring_frames(const StreamSpec& spec, double seconds) {
  return static_cast<std::size_t>(std::max(1.0, seconds * spec.sample_rate));
}

class CapturedInput final : public SoundInput, private StreamClient {
 public:
  CapturedInput(const StreamSpec& spec, double ring_seconds)
      : spec_(spec),
        ring_(ring_frames(spec, ring_seconds), spec.frame_bytes(),
              ring_frames(spec, ring_seconds) / kSmallestBlock + 1) {}

  Status start(std::shared_ptr<SoundBackend> backend) {
    TRY_ASSIGN(keeper_, StreamKeeper::start(
                            [this, kept = std::move(backend)] { return kept->open(spec_, *this); },
                            [this] { return calls_.load(std::memory_order_relaxed); }));
    return {};
  }

  [[nodiscard]] AudioFormat format() const override {
    return {spec_.sample_rate, spec_.channels, canonical_bits(spec_.format)};
  }
  [[nodiscard]] std::int64_t block_frames() const override { return keeper_->block_frames(); }
  [[nodiscard]] std::string name() const override { return keeper_->name(); }
  [[nodiscard]] std::uint64_t xruns() const override { return ring_.overruns(); }
  [[nodiscard]] std::int64_t clipped() const override { return clipped_; }
  std::vector<std::string> notes() override { return keeper_->take_notes(); }

  [[nodiscard]] SoundState state() const override {
    const StreamHealth health = keeper_->health();
    if (health == StreamHealth::kEnded) {
      return ended_ ? SoundState::kEnded : SoundState::kRunning;
    }
    return health == StreamHealth::kRunning ? SoundState::kRunning : SoundState::kLost;
  }

  Result<std::optional<SoundBlock>> read(milliseconds wait) override {
    const auto deadline = steady_clock::now() + wait;
    BlockStamp stamp;
    for (;;) {
      // Asked first: what came before the end is then in the ring.
      const bool last = keeper_->health() == StreamHealth::kEnded;
      if (ring_.pop(bytes_, stamp)) {
        return block(stamp);
      }
      ended_ = last;
      const auto now = steady_clock::now();
      if (ended_ || now >= deadline) {
        return std::nullopt;
      }
      std::this_thread::sleep_for(std::min<steady_clock::duration>(kNap, deadline - now));
    }
  }

 private:
  void captured(ByteSpan frames, std::int64_t heard_after_ns) override {
    calls_.fetch_add(1, std::memory_order_relaxed);
    ring_.push(frames, monotonic_ns(), heard_after_ns);
  }
  void missed(std::int64_t frames) override { ring_.lose(frames); }

  SoundBlock block(const BlockStamp& stamp) {
    clipped_ += to_canonical(bytes_, spec_.format, samples_);
    const SoundBlock block{{format(), SampleIndex{given_}, samples_},
                           stamp.lost_before,
                           stamp.arrived_ns,
                           stamp.heard_after_ns};
    given_ += block.pcm.frames();
    return block;
  }

  const StreamSpec spec_;
  BlockRing ring_;
  Bytes bytes_;
  std::vector<std::int32_t> samples_;
  std::int64_t given_ = 0;
  std::int64_t clipped_ = 0;
  bool ended_ = false;
  std::atomic<std::uint64_t> calls_{0};
  std::unique_ptr<StreamKeeper> keeper_;  // ends first: it calls what stands above
};

Status check(const SoundRequest& request) {
  const AudioFormat& wanted = request.wanted;
  if (wanted.sample_rate != 0 && (wanted.sample_rate < 44'100 || wanted.sample_rate > 192'000)) {
    return fail(ErrorCode::kUsage,
                "sound comes in at 44100 to 192000 Hz, not " + std::to_string(wanted.sample_rate));
  }
  if (wanted.channels < 0 || wanted.channels > 8) {
    return fail(ErrorCode::kUsage,
                "sound comes in with 1 to 8 channels, not " + std::to_string(wanted.channels));
  }
  return {};
}

std::int32_t first_of(std::int32_t wanted, std::int32_t own, std::int32_t usual) {
  return wanted != 0 ? wanted : own != 0 ? own : usual;
}

StreamSpec spec_of(const SoundRequest& request, const SoundDevice& device) {
  StreamSpec spec;
  spec.direction = Direction::kIn;
  spec.device = request.device.empty() ? "" : device.name;
  spec.sample_rate =
      std::clamp(first_of(request.wanted.sample_rate, device.sample_rate, 48'000), 44'100, 192'000);
  spec.channels = std::clamp(first_of(request.wanted.channels, device.channels, 2), 1, 8);
  spec.format = request.sample_format;
  spec.block_frames = request.block_frames > 0 ? request.block_frames : spec.sample_rate / 100;
  return spec;
}

}  // namespace

Result<std::unique_ptr<SoundInput>> open_sound_input(const SoundRequest& request) {
  TRY(check(request));
  TRY_ASSIGN(auto backend, sound_backend());
  TRY_ASSIGN(const auto devices, backend->devices(Direction::kIn));
  TRY_ASSIGN(const SoundDevice device, find_device(devices, request.device, Direction::kIn));
  auto input = std::make_unique<CapturedInput>(spec_of(request, device), request.ring_seconds);
  TRY(input->start(std::move(backend)));
  return input;
}

}  // namespace reprise::tools
