#include "tools/record/live_start.h"

#include <algorithm>

#include "core/base/monotonic_clock.h"
#include "core/base/time.h"

namespace reprise::tools {
namespace {

constexpr std::int64_t kFirstSound = 1'000'000'000;  // ns until the first block may have come
constexpr std::int64_t kListened = 250'000'000;      // ns from then on
constexpr std::chrono::milliseconds kTurn{5};

// When sample 0 was heard, by each block; the first ones of a server are off by a block.
std::int64_t zero_of(const std::vector<KeptBlock>& blocks, std::int64_t rate) {
  std::vector<std::int64_t> zeros;
  std::int64_t end = 0;
  for (const KeptBlock& kept : blocks) {
    end += kept.block.lost_before + kept.block.pcm.frames();
    zeros.push_back(kept.block.arrived_ns + kept.block.heard_after_ns -
                    nanoseconds_of({end}, rate));
  }
  const auto middle = zeros.begin() + std::ssize(zeros) / 2;
  std::ranges::nth_element(zeros, middle);
  return *middle;
}

}  // namespace

SoundBlock KeptBlock::view() const {
  SoundBlock kept = block;
  kept.pcm.samples = samples;
  return kept;
}

Result<LiveStart> listen_for_start(SoundInput& input) {
  LiveStart start;
  start.zero_ns = monotonic_ns();
  std::int64_t until = start.zero_ns + kFirstSound;
  while (monotonic_ns() < until && input.state() != SoundState::kEnded) {
    TRY_ASSIGN(const auto block, input.read(kTurn));
    if (!block) {
      continue;
    }
    if (start.blocks.empty()) {
      until = monotonic_ns() + kListened;
    }
    const auto samples = block->pcm.samples;
    start.blocks.push_back({*block, {samples.begin(), samples.end()}});
  }
  if (!start.blocks.empty()) {
    start.zero_ns = zero_of(start.blocks, input.format().sample_rate);
  }
  return start;
}

}  // namespace reprise::tools
