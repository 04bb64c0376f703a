#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <string>

#include "core/timeline/record_json.h"
#include "tools/common/arguments.h"
#include "tools/common/exit_code.h"
#include "tools/common/names.h"
#include "tools/common/take_input.h"
#include "tools/inspect/commands.h"

namespace reprise::tools {
namespace {

struct TopicName {
  std::string_view name;
  timeline::Topics topic;
};
constexpr auto kTopics = std::to_array<TopicName>({
    {"take", timeline::Topics::kTake},
    {"audio", timeline::Topics::kAudio},
    {"frame", timeline::Topics::kFrame},
    {"cue", timeline::Topics::kCue},
    {"hash", timeline::Topics::kHash},
    {"health", timeline::Topics::kHealth},
});

Result<timeline::Topics> topics_from(const std::vector<std::string>& names) {
  if (names.empty()) {
    return timeline::Topics::kAll;
  }
  std::uint32_t bits = 0;
  std::vector<std::string_view> known;
  for (const TopicName& topic : kTopics) {
    known.push_back(topic.name);
  }
  for (const std::string& name : names) {
    const std::string bare = name.starts_with('/') ? name.substr(1) : name;
    const auto found = std::ranges::find(kTopics, bare, &TopicName::name);
    if (found == kTopics.end()) {
      return fail(unknown_name("topic", name, known).error());
    }
    bits |= static_cast<std::uint32_t>(found->topic);
  }
  return static_cast<timeline::Topics>(bits);
}

// Writes until the reader has gone (head, less): that is no error.
Result<bool> print_line(const std::string& line) {
  if (std::fwrite(line.data(), 1, line.size(), stdout) == line.size()) {
    return true;
  }
  if (errno == EPIPE) {
    return false;
  }
  return fail(error_from_errno(errno, "cannot write to stdout"));
}

}  // namespace

Result<int> run_cat(int argc, const char* const* argv) {
  std::string path;
  std::vector<std::string> topic_names;
  CommonOptions common;
  Arguments arguments(
      "reprise-inspect cat", "Print the records of a take as NDJSON.",
      {"reprise-inspect cat show.mcap --topic cue", "reprise-inspect cat --json show.mcap | jq ."});
  arguments.positional("TAKE", "the take", path);
  arguments.list_option("--topic", "NAME", "only this topic: take, audio, frame, cue, hash, health",
                        topic_names);
  arguments.common(common);
  TRY_ASSIGN(const Arguments::Parsed parsed, arguments.parse(argc, argv));
  if (parsed.done) {
    return kExitOk;
  }
  const Console console(common.color, common.quiet);
  timeline::ReadRange range;
  TRY_ASSIGN(range.topics, topics_from(topic_names));
  TRY_ASSIGN(timeline::TakeReader take, open_take(path, console));
  timeline::TakeReader::Cursor cursor = take.read(range);
  const std::int64_t rate = take.summary().header.audio.sample_rate;
  for (;;) {
    TRY_ASSIGN(const auto record, cursor.next());
    if (!record) {
      break;
    }
    TRY_ASSIGN(const bool more,
               print_line(dump_json(timeline::record_to_json(*record, rate)) + "\n"));
    if (!more) {
      return kExitOk;
    }
  }
  return take.summary().seal && take.damage().empty() ? kExitOk : kExitLoss;
}

}  // namespace reprise::tools
