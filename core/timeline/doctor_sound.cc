#include "core/timeline/doctor_sound.h"

#include <string>

#include "core/timeline/record_codec.h"

namespace reprise::timeline {
namespace {

std::string range_text(std::int64_t from, std::int64_t to) {
  return "samples " + std::to_string(from) + " to " + std::to_string(to);
}

}  // namespace

void SoundCheck::begin(const TakeHeader& header) {
  trimmed_ = header.part.has_value();
  lanes_ = header.lanes.size();
  if (lanes_ > 0) {
    const std::int64_t part = trimmed_ ? header.part->sound_start.value : 0;
    ends_.emplace(0, std::max<std::int64_t>(0, part - header.lanes[0].offset.value));
  }
}

void SoundCheck::add(const AudioPacket& packet, std::uint64_t offset) {
  const std::string lane = "/audio/" + std::to_string(packet.lane);
  const std::int64_t first = packet.first.value;
  const auto end = ends_.emplace(packet.lane, first).first;
  const bool follows = last_.contains(packet.lane);  // the first one may reach over the start
  if (first < end->second && follows) {
    findings_.error(FindingPart::kSound, offset, "sound-overlap",
                    lane + " has a packet at sample " + std::to_string(first) +
                        ", behind one that ends at " + std::to_string(end->second));
  } else if (first > end->second) {
    holes_.push_back({packet.lane, {end->second, first}, offset});
  }
  end->second = std::max(end->second, first + packet.frames);
  last_[packet.lane] = first;
}

void SoundCheck::add(const Cue& cue) {
  if (cue.type == CueType::kGap && cue.number > 0) {
    gaps_.push_back({cue.sample.value - cue.duration.value, cue.sample.value});
    told_samples_ = std::min(told_samples_ + std::min(cue.number, kMaxSample), kMaxSample);
  }
}

void SoundCheck::merge_gaps() {
  std::ranges::sort(gaps_, {}, &Range::from);
  std::vector<Range> merged;
  for (const Range& gap : gaps_) {
    if (!merged.empty() && gap.from <= merged.back().to) {
      merged.back().to = std::max(merged.back().to, gap.to);
    } else {
      merged.push_back(gap);
    }
  }
  gaps_ = std::move(merged);
}

bool SoundCheck::explained(const Range& hole) const {
  const auto behind = std::ranges::upper_bound(gaps_, hole.from, {}, &Range::from);
  return behind != gaps_.begin() && std::prev(behind)->to >= hole.to;
}

void SoundCheck::finish(const Seal* seal) {
  merge_gaps();
  for (const Hole& hole : holes_) {
    if (!explained(hole.range)) {
      findings_.error(FindingPart::kSound, hole.offset, "sound-gap",
                      "/audio/" + std::to_string(hole.lane) + " lacks " +
                          range_text(hole.range.from, hole.range.to) + ", and no cue tells of it");
    }
  }
  for (std::uint32_t lane = 1; lane < lanes_; ++lane) {
    if (!last_.contains(lane)) {
      findings_.add(FindingPart::kSound, mcap::Severity::kWarning, 0, "sound-none",
                    "/audio/" + std::to_string(lane) + " has no packet");
    }
  }
  if (seal != nullptr) {
    compare_with_seal(*seal);
  }
}

void SoundCheck::compare_with_seal(const Seal& seal) {
  const std::int64_t length = seal.samples.value;
  for (const auto& [lane, end] : ends_) {
    const std::string name = "/audio/" + std::to_string(lane);
    // The last packet of a trimmed take reaches over its end; other lanes have a clock of their
    // own.
    const bool may_reach_over = lane > 0 || (trimmed_ && last_[lane] < length);
    if (end > length && !may_reach_over) {
      findings_.error(FindingPart::kSeal, 0, "seal-samples",
                      name + " ends at sample " + std::to_string(end) + ", the seal says " +
                          std::to_string(length));
    } else if (lane == 0 && end < length && !explained({end, length})) {
      findings_.error(FindingPart::kSound, 0, "sound-gap",
                      name + " lacks " + range_text(end, length) + ", and no cue tells of it");
    }
  }
  if (seal.lost_samples < told_samples_) {
    findings_.error(FindingPart::kSeal, 0, "seal-lost",
                    "gap cues tell of " + std::to_string(told_samples_) +
                        " lost samples, the seal of " + std::to_string(seal.lost_samples));
  }
}

}  // namespace reprise::timeline
