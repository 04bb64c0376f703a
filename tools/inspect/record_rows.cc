#include "tools/inspect/record_rows.h"

#include <algorithm>
#include <limits>

#include "core/base/text.h"
#include "core/timeline/foreign_file.h"
#include "core/timeline/record_json.h"
#include "core/timeline/topics.h"
#include "tools/common/session_input.h"
#include "tools/inspect/foreign_input.h"

namespace reprise::tools {
namespace {

bool is_wanted(const std::vector<std::string>& patterns, const std::string& topic) {
  return patterns.empty() || std::ranges::any_of(patterns, [&](const std::string& pattern) {
           return names_topic(pattern, topic);
         });
}

// kUsage for a pattern that names none of `known`.
Status check_patterns(const std::vector<std::string>& patterns,
                      const std::vector<std::string>& known) {
  for (const std::string& pattern : patterns) {
    const bool names_one = std::ranges::any_of(
        known, [&](const std::string& topic) { return names_topic(pattern, topic); });
    if (!names_one) {
      return fail(ErrorCode::kUsage, "unknown topic '" + pattern + "'",
                  "one of: " + join(known, ", "));
    }
  }
  return {};
}

// All that a take may have, whether it has records of it or not.
std::vector<std::string> take_topics(const timeline::TakeHeader& header) {
  std::vector<std::string> out;
  for (const mcap::Channel& channel : timeline::take_channels(header.lanes.size())) {
    out.push_back(channel.topic);
  }
  return out;
}

class TakeRows final : public RecordRows {
 public:
  TakeRows(timeline::TakeReader take, std::string path, const Console& console)
      : take_(std::move(take)), path_(std::move(path)), console_(console) {}

  Status open(const RowFilter& filter) {
    const timeline::TakeHeader& header = take_.summary().header;
    const std::vector<std::string> known = take_topics(header);
    TRY(check_patterns(filter.topics, known));
    std::uint32_t bits = 0;
    for (const std::string& topic : known) {
      if (is_wanted(filter.topics, topic)) {
        topics_.push_back(topic);
        bits |= 1U << static_cast<unsigned>(timeline::parse_topic(topic)->kind);
      }
    }
    range_.topics = static_cast<timeline::Topics>(bits);
    const FrameGrid grid{header.fps, header.audio.sample_rate};
    if (filter.start) {
      range_.from = sample_of(*filter.start, grid);
    }
    if (filter.end) {
      range_.to = sample_of(*filter.end, grid);
    }
    known_damage_ = take_.damage().size();
    return rewind();
  }

  [[nodiscard]] std::vector<std::string> topics() const override { return topics_; }

  Status rewind() override {
    cursor_ = take_.read(range_);
    return {};
  }

  Result<std::optional<Json>> next() override {
    TRY_ASSIGN(const auto record, next_record());
    return record ? std::optional(timeline::record_to_json(*record, rate())) : std::nullopt;
  }

  Result<std::optional<std::string>> next_line() override {
    TRY_ASSIGN(const auto record, next_record());
    return record ? std::optional(timeline::record_json_text(*record, rate())) : std::nullopt;
  }

  bool finish() override {
    warn_of_damage(take_, path_, console_, known_damage_);
    return is_whole(take_);
  }

 private:
  [[nodiscard]] std::int64_t rate() const { return take_.summary().header.audio.sample_rate; }

  // The cursor knows kinds of topics, not lanes.
  Result<std::optional<timeline::Record>> next_record() {
    while (true) {
      TRY_ASSIGN(auto record, cursor_->next());
      if (!record || std::ranges::find(topics_, timeline::topic_of(*record)) != topics_.end()) {
        return record;
      }
    }
  }

