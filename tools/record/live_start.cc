#include "tools/record/live_start.h"

#include <algorithm>
#include <utility>

#include "core/base/monotonic_clock.h"
#include "core/base/time.h"

namespace reprise::tools {
namespace {

constexpr std::int64_t kFirstSound = kSecondNs;    // until the first block may have come
constexpr std::int64_t kListened = kSecondNs / 4;  // from then on
constexpr std::chrono::milliseconds kTurn{5};

std::int64_t middle_of(std::vector<std::int64_t> values) {
  const auto middle = values.begin() + std::ssize(values) / 2;
  std::ranges::nth_element(values, middle);
  return *middle;
}

// By each block; the first ones of a server are off by a block.
void find_zeros(LiveStart& start, std::int64_t rate) {
  std::vector<std::int64_t> heard;
  std::vector<std::int64_t> arrived;
  std::int64_t end = 0;
  for (const KeptBlock& kept : start.blocks) {
    end += kept.block.lost_before + kept.block.pcm.frames();
    arrived.push_back(kept.block.arrived_ns - nanoseconds_of({end}, rate));
    heard.push_back(arrived.back() + kept.block.heard_after_ns);
  }
  start.zero_ns = middle_of(std::move(heard));
  start.arrived_zero_ns = middle_of(std::move(arrived));
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
  start.arrived_zero_ns = start.zero_ns;
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
    find_zeros(start, input.format().sample_rate);
  }
  return start;
}

}  // namespace reprise::tools
