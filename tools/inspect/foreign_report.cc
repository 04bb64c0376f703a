#include "tools/inspect/foreign_report.h"

#include <algorithm>
#include <limits>

#include "core/base/text.h"
#include "tools/common/console.h"
#include "tools/common/session_input.h"
#include "tools/common/wording.h"

namespace reprise::tools {
namespace {

constexpr double kMebibyte = 1024.0 * 1024.0;

double seconds_of_info(const timeline::ForeignInfo& info) {
  return info.end_time < info.start_time
             ? 0
             : static_cast<double>(info.end_time - info.start_time) / 1e9;
}

// A date where the number can be one: many files count from 0.
std::string time_text(std::uint64_t ns) {
  constexpr std::uint64_t kYear1980 = 315'532'800'000'000'000;
  const bool is_date = ns >= kYear1980 && std::in_range<std::int64_t>(ns);
  return is_date ? format_utc_time(static_cast<std::int64_t>(ns)) : std::to_string(ns) + " ns";
}

std::string compression_name(const std::string& compression) {
  return compression.empty() ? "none" : compression;
}

std::string chunks_text(const timeline::ForeignInfo& info) {
  std::string text;
  for (const auto& [compression, chunks] : info.chunks) {
    text += formatted("  chunks   %s, %s: %.2f MiB of %.2f MiB\n",
                      std::to_string(chunks.chunks).c_str(),
                      printable(compression_name(compression)).c_str(),
                      static_cast<double>(chunks.stored_bytes) / kMebibyte,
                      static_cast<double>(chunks.unpacked_bytes) / kMebibyte);
  }
  return text;
}

std::string topics_text(const timeline::ForeignInfo& info) {
  std::size_t width = 0;
  for (const timeline::ForeignTopic& topic : info.topics) {
    width = std::max(width, topic.topic.size());
  }
  std::string text;
  for (const timeline::ForeignTopic& topic : info.topics) {
    const std::string schema =
        topic.schema.empty() ? "no schema" : topic.schema + " (" + topic.schema_encoding + ")";
    text += formatted("  %-*s  %s, %s, %s\n", static_cast<int>(std::min(width, std::size_t{60})),
                      printable(topic.topic).c_str(),
                      counted(static_cast<std::int64_t>(topic.messages), "message").c_str(),
                      printable(topic.message_encoding).c_str(), printable(schema).c_str());
  }
  return text;
}

}  // namespace

Json foreign_json(const std::string& path, const timeline::ForeignInfo& info) {
  Json json;
  json["file"] = path;
  json["kind"] = "mcap";
  json["bytes"] = info.file_bytes;
  json["profile"] = info.profile;
  json["library"] = info.library;
  json["has_summary"] = info.has_summary;
  json["messages"] = info.messages;
  json["start_time"] = std::to_string(info.start_time);
  json["end_time"] = std::to_string(info.end_time);
  json["seconds"] = seconds_of_info(info);
  json["topics"] = Json::array();
  for (const timeline::ForeignTopic& topic : info.topics) {
    json["topics"].push_back({{"topic", topic.topic},
                              {"messages", topic.messages},
                              {"message_encoding", topic.message_encoding},
                              {"schema", topic.schema},
                              {"schema_encoding", topic.schema_encoding}});
  }
  json["chunks"] = Json::array();
  for (const auto& [compression, chunks] : info.chunks) {
    json["chunks"].push_back({{"compression", compression_name(compression)},
                              {"chunks", chunks.chunks},
                              {"stored_bytes", chunks.stored_bytes},
                              {"unpacked_bytes", chunks.unpacked_bytes}});
  }
  json["attachments"] = Json::array();
  for (const timeline::ForeignAttachment& attachment : info.attachments) {
    json["attachments"].push_back({{"name", attachment.name},
                                   {"media_type", attachment.media_type},
                                   {"bytes", attachment.bytes}});
  }
  json["metadata"] = info.metadata;
  return json;
}

std::string foreign_text(const std::string& path, const timeline::ForeignInfo& info) {
  std::string text =
      formatted("%s: an MCAP file of another program, %s, %.2f MiB\n", printable(path).c_str(),
                format_duration(seconds_of_info(info)).c_str(),
                static_cast<double>(info.file_bytes) / kMebibyte);
  text += "  profile  " + (info.profile.empty() ? "none" : printable(info.profile)) + "\n";
  text += "  library  " + (info.library.empty() ? "unnamed" : printable(info.library)) + "\n";
  if (info.messages > 0) {
    text += "  start    " + time_text(info.start_time) + "\n";
    text += "  end      " + time_text(info.end_time) + "\n";
  }
  text += chunks_text(info) + topics_text(info);
  for (const timeline::ForeignAttachment& attachment : info.attachments) {
    text += "  file     " + printable(attachment.name) + "\n";
  }
  for (const std::string& name : info.metadata) {
    text += "  metadata " + printable(name) + "\n";
  }
  return info.has_summary ? text : text + "  no usable summary: the whole file was read\n";
}

}  // namespace reprise::tools
