#include "core/timeline/merge.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/base/check.h"
#include "core/timeline/record_codec.h"
#include "core/timeline/sorted_records.h"

namespace reprise::timeline {
namespace {

std::string format_text(const AudioFormat& format) {
  return std::to_string(format.sample_rate) + " Hz, " + std::to_string(format.channels) +
         (format.channels == 1 ? " channel, " : " channels, ") + std::to_string(format.bits) +
         " bit";
}

bool has_lane(const std::vector<Lane>& lanes, const std::string& name) {
  return std::ranges::find(lanes, name, &Lane::name) != lanes.end();
}

std::string free_name(const std::vector<Lane>& lanes, const std::string& name) {
  std::string out = name;
  for (int number = 2; has_lane(lanes, out); ++number) {
    out = name + " " + std::to_string(number);
  }
  return out;
}

// The records of both takes, the earlier first; those of `a` before those of `b`.
class Interleaved {
 public:
  Interleaved(TakeReader& a, TakeReader& b, std::int64_t b_end)
      : a_(a.read({})),
        b_(b.read({Topics::kAudio, {0}, {std::max<std::int64_t>(b_end, 0)}})),
        first_lane_(static_cast<std::uint32_t>(a.summary().header.lanes.size())) {}

  Result<std::optional<PlacedRecord>> next() {
    TRY(peek());
    const bool take_a = next_a_ && (!next_b_ || next_a_->key <= next_b_->key);
    return std::exchange(take_a ? next_a_ : next_b_, std::nullopt);
  }

 private:
  Status peek() {
    if (!next_a_) {
      TRY_ASSIGN(next_a_, a_.next());
    }
    if (!next_b_) {
      TRY_ASSIGN(next_b_, b_.next());
      if (next_b_) {
        auto& packet = std::get<AudioPacket>(next_b_->record);
        packet.lane += first_lane_;
        next_b_->key.lane = packet.lane;
      }
    }
    return {};
  }

  SortedRecords a_;
  SortedRecords b_;
  std::uint32_t first_lane_;
  std::optional<PlacedRecord> next_a_;
  std::optional<PlacedRecord> next_b_;
};

}  // namespace

Result<TakeHeader> merged_header(const TakeHeader& a, const TakeHeader& b,
                                 const MergeOptions& options) {
  if (a.audio != b.audio) {
    return fail(
        ErrorCode::kInvalid,
        "the takes' sound differs: " + format_text(a.audio) + " and " + format_text(b.audio),
        "record the second song again from a file of the first one's format: ffmpeg -i "
        "SONG -ar " +
            std::to_string(a.audio.sample_rate) + " -ac " + std::to_string(a.audio.channels) +
            " OUT.flac");
  }
  if (a.lanes.size() + b.lanes.size() > kMaxLanes) {
    return fail(ErrorCode::kUnsupported,
                "a take has at most " + std::to_string(kMaxLanes) + " lanes");
  }
  TakeHeader out = a;
  for (std::size_t i = 0; i < b.lanes.size(); ++i) {
    Lane lane = b.lanes[i];
    lane.name = free_name(out.lanes, i == 0 && options.name ? *options.name : lane.name);
    lane.gain *= options.gain;
    lane.offset.value += options.offset.value;
    if (std::abs(lane.offset.value) > kMaxSample) {
      return fail(ErrorCode::kInvalid, "the offset lies beyond what a take can hold");
    }
    out.lanes.push_back(std::move(lane));
  }
  return out;
}

Status write_merged(TakeReader& a, TakeReader& b, const MergeOptions& options, TakeWriter& out,
                    const std::function<bool()>& stop) {
  const TakeSummary& whole = a.summary();
  TRY_ASSIGN(const TakeHeader header, merged_header(whole.header, b.summary().header, options));
  std::int64_t least_offset = 0;
  for (std::size_t i = whole.header.lanes.size(); i < header.lanes.size(); ++i) {
    least_offset = std::min(least_offset, header.lanes[i].offset.value);
  }
  Interleaved records(a, b, whole.end.value - least_offset);
  while (true) {
    if (stop && stop()) {
      return fail(ErrorCode::kCancelled, "stopped by a signal");
    }
    TRY_ASSIGN(auto placed, records.next());
    if (!placed) {
      return {};
    }
    const auto* packet = std::get_if<AudioPacket>(&placed->record);
    if (packet != nullptr && packet->lane >= whole.header.lanes.size()) {
      CHECK(packet->lane < header.lanes.size());  // no reader hands out others
      const std::int64_t at = packet->first.value + header.lanes[packet->lane].offset.value;
      if (at + packet->frames <= 0 || at >= whole.end.value) {
        continue;
      }
      // Its time is that of its sample, on the clock of the first take.
      TRY(out.append(std::move(placed->record)));
    } else if (placed->key.kind != TopicKind::kTake) {
      TRY(out.append(std::move(placed->record), placed->publish_ns));
    }
  }
}

}  // namespace reprise::timeline
