#include "core/timeline/trim.h"

#include <variant>

#include "core/base/check.h"

namespace reprise::timeline {
namespace {

class Part {
 public:
  Part(const TakeHeader& header, const TrimPlan& plan) : header_(header), plan_(plan) {}

  bool operator()(const TakeHeader& /*header*/) const { return false; }  // the writer's own
  bool operator()(const AudioPacket& packet) const {
    CHECK(packet.lane < header_.lanes.size());  // no reader hands out others
    const std::int64_t first = packet.first.value + header_.lanes[packet.lane].offset.value;
    return first + packet.frames > plan_.sound_start.value && first < plan_.end.value;
  }
  bool operator()(const FrameRecord& frame) const {
    return frame.sample >= plan_.frames_start && frame.sample < plan_.end;
  }
  bool operator()(const Cue& cue) const { return cue.sample < plan_.end; }
  bool operator()(const HashRecord& hash) const { return shows(hash.sample); }
  bool operator()(const HealthRecord& health) const { return shows(health.sample); }

 private:
  [[nodiscard]] bool shows(SampleIndex sample) const {
    return sample >= plan_.start && sample < plan_.end;
  }
  const TakeHeader& header_;
  const TrimPlan& plan_;
};

}  // namespace

TakeHeader trimmed_header(TakeHeader header, const TrimPlan& plan) {
  header.part = {plan.start, plan.sound_start};
  return header;
}

Status write_trimmed(TakeReader& take, TakeWriter& out, const TrimPlan& plan,
                     const std::function<bool()>& stop) {
  const Part is_part(take.summary().header, plan);
  TakeReader::Cursor cursor = take.read({});
  while (true) {
    if (stop && stop()) {
      return fail(ErrorCode::kCancelled, "stopped by a signal");
    }
    TRY_ASSIGN(auto record, cursor.next());
    if (!record) {
      return {};
    }
    if (std::visit(is_part, *record)) {
      TRY(out.append(std::move(*record), cursor.publish_ns()));
    }
  }
}

}  // namespace reprise::timeline
