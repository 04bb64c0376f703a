#include "tools/inspect/diff_report.h"

#include <algorithm>

#include "core/base/time.h"
#include "tools/common/wording.h"

namespace reprise::tools {
namespace {

constexpr std::size_t kLongValue = 60;  // characters that are shown of it
constexpr std::size_t kLongList = 10;   // lines that people read; --json has all

const char* verdict_name(Verdict verdict) {
  return verdict == Verdict::kSame        ? "same"
         : verdict == Verdict::kDifferent ? "different"
                                          : "not_provable";
}

// Not in the middle of a character.
std::string shortened(const std::string& text) {
  if (text.size() <= kLongValue) {
    return text;
  }
  std::size_t end = kLongValue - 1;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) {
    --end;
  }
  return text.substr(0, end) + "… (" + std::to_string(text.size()) + " bytes)";
}

// Where two long texts part, in bytes from 0; the short ones show it themselves.
std::string parting(const Json& a, const Json& b) {
  if (!a.is_string() || !b.is_string()) {
    return "";
  }
  const auto& x = a.get_ref<const std::string&>();
  const auto& y = b.get_ref<const std::string&>();
  if (std::max(x.size(), y.size()) <= kLongValue) {
    return "";
  }
  const auto at = std::mismatch(x.begin(), x.end(), y.begin(), y.end()).first - x.begin();
  return ", from byte " + std::to_string(at) + " of the text on";
}

std::string values_text(const JsonDifference& difference, const DiffNames& names) {
  if (!difference.b) {
    return "only in " + names.a + ": " + shortened(dump_json(*difference.a));
  }
  if (!difference.a) {
    return "only in " + names.b + ": " + shortened(dump_json(*difference.b));
  }
  return shortened(dump_json(*difference.a)) + " ≠ " + shortened(dump_json(*difference.b)) +
         parting(*difference.a, *difference.b);
}

Json values_json(const JsonDifference& difference) {
  return {{"field", difference.path},
          {"a", difference.a.value_or(nullptr)},
          {"b", difference.b.value_or(nullptr)},
          {"in_a", difference.a.has_value()},
          {"in_b", difference.b.has_value()}};
}

Json list_json(const std::vector<JsonDifference>& differences) {
  Json json = Json::array();
  for (const JsonDifference& difference : differences) {
    json.push_back(values_json(difference));
  }
  return json;
}

std::string list_text(const std::vector<JsonDifference>& differences, const DiffNames& names) {
  std::string text;
  for (std::size_t i = 0; i < std::min(differences.size(), kLongList); ++i) {
    text += "  " + differences[i].path + ": " + values_text(differences[i], names) + "\n";
  }
  if (differences.size() > kLongList) {
    text += "  … and " + std::to_string(differences.size() - kLongList) + " more\n";
  }
  return text;
}

std::string record_text(const timeline::RecordDiff& record, const DiffNames& names,
                        std::int64_t rate) {
  const std::uint64_t number = record.record_a.value_or(record.record_b.value_or(0));
  std::string text =
      formatted("  %s at sample %lld (%.3f s), record %llu: ", record.topic.c_str(),
                static_cast<long long>(record.sample.value), seconds_of(record.sample, rate),
                static_cast<unsigned long long>(number));
  text += record.field.path.empty() ? "" : record.field.path + " ";
  return text + values_text(record.field, names) + "\n";
}

Json record_json(const timeline::RecordDiff& record, std::int64_t rate) {
  Json json = {{"topic", record.topic},
               {"sample", std::to_string(record.sample.value)},
               {"time", seconds_of(record.sample, rate)},
               {"record_a", record.record_a ? Json(*record.record_a) : Json()},
               {"record_b", record.record_b ? Json(*record.record_b) : Json()}};
  json.update(values_json(record.field));
  return json;
}

std::string counts_text(const std::vector<timeline::TopicDiff>& topics) {
  std::string text = formatted("  %-10s %10s %10s %10s %10s\n", "topic", "same", "different",
                               "only in A", "only in B");
  for (const timeline::TopicDiff& topic : topics) {
    text += formatted("  %-10s %10llu %10llu %10llu %10llu\n", topic.topic.c_str(),
                      static_cast<unsigned long long>(topic.same),
                      static_cast<unsigned long long>(topic.different),
                      static_cast<unsigned long long>(topic.only_a),
                      static_cast<unsigned long long>(topic.only_b));
  }
  return text;
}

std::string title(const DiffNames& names, Verdict verdict) {
  return names.a + ", " + names.b + ": " +
         (verdict == Verdict::kTrouble ? "no difference in what can be read"
                                       : verdict_name(verdict)) +
         "\n";
}

Json place_json(const std::optional<session::ManifestPlace>& place) {
  if (!place) {
    return nullptr;
  }
  return {{"frame", place->frame},
          {"segment", place->segment},
          {"a", place->a ? Json(*place->a) : Json()},
          {"b", place->b ? Json(*place->b) : Json()}};
}

std::string place_text(const char* what, const session::ManifestPlace& place) {
  return formatted("  %s %lld, in segment %lld: %s ≠ %s\n", what,
                   static_cast<long long>(place.frame), static_cast<long long>(place.segment),
                   place.a.value_or("none").c_str(), place.b.value_or("none").c_str());
}

}  // namespace

DiffReport report_take_diff(const timeline::TakeDiff& diff, const DiffNames& names,
                            std::int64_t sample_rate, bool damaged) {
  DiffReport report;
  report.verdict = !diff.same() ? Verdict::kDifferent
                   : damaged    ? Verdict::kTrouble
                                : Verdict::kSame;
  report.text = title(names, report.verdict);
  if (diff.first) {
    report.text += record_text(*diff.first, names, sample_rate);
  }
  report.text += list_text(diff.beside, names) + counts_text(diff.topics);
  report.json = {{"result", verdict_name(report.verdict)},
                 {"first", diff.first ? record_json(*diff.first, sample_rate) : Json()},
                 {"topics", Json::object()},
                 {"beside", list_json(diff.beside)},
                 {"same_digest", diff.same_digest},
                 {"damaged", damaged}};
  for (const timeline::TopicDiff& topic : diff.topics) {
    report.json["topics"][topic.topic] = {{"same", topic.same},
                                          {"different", topic.different},
                                          {"only_a", topic.only_a},
                                          {"only_b", topic.only_b}};
  }
  return report;
}

DiffReport report_manifest_diff(const session::ManifestDiff& diff, const DiffNames& names) {
  DiffReport report;
  report.verdict = diff.same() ? Verdict::kSame : Verdict::kDifferent;
  report.text = title(names, report.verdict) + list_text(diff.causes, names);
  if (diff.first_frame) {
    report.text += place_text("the first frame that differs is", *diff.first_frame);
  } else if (diff.first_packet) {
    report.text += "  all frames are the same, their packets are not\n";
    report.text += place_text("the first packet that differs shows frame", *diff.first_packet);
  }
  report.text += list_text(diff.rest, names);
  report.json = {{"result", verdict_name(report.verdict)},
                 {"causes", list_json(diff.causes)},
                 {"first_frame", place_json(diff.first_frame)},
                 {"first_packet", place_json(diff.first_packet)},
                 {"rest", list_json(diff.rest)}};
  return report;
}

}  // namespace reprise::tools
