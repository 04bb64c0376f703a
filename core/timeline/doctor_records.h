// The doctor's look at messages: each is a valid record of its topic, at the time of its sample, in
// its turn. One thread.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "core/mcap/format.h"
#include "core/timeline/doctor_findings.h"
#include "core/timeline/doctor_sound.h"
#include "core/timeline/topics.h"

namespace reprise::timeline {

class RecordCheck {
 public:
  explicit RecordCheck(Findings& findings) : findings_(findings), sound_(findings) {}

  // A channel of the data section; a topic that no take has is the caller's finding.
  void declare(std::uint16_t channel, Topic topic) { channels_[channel] = topic; }
  // When the /take record is lost: its copy.
  void offer_header(const TakeHeader& header);
  // In file order; `offset` of the chunk. Fails for a newer format only.
  Status add(const mcap::Message& message, std::uint64_t offset);
  // What a recovery says is missing.
  void add_told(SampleIndex from, SampleIndex to) { sound_.add_told(from, to); }
  void finish(const Seal* seal);

  [[nodiscard]] const std::optional<TakeHeader>& header() const { return header_; }
  // Of the message channels with these bits, in order; as ChunkNote has them.
  [[nodiscard]] std::vector<std::string> topics(std::uint64_t channels) const;
  [[nodiscard]] std::uint64_t count(TopicKind kind) const {
    return counts_[static_cast<std::size_t>(kind)];
  }

 private:
  void take_header(const TakeHeader& header, std::uint64_t offset);
  void check_sequence(const mcap::Message& message, Topic topic, std::uint64_t offset);
  void check_order(const Record& record, const mcap::Message& message, std::uint64_t offset);
  void check_frame(const FrameRecord& frame, std::uint64_t offset);
  void error(std::uint64_t offset, std::string_view code, std::string what) {
    findings_.error(FindingPart::kRecords, offset, code, std::move(what));
  }

  Findings& findings_;
  SoundCheck sound_;
  std::map<std::uint16_t, Topic> channels_;
  std::map<std::uint16_t, std::uint64_t> sequences_;  // of the next message
  std::array<std::uint64_t, kTopicKindCount> counts_{};
  std::optional<TakeHeader> header_;
  std::pair<std::int64_t, std::uint16_t> latest_;  // sample and channel of the record before
  std::int64_t latest_frame_ = -1;
};

}  // namespace reprise::timeline