  timeline::TakeReader take_;
  std::string path_;
  const Console& console_;
  std::vector<std::string> topics_;
  timeline::ReadRange range_;
  std::optional<timeline::TakeReader::Cursor> cursor_;
  std::size_t known_damage_ = 0;
};

// `offset` behind the first message, in ns.
Result<std::uint64_t> foreign_time(const TimeValue& offset, std::uint64_t start) {
  const auto* seconds = std::get_if<Rational>(&offset);
  if (seconds == nullptr) {
    return fail(ErrorCode::kUsage,
                "'" + to_string(offset) + "' counts frames or samples, which this file has not",
                "write seconds from its first message on: 90.5");
  }
  constexpr std::int64_t kNanoseconds = 1'000'000'000;
  return start + static_cast<std::uint64_t>(
                     multiply_divide_floor(seconds->num, kNanoseconds, seconds->den));
}

class ForeignRows final : public RecordRows {
 public:
  ForeignRows(mcap::File file, std::string path, const Console& console)
      : file_(std::move(file)), path_(std::move(path)), console_(console) {}

  Status open(const RowFilter& filter) {
    TRY_ASSIGN(const timeline::ForeignInfo info, timeline::foreign_info(file_, log_));
    std::vector<std::string> known;
    for (const timeline::ForeignTopic& topic : info.topics) {
      known.push_back(topic.topic);
      if (is_wanted(filter.topics, topic.topic)) {
        topics_.push_back(topic.topic);
      }
    }
    TRY(check_patterns(filter.topics, known));
    filter_.topic = [patterns = filter.topics](const std::string& topic) {
      return is_wanted(patterns, topic);
    };
    if (filter.start) {
      TRY_ASSIGN(filter_.from, foreign_time(*filter.start, info.start_time));
    }
    if (filter.end) {
      TRY_ASSIGN(filter_.to, foreign_time(*filter.end, info.start_time));
    }
    return rewind();
  }

  [[nodiscard]] std::vector<std::string> topics() const override { return topics_; }

  Status rewind() override {
    messages_.emplace(file_, log_, filter_);
    undecoded_ = 0;
    return {};
  }

  Result<std::optional<Json>> next() override {
    TRY_ASSIGN(auto row, messages_->next());
    undecoded_ += row && (*row)["data"].is_object() && (*row)["data"].contains("error") ? 1 : 0;
    return row;
  }

  Result<std::optional<std::string>> next_line() override {
    TRY_ASSIGN(const auto row, next());
    return row ? std::optional(dump_json(*row)) : std::nullopt;
  }

  bool finish() override {
    warn_of_damage(log_, path_, console_, 0);
    if (undecoded_ > 0) {
      console_.warning("'" + path_ + "': messages do not decode by their schema: " +
                       std::to_string(undecoded_) + "; they are printed as base64");
    }
    return log_.entries().empty() && undecoded_ == 0;
  }

 private:
  mcap::File file_;
  mcap::DamageLog log_;
  std::string path_;
  const Console& console_;
  std::vector<std::string> topics_;
  timeline::ForeignFilter filter_;
  std::optional<timeline::ForeignMessages> messages_;
  std::int64_t undecoded_ = 0;
};

}  // namespace

bool names_topic(const std::string& pattern, const std::string& topic) {
  const std::string full = pattern.starts_with('/') ? pattern : "/" + pattern;
  return matches_glob(full, topic) || matches_glob(full + "/*", topic) ||
         matches_glob(pattern, topic);
}

Result<std::unique_ptr<RecordRows>> open_rows(const std::string& path, const RowFilter& filter,
                                              const Console& console) {
  TRY_ASSIGN(auto foreign, open_foreign(path));
  if (foreign) {
    auto rows = std::make_unique<ForeignRows>(std::move(*foreign), path, console);
    TRY(rows->open(filter));
    return rows;
  }
  TRY_ASSIGN(timeline::TakeReader take, open_take(path, console));
  auto rows = std::make_unique<TakeRows>(std::move(take), path, console);
  TRY(rows->open(filter));
  return rows;
}

}  // namespace reprise::tools
