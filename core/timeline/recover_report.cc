#include "core/timeline/recover_report.h"

#include <charconv>

#include "core/base/hash.h"
#include "core/base/text.h"
#include "core/timeline/metadata_fields.h"

namespace reprise::timeline {
namespace {

constexpr std::string_view kRecoveryDigest = "recovery_digest";

std::string sample_text(const std::optional<SampleIndex>& sample) {
  return sample ? std::to_string(sample->value) : "unknown";
}

std::optional<SampleIndex> parse_sample(std::string_view digits) {
  SampleIndex sample;
  const char* end = digits.data() + digits.size();
  const auto [stop, error] = std::from_chars(digits.data(), end, sample.value);
  return error == std::errc() && stop == end ? std::optional(sample) : std::nullopt;
}

std::string spans_text(const std::vector<LostSpan>& spans) {
  std::vector<std::string> parts;
  for (const LostSpan& span : spans) {
    parts.push_back(sample_text(span.from) + ".." + sample_text(span.to));
  }
  return join(parts, " ");
}

std::string basis_text(const RecoveryReport& report) {
  std::vector<std::string> parts;
  if (report.has_seal) {
    parts.emplace_back("seal");
  }
  if (report.has_summary) {
    parts.emplace_back("summary");
  }
  parts.emplace_back("records");
  return join(parts, " ");
}

}  // namespace

std::string to_string(const LostCount& count) {
  if (count.exact) {
    return std::to_string(count.at_least);
  }
  return count.at_least == 0 ? "unknown" : std::to_string(count.at_least) + " or more";
}

mcap::Metadata recovery_to_metadata(const RecoveryReport& report) {
  mcap::Metadata metadata{std::string(kRecoveryName), {}};
  auto& fields = metadata.entries;
  fields["basis"] = basis_text(report);
  fields["header"] = report.header_from_copy ? "copy" : "record";
  fields["bytes_unreadable"] = std::to_string(report.bytes_unreadable);
  fields["chunks_kept"] = std::to_string(report.chunks_kept);
  fields["chunks_lost"] = to_string(report.chunks_lost);
  fields["chunks_repeated"] = std::to_string(report.chunks_repeated);
  fields["chunks_foreign"] = std::to_string(report.chunks_foreign);
  for (const TopicRecovery& topic : report.topics) {
    fields["kept " + topic.topic] = std::to_string(topic.kept);
    fields["lost " + topic.topic] = to_string(topic.lost);
  }
  fields["records_refused"] = std::to_string(report.records_refused);
  fields["samples_lost"] = std::to_string(report.samples_lost);
  fields["spans_lost"] = spans_text(report.spans);
  fields["attachments_lost"] = to_string(report.attachments_lost);
  if (!report.attachment_names_lost.empty()) {
    fields["attachment_names_lost"] = join(report.attachment_names_lost, "\n");
  }
  fields["metadata_left_out"] = std::to_string(report.metadata_left_out);
  fields[std::string(kRecoveryDigest)] = fields_digest(metadata, kRecoveryDigest);
  return metadata;
}

bool is_recovery_record(const mcap::Metadata& metadata) {
  const auto digest = metadata.entries.find(std::string(kRecoveryDigest));
  return metadata.name == kRecoveryName && digest != metadata.entries.end() &&
         digest->second == fields_digest(metadata, kRecoveryDigest);
}

ToldLoss loss_told_by(const mcap::Metadata& recovery) {
  ToldLoss told;
  const MetadataFields fields(recovery);
  told.attachments = fields.text("attachments_lost") != "0";
  for (const std::string& part : split(fields.text("spans_lost"), ' ')) {
    const std::size_t dots = part.find("..");
    const auto from = parse_sample(part.substr(0, dots));
    if (dots != std::string::npos && from) {
      told.spans.push_back({*from, parse_sample(part.substr(dots + 2))});
    }
  }
  return told;
}

}  // namespace reprise::timeline
