// An MCAP file that is no take: what it says of itself, and its messages as JSON. Nothing in it is
// trusted. One thread.
#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/base/json.h"
#include "core/mcap/damage_log.h"
#include "core/mcap/reader.h"

namespace reprise::timeline {

// True of an MCAP file that neither names itself a take nor has the topic of one. What is no MCAP
// file is not one of another program either.
Result<bool> is_foreign_mcap(const mcap::File& file);

struct ForeignTopic {
  std::string topic;
  std::string schema;            // its name; empty: without schema
  std::string schema_encoding;   // "flatbuffer", "protobuf", "ros2msg", …
  std::string message_encoding;  // "flatbuffer", "json", "cdr", …
  std::uint64_t messages = 0;
};

struct ForeignChunks {
  std::uint64_t chunks = 0;
  std::uint64_t stored_bytes = 0;
  std::uint64_t unpacked_bytes = 0;
};

struct ForeignAttachment {
  std::string name;
  std::string media_type;
  std::uint64_t bytes = 0;
};

struct ForeignInfo {
  std::string profile;
  std::string library;
  bool has_summary = false;  // else all of this is from reading the whole file
  std::uint64_t file_bytes = 0;
  std::uint64_t messages = 0;
  std::uint64_t start_time = 0;  // ns, of the earliest message; 0 without any
  std::uint64_t end_time = 0;
  std::vector<ForeignTopic> topics;             // by channel
  std::map<std::string, ForeignChunks> chunks;  // by compression; "" is none
  std::vector<ForeignAttachment> attachments;
  std::vector<std::string> metadata;  // names
};

// From the summary alone where that is whole. Damage is noted and skipped.
Result<ForeignInfo> foreign_info(const mcap::File& file, mcap::DamageLog& log);

struct ForeignFilter {
  std::function<bool(const std::string& topic)> topic;           // empty: all
  std::uint64_t from = 0;                                        // log_time ≥ from …
  std::uint64_t to = std::numeric_limits<std::uint64_t>::max();  // … and < to
};

// The messages of a file in its order, as ForeignDecoder writes them. Of a part of the time only
// the chunks are read that the file's index names; damage elsewhere is not met then. The file and
// the log must outlive it.
class ForeignMessages {
 public:
  ForeignMessages(const mcap::File& file, mcap::DamageLog& log, ForeignFilter filter);
  ForeignMessages(ForeignMessages&&) noexcept;
  ForeignMessages& operator=(ForeignMessages&&) noexcept;
  ~ForeignMessages();

  // Nothing at the end.
  Result<std::optional<Json>> next();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace reprise::timeline
