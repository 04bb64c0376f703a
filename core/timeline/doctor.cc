#include "core/timeline/doctor.h"

#include <algorithm>
#include <array>
#include <tuple>

#include "core/timeline/doctor_findings.h"
#include "core/timeline/doctor_take.h"
#include "core/timeline/file_kind.h"
#include "core/timeline/take_opening.h"

namespace reprise::timeline {
namespace {

// In the order of FindingPart.
constexpr auto kPartNames =
    std::to_array<std::string_view>({"container", "structure", "records", "sound", "seal"});

// A take has every CRC: what MCAP leaves free is an error there.
void add_container(const mcap::AuditReport& report, Diagnosis& diagnosis) {
  const bool strict = diagnosis.kind != Diagnosis::Kind::kForeign;
  for (const mcap::AuditFinding& finding : report.findings) {
    const auto severity = strict ? mcap::Severity::kError : finding.severity;
    diagnosis.findings.push_back(
        {FindingPart::kContainer, severity, finding.offset, finding.code, finding.what});
  }
  diagnosis.errors += report.errors + (strict ? report.warnings : 0);
  diagnosis.warnings += strict ? 0 : report.warnings;
  diagnosis.suppressed += report.suppressed;
  diagnosis.counts = report.counts;
}

// What was wrong with a take as text before it became a container.
void add_text(const mcap::DamageLog& log, Diagnosis& diagnosis) {
  std::vector<Finding> found;
  for (const mcap::Damage& damage : log.entries()) {
    found.push_back(
        {FindingPart::kContainer, mcap::Severity::kError, damage.offset, "text", damage.what});
  }
  diagnosis.errors += found.size();
  diagnosis.findings.insert(diagnosis.findings.begin(), found.begin(), found.end());
}

Result<Diagnosis> diagnose_file(const mcap::File& file) {
  TRY_ASSIGN(const mcap::AuditReport report, mcap::audit(file));
  Diagnosis diagnosis;
  TRY(examine_take(file, diagnosis));
  add_container(report, diagnosis);
  std::ranges::stable_sort(diagnosis.findings, {}, [](const Finding& finding) {
    return std::tuple(finding.part, finding.offset);
  });
  return diagnosis;
}

}  // namespace

std::string_view finding_part_name(FindingPart part) {
  return kPartNames[static_cast<std::size_t>(part)];
}

Result<Diagnosis> diagnose(FileSystem& fs, const std::filesystem::path& path) {
  mcap::DamageLog text;
  TRY_ASSIGN(OpenedTake opened, open_as_mcap(fs, path, text));
  const mcap::File file(std::move(opened.file));
  auto diagnosis = diagnose_file(file);
  if (!diagnosis && diagnosis.error().code == ErrorCode::kCorrupt) {
    TRY_ASSIGN(const Bytes start, file.read(0, std::min<std::uint64_t>(file.size(), 64)));
    return fail(ErrorCode::kCorrupt, "cannot examine '" + path.string() +
                                         "': not an MCAP file but " + describe_file_start(start));
  }
  if (diagnosis) {
    add_text(text, *diagnosis);
  }
  return diagnosis;
}

}  // namespace reprise::timeline
