#include "core/session/export/steps.h"

#include <variant>

namespace reprise::session {
namespace {

class NominalSteps : public StepSource {
 public:
  explicit NominalSteps(const FrameGrid& grid) : grid_(grid) {}
  Result<std::optional<Step>> next() override {
    const FrameIndex index{next_++};
    return Step{index, grid_.sample_of(index)};
  }

 private:
  FrameGrid grid_;
  std::int64_t next_ = 0;
};

class RecordedSteps : public StepSource {
 public:
  explicit RecordedSteps(timeline::TakeReader::Cursor frames) : frames_(std::move(frames)) {}
  Result<std::optional<Step>> next() override {
    for (;;) {
      TRY_ASSIGN(std::optional<timeline::Record> record, frames_.next());
      if (!record) {
        return std::nullopt;
      }
      auto& frame = std::get<timeline::FrameRecord>(*record);
      if ((frame.flags & timeline::kFrameDropped) == 0) {
        return Step{frame.index, frame.sample, frame.before, std::move(frame.features)};
      }
    }
  }

 private:
  timeline::TakeReader::Cursor frames_;
};

}  // namespace

std::unique_ptr<StepSource> nominal_steps(const FrameGrid& grid) {
  return std::make_unique<NominalSteps>(grid);
}

std::unique_ptr<StepSource> recorded_steps(timeline::TakeReader& take) {
  timeline::ReadRange range;
  range.topics = timeline::Topics::kFrame;
  return std::make_unique<RecordedSteps>(take.read(range));
}

}  // namespace reprise::session
