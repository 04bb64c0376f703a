#include <cmath>
#include <string>
#include <variant>

#include "core/timeline/record_codec.h"

namespace reprise::timeline {
namespace {

tl::unexpected<Error> broken(std::string_view what) {
  return fail(ErrorCode::kInvalid, std::string(what) + " is out of range");
}

bool within(std::int64_t value, std::int64_t low, std::int64_t high) {
  return value >= low && value <= high;
}
bool valid_sample(SampleIndex sample) {
  return within(sample.value, 0, kMaxSample);
}
// There is no more than a frame a sample.
bool valid_index(FrameIndex index) {
  return within(index.value, 0, kMaxSample);
}
bool valid_size(ImageSize size) {
  return within(size.width, 0, kMaxImageSide) && within(size.height, 0, kMaxImageSide);
}
bool valid_quality(Quality quality) {
  return quality <= Quality::kUltra;
}
// 1 … 1000 frames a second, with terms whose products with a rate fit 64 bits.
bool valid_fps(Rational fps) {
  return within(fps.den, 1, 1'000'000'000) && fps.num >= fps.den && fps.num / 1000 <= fps.den &&
         (fps.num / 1000 < fps.den || fps.num % 1000 == 0);
}
bool valid_audio(const AudioFormat& audio) {
  return within(audio.sample_rate, 8'000, 192'000) && within(audio.channels, 1, 8) &&
         (audio.bits == 16 || audio.bits == 24);
}
bool valid_lane(const Lane& lane) {
  return std::isfinite(lane.gain) && within(lane.offset.value, -kMaxSample, kMaxSample);
}

Status validate(const TakeHeader& header) {
  if (header.format_version == 0) {  // the first is 1
    return broken("the format version");
  }
  if (!valid_audio(header.audio)) {
    return broken("the audio format");
  }
  if (header.lanes.size() > kMaxLanes) {
    return broken("the number of lanes");
  }
  for (const Lane& lane : header.lanes) {
    if (!valid_lane(lane)) {
      return broken("gain or offset of a lane");
    }
  }
  if (header.part && (!within(header.part->start.value, 0, kMaxSample) ||
                      !within(header.part->sound_start.value, 0, kMaxSample))) {
    return broken("the part that a take shows");
  }
  if (!valid_size(header.size) || header.size.width == 0 || header.size.height == 0) {
    return broken("the nominal size");
  }
  if (!valid_fps(header.fps)) {
    return broken("the nominal frame rate");
  }
  if (!valid_quality(header.quality)) {
    return broken("the quality");
  }
  return within(header.epoch_ns, 0, kMaxEpochNs) ? Status() : broken("the epoch");
}

Status validate(const AudioPacket& packet) {
  if (packet.lane >= kMaxLanes) {
    return broken("the lane of an audio packet");
  }
  if (!valid_sample(packet.first) || !within(packet.frames, 0, kMaxSample - packet.first.value)) {
    return broken("the position of an audio packet");
  }
  return {};
}

Status validate(const FrameRecord& frame) {
  if (!valid_sample(frame.sample) || !valid_index(frame.index)) {
    return broken("the position of a frame");
  }
  if (!valid_size(frame.size) || !valid_quality(frame.quality)) {
    return broken("size or quality of a frame");
  }
  if (frame.before && (frame.before->value < -1 || *frame.before >= frame.index)) {
    return broken("the frame before a frame");
  }
  if (frame.features.size() > kMaxFeatures) {
    return broken("the number of a frame's features");
  }
  for (const FrameRecord::Layer& layer : frame.layers) {
    for (const InputValue& input : layer.inputs) {
      if (input.type > InputType::kCube) {
        return broken("the type of input '" + input.name + "'");
      }
    }
  }
  return {};
}

Status validate(const Cue& cue) {
  // -1 leaves the length of a transition to the show.
  if (!valid_sample(cue.sample) || !within(cue.duration.value, -1, kMaxSample)) {
    return broken("position or length of a cue");
  }
  if (cue.type > CueType::kGap || cue.origin > CueOrigin::kRecorder) {
    return broken("type or origin of a cue");
  }
  return {};
}

Status validate(const HashRecord& hash) {
  if (!valid_sample(hash.sample) || !valid_index(hash.index) || !valid_size(hash.size)) {
    return broken("position or size of a hash");
  }
  return {};
}

Status validate(const HealthRecord& health) {
  return valid_sample(health.sample) ? Status() : broken("the position of a health record");
}

}  // namespace

Status validate_record(const Record& record) {
  return std::visit([](const auto& value) { return validate(value); }, record);
}

}  // namespace reprise::timeline
