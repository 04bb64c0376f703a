#include "core/session/verify/begin_state.h"

#include <algorithm>
#include <tuple>

#include "core/analysis/analyzer.h"
#include "core/session/library/cue_names.h"
#include "core/session/library/performance_state.h"
#include "core/timeline/doctor_findings.h"
#include "core/timeline/take_reader.h"

namespace reprise::session {
namespace {

Status check(const timeline::TakeHeader& header, const PerformanceState& state) {
  const SampleIndex at = state.reached.sample;
  if (!header.part || at > header.part->start || at > header.part->sound_start) {
    return corrupt("the state of sample " + std::to_string(at.value) +
                   " lies behind the beginning of the take");
  }
  TRY_ASSIGN(analysis::Analyzer analyzer, analysis::Analyzer::create(header.audio));
  TRY(analyzer.restore(state.analysis));
  if (analyzer.position() != at) {
    return corrupt("the states of analysis and hop are not of one moment");
  }
  return {};
}

Status check(timeline::TakeReader& take) {
  TRY_ASSIGN(const auto attachments, take.attachments());
  TRY_ASSIGN(const auto state, state_in(attachments));
  if (state) {
    TRY(check(take.summary().header, *state));
  }
  TRY(render_state_in(attachments));
  return {};
}

void add(timeline::Findings& findings, timeline::Diagnosis& diagnosis) {
  findings.move_into(diagnosis);
  std::ranges::stable_sort(diagnosis.findings, {}, [](const timeline::Finding& finding) {
    return std::tuple(finding.part, finding.offset);
  });
}

// A show that cannot be read is told of elsewhere.
Status warn_of_dead_cues(timeline::TakeReader& take, timeline::Diagnosis& diagnosis) {
  const auto dead = dead_cues(take);
  if (!dead) {
    return dead.error().code == ErrorCode::kInvalid ? Status() : fail(dead.error());
  }
  timeline::Findings findings;
  for (const DeadCue& cue : *dead) {
    findings.add(timeline::FindingPart::kStructure, mcap::Severity::kWarning, 0, "cue-name",
                 to_string(cue, take.summary().header.audio.sample_rate));
  }
  add(findings, diagnosis);
  return {};
}

}  // namespace

Status examine_state(FileSystem& fs, const std::filesystem::path& path,
                     timeline::Diagnosis& diagnosis) {
  if (diagnosis.kind == timeline::Diagnosis::Kind::kForeign || !diagnosis.sound()) {
    return {};
  }
  TRY_ASSIGN(timeline::TakeReader take, timeline::TakeReader::open(fs, path));
  Status checked = check(take);
  if (checked) {
    return warn_of_dead_cues(take, diagnosis);
  }
  const Error& error = checked.error();
  if (error.code != ErrorCode::kCorrupt && error.code != ErrorCode::kUnsupported) {
    return checked;
  }
  timeline::Findings findings;
  findings.add(timeline::FindingPart::kStructure, mcap::Severity::kError, 0, "state",
               error.message);
  add(findings, diagnosis);
  return {};
}

}  // namespace reprise::session
