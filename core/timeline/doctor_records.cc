#include "core/timeline/doctor_records.h"

#include "core/timeline/record_codec.h"
#include "core/timeline/take_index.h"

namespace reprise::timeline {

void RecordCheck::offer_header(const TakeHeader& header) {
  if (!header_) {
    header_ = header;
  }
}

Status RecordCheck::add(const mcap::Message& message, std::uint64_t offset) {
  const auto channel = channels_.find(message.channel);
  if (channel == channels_.end()) {
    error(offset, "channel",
          "a message of channel " + std::to_string(message.channel) +
              ", which is no topic of a take");
    return {};
  }
  const Topic topic = channel->second;
  check_sequence(message, topic, offset);
  ++counts_[static_cast<std::size_t>(topic.kind)];
  auto record =
      header_ ? unpack_message(*header_, topic, message) : unpack_record(topic, message.data);
  if (!record) {
    if (record.error().code != ErrorCode::kCorrupt) {
      return fail(std::move(record).error());
    }
    error(offset, "record",
          record.error().message + " (number " + std::to_string(message.sequence) + ")");
    return {};
  }
  if (const auto* header = std::get_if<TakeHeader>(&*record)) {
    take_header(*header, offset);
    sound_.begin(*header);
  }
  check_order(*record, message, offset);
  if (const auto* packet = std::get_if<AudioPacket>(&*record)) {
    sound_.add(*packet, offset);
  } else if (const auto* cue = std::get_if<Cue>(&*record)) {
    sound_.add(*cue);
  } else if (const auto* frame = std::get_if<FrameRecord>(&*record)) {
    check_frame(*frame, offset);
  }
  return {};
}

void RecordCheck::take_header(const TakeHeader& header, std::uint64_t offset) {
  if (count(TopicKind::kTake) > 1) {
    error(offset, "take-record", "a second /take record");
    return;
  }
  std::uint64_t before = 0;
  for (const std::uint64_t count : counts_) {
    before += count;
  }
  if (before > 1) {
    error(offset, "take-record", "the /take record is not the first");
  }
  header_ = header;
}

void RecordCheck::check_sequence(const mcap::Message& message, Topic topic, std::uint64_t offset) {
  const std::uint64_t expected = sequences_[message.channel];
  if (message.sequence != expected) {
    error(offset, "sequence",
          topic_name(topic) + " goes on with record " + std::to_string(message.sequence) +
              " instead of " + std::to_string(expected));
  }
  sequences_[message.channel] = std::uint64_t{message.sequence} + 1;
}

// Live, an input may arrive late.
void RecordCheck::check_order(const Record& record, const mcap::Message& message,
                              std::uint64_t offset) {
  if (!header_ || header_->live) {
    return;
  }
  if (message.publish_time != message.log_time) {
    error(offset, "publish-time",
          "a " + topic_of(record) + " record of a take from a file has a publish_time of its own");
  }
  const std::pair place(sample_of(record).value, message.channel);
  if (place < latest_) {
    error(offset, "order",
          "a " + topic_of(record) + " record at sample " + std::to_string(place.first) +
              " stands behind one at sample " + std::to_string(latest_.first));
  }
  latest_ = std::max(latest_, place);
}

void RecordCheck::check_frame(const FrameRecord& frame, std::uint64_t offset) {
  if (frame.index.value <= latest_frame_ && header_ && !header_->live) {
    error(offset, "frame-index",
          "frame " + std::to_string(frame.index.value) + " stands behind frame " +
              std::to_string(latest_frame_));
  }
  latest_frame_ = std::max(latest_frame_, frame.index.value);
}

void RecordCheck::finish(const Seal* seal) {
  sound_.finish(seal);
  if (count(TopicKind::kTake) == 0) {
    error(0, "take-record", "there is no readable /take record");
  }
  if (seal == nullptr) {
    return;
  }
  const auto compare = [this](TopicKind kind, std::int64_t sealed, const std::string& what) {
    if (!std::cmp_equal(count(kind), sealed)) {
      findings_.error(FindingPart::kSeal, 0, "seal-counts",
                      "the seal counts " + std::to_string(sealed) + what + " records, there are " +
                          std::to_string(count(kind)));
    }
  };
  compare(TopicKind::kFrame, seal->frames, " /frame");
  compare(TopicKind::kCue, seal->cues, " /cue");
}

std::vector<std::string> RecordCheck::topics(std::uint64_t channels) const {
  std::vector<std::string> names;
  for (const auto& [channel, topic] : channels_) {
    if (channel < 64 && (channels >> channel & 1U) != 0) {
      names.push_back(topic_name(topic));
    }
  }
  return names;
}

}  // namespace reprise::timeline
