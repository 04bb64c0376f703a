#include "tools/inspect/media/doctor_report.h"

#include <array>
#include <filesystem>
#include <vector>

#include "core/base/text.h"
#include "tools/common/console.h"
#include "tools/common/wording.h"

namespace reprise::tools {
namespace {

using timeline::AlteredChunk;
using timeline::Diagnosis;
using timeline::Finding;

// In the order of Diagnosis::Kind.
constexpr auto kKinds = std::to_array<std::string_view>({"take", "unfinished", "foreign"});
constexpr std::size_t kShownOfAPart = 20;

std::string_view severity_name(mcap::Severity severity) {
  return severity == mcap::Severity::kError ? "error" : "warning";
}

Json finding_json(const Finding& finding) {
  Json json;
  json["part"] = timeline::finding_part_name(finding.part);
  json["severity"] = severity_name(finding.severity);
  json["code"] = finding.code;
  json["offset"] = finding.offset;
  json["what"] = finding.what;
  return json;
}

Json altered_json(const AlteredChunk& chunk) {
  Json json;
  json["number"] = chunk.number;
  json["offset"] = chunk.offset;
  json["length"] = chunk.length;
  json["from_seconds"] = chunk.from_seconds;
  json["to_seconds"] = chunk.to_seconds;
  json["topics"] = chunk.topics;
  json["itself"] = chunk.itself;
  return json;
}

Json signature_json(const SignatureVerdict& signature) {
  Json json;
  json["result"] = signature.good ? "good" : "bad";
  json["signer"] = signature.signer.empty() ? Json() : Json(signature.signer);
  json["why"] = signature.good ? Json() : Json(signature.why);
  return json;
}

std::string altered_text(const AlteredChunk& chunk) {
  std::string text = formatted(
      "  first altered: %schunk %llu, at byte %llu, %.3f s to %.3f s",
      chunk.itself ? "" : "something before ", static_cast<unsigned long long>(chunk.number),
      static_cast<unsigned long long>(chunk.offset), chunk.from_seconds, chunk.to_seconds);
  for (std::size_t i = 0; i < chunk.topics.size(); ++i) {
    text += (i == 0 ? " of " : ", ") + printable(chunk.topics[i]);
  }
  return text + "\n";
}

std::string findings_text(const Diagnosis& diagnosis) {
  std::string text;
  std::optional<timeline::FindingPart> part;
  std::size_t shown = 0;
  std::size_t hidden = diagnosis.suppressed;
  for (const Finding& finding : diagnosis.findings) {
    if (finding.part != part) {
      part = finding.part;
      shown = 0;
      text += "  " + std::string(timeline::finding_part_name(*part)) + "\n";
    }
    if (++shown > kShownOfAPart) {
      ++hidden;
      continue;
    }
    text += formatted("    %s%s", finding.severity == mcap::Severity::kError ? "" : "note: ",
                      printable(finding.what).c_str());
    text += finding.offset == 0 ? "\n" : " (at byte " + std::to_string(finding.offset) + ")\n";
  }
  if (hidden > 0) {
    text += "  and " + std::to_string(hidden) + " more; --json lists up to 10000\n";
  }
  return text;
}

std::string verdict_text(const DoctorReport& report) {
  const Diagnosis& diagnosis = report.diagnosis;
  std::string errors = counted(static_cast<std::int64_t>(diagnosis.errors), "finding");
  switch (diagnosis.kind) {
    case Diagnosis::Kind::kTake:
      return diagnosis.sound() ? "sound" : errors;
    case Diagnosis::Kind::kUnfinished:
      return "not finished, " + errors;
    case Diagnosis::Kind::kForeign:
      return std::string("no take; its container: ") + (diagnosis.sound() ? "sound" : errors);
  }
  return errors;
}

std::string signature_text(const SignatureVerdict& signature) {
  return signature.good ? "  signed by " + printable(signature.signer) + "\n"
                        : "  the signature does not hold: " + printable(signature.why) + "\n";
}

}  // namespace

bool is_sound(const DoctorReport& report) {
  return report.diagnosis.sound() && (!report.signature || report.signature->good);
}

std::string next_step(const DoctorReport& report) {
  const Diagnosis& diagnosis = report.diagnosis;
  if (diagnosis.sound() || diagnosis.kind == Diagnosis::Kind::kForeign) {
    return {};
  }
  std::filesystem::path name(report.file);
  if (name.extension() == ".partial") {
    name = name.stem();
  }
  const std::string output = name.stem().string() + ".recovered.mcap";
  const std::vector<std::string> words = {"reprise-inspect", "recover", report.file, "-o", output};
  return shell_line(words);
}

Json doctor_json(const DoctorReport& report) {
  const Diagnosis& diagnosis = report.diagnosis;
  Json json;
  json["file"] = report.file;
  json["kind"] = kKinds[static_cast<std::size_t>(diagnosis.kind)];
  json["result"] = is_sound(report) ? "sound" : "findings";
  json["errors"] = diagnosis.errors;
  json["warnings"] = diagnosis.warnings;
  json["findings"] = Json::array();
  for (const Finding& finding : diagnosis.findings) {
    json["findings"].push_back(finding_json(finding));
  }
  json["suppressed"] = diagnosis.suppressed;
  json["first_altered"] = diagnosis.first_altered ? altered_json(*diagnosis.first_altered) : Json();
  json["chain_head"] = diagnosis.chain_head ? Json(to_hex(*diagnosis.chain_head)) : Json();
  json["signature"] = report.signature ? signature_json(*report.signature) : Json();
  json["bytes"] = diagnosis.counts.bytes;
  json["chunks"] = diagnosis.counts.chunks;
  json["messages"] = diagnosis.counts.messages;
  json["attachments"] = diagnosis.counts.attachments;
  const std::string next = next_step(report);
  json["next"] = next.empty() ? Json() : Json(next);
  return json;
}

std::string doctor_text(const DoctorReport& report) {
  const Diagnosis& diagnosis = report.diagnosis;
  std::string text = printable(report.file) + ": " + verdict_text(report) + "\n";
  text += formatted(
      "  %s, %s, %s, %s read\n",
      counted(static_cast<std::int64_t>(diagnosis.counts.chunks), "chunk").c_str(),
      counted(static_cast<std::int64_t>(diagnosis.counts.messages), "record").c_str(),
      counted(static_cast<std::int64_t>(diagnosis.counts.attachments), "attachment").c_str(),
      counted(static_cast<std::int64_t>(diagnosis.counts.bytes), "byte").c_str());
  text += findings_text(diagnosis);
  if (diagnosis.first_altered) {
    text += altered_text(*diagnosis.first_altered);
  }
  if (report.signature) {
    text += signature_text(*report.signature);
  }
  const std::string next = next_step(report);
  return next.empty() ? text : text + "  next: " + next + "\n";
}

}  // namespace reprise::tools
