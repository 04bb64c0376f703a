#include "tools/inspect/media/recover_report.h"

#include <algorithm>

#include "tools/common/session_input.h"
#include "tools/common/wording.h"

namespace reprise::tools {
namespace {

using timeline::LostCount;
using timeline::LostSpan;
using timeline::RecoveryReport;

std::string time_text(SampleIndex sample, const RecoveryReport& report) {
  return format_duration(seconds_of(sample, report.sample_rate));
}

std::string span_text(const LostSpan& span, const RecoveryReport& report) {
  const std::string from = time_text(span.from, report);
  return span.to ? from + " to " + time_text(*span.to, report)
                 : "behind " + from + ": how much is unknown";
}

// "1 chunk", "3 chunks or more", "an unknown number of chunks".
std::string lost_text(const LostCount& lost, const std::string& noun) {
  std::string known = counted(static_cast<std::int64_t>(lost.at_least), noun);
  if (lost.exact) {
    return known;
  }
  return lost.at_least > 0 ? known + " or more" : "an unknown number of " + noun + "s";
}

std::string topic_line(const timeline::TopicRecovery& topic) {
  std::string line = formatted("  %-8s %s", topic.topic.c_str(),
                               counted(static_cast<std::int64_t>(topic.kept), "record").c_str());
  if (!topic.lost.none()) {
    line += topic.lost.exact || topic.lost.at_least > 0
                ? ", " + timeline::to_string(topic.lost) + " lost"
                : ", how many are lost is unknown";
  }
  return line + "\n";
}

std::string outcome(const RecoveryReport& report) {
  return report.lossless() ? "nothing is lost: the take is sealed as it was"
                           : "not all of the take is here";
}

std::string loss_lines(const RecoveryReport& report) {
  std::string text;
  for (const LostSpan& span : report.spans) {
    text += "  missing  " + span_text(span, report) + "\n";
  }
  if (report.samples_lost > 0) {
    text += "  silent   " + counted(report.samples_lost, "sample") + "\n";
  }
  if (!report.chunks_lost.none()) {
    text += "  lost     " + lost_text(report.chunks_lost, "chunk") + "\n";
  }
  if (!report.attachments_lost.none()) {
    text += "  lost     " + lost_text(report.attachments_lost, "attachment") + "\n";
  }
  for (const std::string& name : report.attachment_names_lost) {
    text += "           " + name + "\n";
  }
  return text;
}

void add_odd_line(std::string& text, std::uint64_t count, const std::string& noun,
                  std::string_view what) {
  if (count > 0) {
    text += "  left out " + counted(static_cast<std::int64_t>(count), noun) + " " +
            std::string(what) + "\n";
  }
}

std::string_view not_ours(std::uint64_t count) {
  return count == 1 ? "that is not of this take" : "that are not of this take";
}

std::string odd_lines(const RecoveryReport& report) {
  std::string text;
  add_odd_line(text, report.chunks_repeated, "chunk", "that stood in the file twice");
  add_odd_line(text, report.chunks_foreign, "chunk", not_ours(report.chunks_foreign));
  add_odd_line(text, report.records_refused, "record", not_ours(report.records_refused));
  add_odd_line(text, report.metadata_left_out, "metadata record", "that nothing proves");
  return text;
}

Json count_json(const LostCount& lost) {
  return {{"at_least", lost.at_least}, {"exact", lost.exact}};
}

Json unreadable_json(const RecoveryReport& report) {
  Json list = Json::array();
  for (const timeline::UnreadableBytes& entry : report.unreadable) {
    list.push_back({{"offset", entry.offset}, {"bytes", entry.bytes}, {"what", entry.what}});
  }
  return list;
}

Json spans_json(const RecoveryReport& report) {
  Json list = Json::array();
  for (const LostSpan& span : report.spans) {
    list.push_back(
        {{"from", span.from.value},
         {"to", span.to ? Json(span.to->value) : Json()},
         {"from_seconds", seconds_of(span.from, report.sample_rate)},
         {"to_seconds", span.to ? Json(seconds_of(*span.to, report.sample_rate)) : Json()}});
  }
  return list;
}

}  // namespace

std::string recovery_text(const std::string& input, const std::string& output,
                          const RecoveryReport& report) {
  std::string text = (output.empty() ? input : output) + ": " + outcome(report) + "\n";
  text += "  length   " + time_text({report.samples}, report) + "\n";
  for (const timeline::TopicRecovery& topic : report.topics) {
    text += topic_line(topic);
  }
  text += loss_lines(report) + odd_lines(report);
  if (report.header_from_copy) {
    text += "  header   from its copy\n";
  }
  if (report.bytes_unreadable > 0) {
    text += formatted("  damaged  %s of %s\n",
                      counted(static_cast<std::int64_t>(report.bytes_unreadable), "byte").c_str(),
                      std::to_string(report.bytes).c_str());
  }
  return text;
}

Json recovery_json(const std::string& input, const std::string& output,
                   const RecoveryReport& report) {
  Json json;
  json["take"] = input;
  json["output"] = output.empty() ? Json() : Json(output);
  json["lossless"] = report.lossless();
  json["seal"] = report.seal_kept ? "kept" : "new";
  json["samples"] = report.samples;
  json["seconds"] = seconds_of({report.samples}, report.sample_rate);
  json["header_from_copy"] = report.header_from_copy;
  json["known_from"] = {{"seal", report.has_seal}, {"summary", report.has_summary}};
  for (const timeline::TopicRecovery& topic : report.topics) {
    json["topics"][topic.topic] = {{"kept", topic.kept}, {"lost", count_json(topic.lost)}};
  }
  json["missing"] = spans_json(report);
  json["samples_lost"] = report.samples_lost;
  json["chunks"] = {{"kept", report.chunks_kept},
                    {"lost", count_json(report.chunks_lost)},
                    {"repeated", report.chunks_repeated},
                    {"foreign", report.chunks_foreign}};
  json["records_refused"] = report.records_refused;
  json["attachments"] = {{"kept", report.attachments_kept},
                         {"lost", count_json(report.attachments_lost)},
                         {"names_lost", report.attachment_names_lost}};
  json["metadata_left_out"] = report.metadata_left_out;
  json["bytes"] = report.bytes;
  json["bytes_unreadable"] = report.bytes_unreadable;
  json["unreadable"] = unreadable_json(report);
  return json;
}

}  // namespace reprise::tools
