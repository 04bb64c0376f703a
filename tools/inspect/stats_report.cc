#include "tools/inspect/stats_report.h"

#include <utility>
#include <vector>

#include "tools/common/console.h"
#include "tools/common/wording.h"

namespace reprise::tools {
namespace {

using Count = unsigned long long;

// In the order in which they stand in a file.
std::vector<std::pair<const char*, std::uint64_t>> parts(const timeline::ContainerBytes& bytes) {
  return {{"chunk_data", bytes.chunk_data},
          {"chunk_headers", bytes.chunk_headers},
          {"message_indexes", bytes.message_indexes},
          {"schemas_and_channels", bytes.schemas_and_channels},
          {"messages", bytes.messages},
          {"attachments", bytes.attachments},
          {"metadata", bytes.metadata},
          {"summary", bytes.summary},
          {"other", bytes.other}};
}

double percent(std::uint64_t part, std::uint64_t whole) {
  return whole == 0 ? 0 : 100.0 * static_cast<double>(part) / static_cast<double>(whole);
}

std::uint64_t alone_sum(const timeline::FileStatistics& stats) {
  std::uint64_t sum = 0;
  for (const timeline::TopicBytes& topic : stats.topics) {
    sum += topic.alone_bytes;
  }
  return sum;
}

std::string field_name(const timeline::FieldBytes& field) {
  return field.field.empty() ? "(frame)" : field.field;
}

std::string container_text(const timeline::FileStatistics& stats) {
  std::string text = formatted("  %-22s %14s %8s\n", "container", "bytes", "of file");
  for (const auto& [name, bytes] : parts(stats.container)) {
    text += bytes == 0 ? ""
                       : formatted("  %-22s %14llu %7.2f%%\n", name, static_cast<Count>(bytes),
                                   percent(bytes, stats.file_bytes));
  }
  return text;
}

std::string topics_text(const timeline::FileStatistics& stats) {
  std::string text = formatted("  %-22s %10s %14s %14s %8s\n", "topic", "messages", "bytes",
                               "zstd alone", "share");
  const std::uint64_t sum = alone_sum(stats);
  for (const timeline::TopicBytes& topic : stats.topics) {
    text += formatted("  %-22s %10llu %14llu %14llu %7.2f%%\n", printable(topic.topic).c_str(),
                      static_cast<Count>(topic.messages), static_cast<Count>(topic.message_bytes),
                      static_cast<Count>(topic.alone_bytes), percent(topic.alone_bytes, sum));
  }
  return text;
}

std::string fields_text(const timeline::TopicBytes& topic) {
  if (topic.fields.empty()) {
    return "";
  }
  std::string text = formatted("  %-32s %10s %14s %8s\n", printable(topic.topic).c_str(), "values",
                               "bytes", "of topic");
  for (const timeline::FieldBytes& field : topic.fields) {
    text += formatted("    %-30s %10llu %14llu %7.2f%%\n", printable(field_name(field)).c_str(),
                      static_cast<Count>(field.values), static_cast<Count>(field.bytes),
                      percent(field.bytes, topic.message_bytes));
  }
  return text;
}

}  // namespace

Json stats_json(const std::string& path, const timeline::FileStatistics& stats) {
  Json json;
  json["file"] = path;
  json["bytes"] = stats.file_bytes;
  json["chunks"] = stats.chunks;
  json["unpacked_bytes"] = stats.unpacked_bytes;
  for (const auto& [name, bytes] : parts(stats.container)) {
    json["container"][name] = bytes;
  }
  json["topics"] = Json::array();
  for (const timeline::TopicBytes& topic : stats.topics) {
    Json fields = Json::array();
    for (const timeline::FieldBytes& field : topic.fields) {
      fields.push_back(
          {{"field", field_name(field)}, {"bytes", field.bytes}, {"values", field.values}});
    }
    json["topics"].push_back({{"topic", topic.topic},
                              {"messages", topic.messages},
                              {"message_bytes", topic.message_bytes},
                              {"record_bytes", topic.record_bytes},
                              {"alone_bytes", topic.alone_bytes},
                              {"fields", std::move(fields)}});
  }
  return json;
}

std::string stats_text(const std::string& path, const timeline::FileStatistics& stats) {
  std::string text = formatted("%s: %llu bytes, %s of %llu bytes unpacked\n",
                               printable(path).c_str(), static_cast<Count>(stats.file_bytes),
                               counted(static_cast<std::int64_t>(stats.chunks), "chunk").c_str(),
                               static_cast<Count>(stats.unpacked_bytes));
  text += "\n" + container_text(stats) + "\n" + topics_text(stats);
  for (const timeline::TopicBytes& topic : stats.topics) {
    const std::string fields = fields_text(topic);
    text += fields.empty() ? "" : "\n" + fields;
  }
  return text;
}

}  // namespace reprise::tools
