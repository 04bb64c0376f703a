#include <algorithm>
#include <array>
#include <string>

#include "core/timeline/record_json.h"
#include "tools/common/exit_code.h"
#include "tools/common/options.h"
#include "tools/common/session_input.h"
#include "tools/inspect/commands.h"

namespace reprise::tools {
namespace {

// In the order of the bits of timeline::Topics.
constexpr auto kTopics =
    std::to_array<std::string_view>({"take", "audio", "frame", "cue", "hash", "health"});

// The bit set of the topics that were named; all without a name.
Result<timeline::Topics> topics_from(const std::vector<std::string>& names) {
  std::uint32_t bits = 0;
  for (const std::string& name : names) {
    const std::string bare = name.starts_with('/') ? name.substr(1) : name;
    const auto found = std::ranges::find(kTopics, bare);
    if (found == kTopics.end()) {
      return fail(ErrorCode::kUsage, "unknown topic '" + name + "'",
                  "one of: take, audio, frame, cue, hash, health");
    }
    bits |= 1U << static_cast<std::uint32_t>(found - kTopics.begin());
  }
  return names.empty() ? timeline::Topics::kAll : static_cast<timeline::Topics>(bits);
}

}  // namespace

Result<int> run_cat(std::span<const std::string> arguments) {
  std::string path;
  std::vector<std::string> topic_names;
  CommonOptions common;
  CommandLine line(
      "reprise-inspect cat", "Print the records of a take as NDJSON",
      {{"reprise-inspect cat show.mcap --topic cue", "what was decided, and when"},
       {"reprise-inspect cat show.mcap | jq -c .topic | uniq -c", "the order of records"}});
  line.positional("TAKE", "the take", path);
  line.option("--topic", "NAME", "only this topic: take, audio, frame, cue, hash, health",
              topic_names);
  add_common_options(line, common);
  TRY_ASSIGN(const Parsed parsed, line.parse(arguments));
  if (parsed == Parsed::kDone) {
    return to_int(ExitCode::kDone);
  }
  const Console console = common.console();
  timeline::ReadRange range;
  TRY_ASSIGN(range.topics, topics_from(topic_names));
  TRY_ASSIGN(timeline::TakeReader take, open_take(path, console));
  const std::size_t known_damage = take.damage().size();
  timeline::TakeReader::Cursor cursor = take.read(range);
  const std::int64_t rate = take.summary().header.audio.sample_rate;
  for (;;) {
    TRY_ASSIGN(const auto record, cursor.next());
    if (!record) {
      break;
    }
    TRY(print_part(dump_json(timeline::record_to_json(*record, rate)) + "\n"));
  }
  TRY(finish_parts());
  warn_of_damage(take, path, console, known_damage);
  return to_int(is_whole(take) ? ExitCode::kDone : ExitCode::kLoss);
}

}  // namespace reprise::tools
