#include "tools/inspect/info_details.h"

#include <algorithm>

#include "core/base/text.h"
#include "core/timeline/recover_report.h"
#include "tools/common/console.h"
#include "tools/common/session_input.h"
#include "tools/common/wording.h"

namespace reprise::tools {
namespace {

std::int64_t records_of(const timeline::TakeSummary& take, std::string_view topic) {
  const auto found = std::ranges::find(take.topics, topic, &timeline::TopicCount::topic);
  return found == take.topics.end() ? 0 : static_cast<std::int64_t>(found->records);
}

// Those before the take's start.
Result<std::int64_t> lead(timeline::TakeReader& take, timeline::Topics topic) {
  if (!take.summary().header.part) {
    return 0;
  }
  timeline::ReadRange range;
  range.topics = topic;
  range.to = take.summary().header.start();
  timeline::TakeReader::Cursor cursor = take.read(range);
  for (std::int64_t count = 0;; ++count) {
    TRY_ASSIGN(const auto record, cursor.next());
    if (!record) {
      return count;
    }
  }
}

// Empty when some frames can be proven to be what was shown.
std::string unproven(const TakeDetails& details, const timeline::TakeHeader& header) {
  const bool may_have_other_reasons = header.live && header.gl;
  return details.hashes > 0
             ? ""
             : why_no_hash(header) + (may_have_other_reasons ? " (verify --performed)" : "");
}

std::string lost_text(const mcap::Metadata& recovery) {
  std::string text;
  for (const auto& [name, value] : recovery.entries) {
    const bool counts = name == "samples_lost" || name.starts_with("lost ");
    if (counts && value != "0") {
      text += (text.empty() ? "" : ", ") + printable(value) + " " +
              (name == "samples_lost" ? "samples of sound" : printable(name.substr(5)));
    }
  }
  return text.empty() ? "nothing that is known" : text;
}

}  // namespace

std::string why_no_hash(const timeline::TakeHeader& header) {
  if (!header.live) {
    return "made from a file: nothing was shown";
  }
  return header.gl ? "recorded without --hash, or none could be taken" : "nothing was drawn";
}

Result<TakeDetails> take_details(timeline::TakeReader& take) {
  TakeDetails details;
  TRY_ASSIGN(const std::int64_t frames, lead(take, timeline::Topics::kFrame));
  TRY_ASSIGN(const std::int64_t hashes, lead(take, timeline::Topics::kHash));
  details.frames = records_of(take.summary(), "/frame") - frames;
  details.hashes = records_of(take.summary(), "/hash") - hashes;
  TRY_ASSIGN(details.recoveries, take.metadata());
  std::erase_if(details.recoveries, [](const mcap::Metadata& metadata) {
    return metadata.name != timeline::kRecoveryName;
  });
  return details;
}

void add_details(const TakeDetails& details, const timeline::TakeSummary& take, Json& json) {
  const std::int64_t rate = take.header.audio.sample_rate;
  const SampleIndex start = take.header.start();
  json["shown"] = {{"start", seconds_of(start, rate)},
                   {"end", seconds_of(take.end, rate)},
                   {"seconds", seconds_of({take.end.value - start.value}, rate)},
                   {"frames", details.frames}};
  const std::string why = unproven(details, take.header);
  json["hashes"] = {{"frames", details.hashes}, {"why_none", why.empty() ? Json() : Json(why)}};
  json["recoveries"] = Json::array();
  for (const mcap::Metadata& recovery : details.recoveries) {
    Json entries = Json::object();
    for (const auto& [name, value] : recovery.entries) {
      entries[name] = value;
    }
    json["recoveries"].push_back(std::move(entries));
  }
}

std::string details_text(const TakeDetails& details, const timeline::TakeSummary& take) {
  const std::int64_t rate = take.header.audio.sample_rate;
  const SampleIndex start = take.header.start();
  std::string text;
  if (take.header.part) {
    text += "  shows    " + format_duration(seconds_of(start, rate)) + " to " +
            format_duration(seconds_of(take.end, rate)) + ": " +
            format_duration(seconds_of({take.end.value - start.value}, rate)) + ", " +
            counted(details.frames, "frame") + "\n";
  }
  if (take.header.live) {
    const std::string why = unproven(details, take.header);
    text += "  proof    " +
            (why.empty() ? counted(details.hashes, "frame") + " with a hash" : "none: " + why) +
            "\n";
  }
  for (const mcap::Metadata& recovery : details.recoveries) {
    text += "  lost     before it was recovered: " + lost_text(recovery) + "\n";
  }
  if (take.seal && take.seal->lost_samples > 0) {
    text += "  silence  for " + counted(take.seal->lost_samples, "sample") + " that were lost\n";
  }
  if (!take.seal) {
    text += "  end      the recording was not finished: reprise-inspect recover\n";
  }
  return text;
}

}  // namespace reprise::tools
