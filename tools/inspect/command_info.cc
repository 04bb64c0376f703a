#include <string>

#include "core/base/json.h"
#include "core/base/text.h"
#include "core/timeline/take_identity.h"
#include "tools/common/console.h"
#include "tools/common/exit_code.h"
#include "tools/common/options.h"
#include "tools/common/session_input.h"
#include "tools/common/wording.h"
#include "tools/inspect/commands.h"
#include "tools/inspect/foreign_input.h"
#include "tools/inspect/foreign_report.h"
#include "tools/inspect/info_details.h"

namespace reprise::tools {
namespace {

Json seal_json(const timeline::Seal& seal) {
  Json json;
  json["take_digest"] = to_hex(seal.take_digest);
  json["pcm_sha256"] = to_hex(seal.pcm_sha256);
  json["source_sha256"] = seal.source_sha256 ? Json(to_hex(*seal.source_sha256)) : Json();
  json["samples"] = seal.samples.value;
  json["frames"] = seal.frames;
  json["cues"] = seal.cues;
  json["clipped_samples"] = seal.clipped_samples;
  json["lost_samples"] = seal.lost_samples;
  json["chain_head"] = seal.chain_head ? Json(to_hex(*seal.chain_head)) : Json();
  return json;
}

Json info_json(const std::string& path, const timeline::TakeReader& take,
               const TakeDetails& details, const std::string& identity) {
  const timeline::TakeSummary& summary = take.summary();
  const timeline::TakeHeader& header = summary.header;
  Json json;
  json["take"] = path;
  json["format_version"] = header.format_version;
  json["complete"] = is_whole(take);
  json["bytes"] = summary.file_bytes;
  json["seconds"] = seconds_of(summary.end, header.audio.sample_rate);
  json["samples"] = summary.end.value;
  json["start_sample"] = header.start().value;
  json["audio"] = {{"sample_rate", header.audio.sample_rate},
                   {"channels", header.audio.channels},
                   {"bits", header.audio.bits}};
  json["nominal"] = {
      {"width", header.size.width}, {"height", header.size.height}, {"fps", to_string(header.fps)}};
  json["seed"] = std::to_string(header.seed);
  json["switch"] = header.switch_mode;
  json["quality"] = quality_names()[static_cast<std::size_t>(header.quality)];
  json["start"] = format_utc_time(header.epoch_ns);
  json["live"] = header.live;
  for (const timeline::TopicCount& topic : summary.topics) {
    json["topics"][topic.topic] = topic.records;
  }
  add_details(details, summary, json);
  json["chunks"] = summary.chunks;
  json["attachments"] = summary.attachments;
  json["identity"] = identity.empty() ? Json() : Json(identity);
  json["seal"] = summary.seal ? seal_json(*summary.seal) : Json();
  json["damage"] = Json::array();
  for (const timeline::Damage& damage : take.damage()) {
    json["damage"].push_back(
        {{"offset", damage.offset}, {"bytes", damage.bytes}, {"what", damage.what}});
  }
  return json;
}

std::string info_text(const std::string& path, const timeline::TakeReader& take,
                      const TakeDetails& details, const std::string& identity) {
  const timeline::TakeSummary& summary = take.summary();
  const timeline::TakeHeader& header = summary.header;
  const double seconds =
      seconds_of({summary.end.value - header.start().value}, header.audio.sample_rate);
  std::string text =
      formatted("%s: %s, %s, %.2f MiB\n", printable(path).c_str(), format_duration(seconds).c_str(),
                summary.seal ? "sealed" : "not finished",
                static_cast<double>(summary.file_bytes) / (1024.0 * 1024.0));
  text += details_text(details, summary);
  text += formatted("  sound    %d Hz, %s, %d bit\n", header.audio.sample_rate,
                    counted(header.audio.channels, "channel").c_str(), header.audio.bits);
  text += formatted("  picture  %dx%d at %s fps, quality %s\n", header.size.width,
                    header.size.height, to_string(header.fps).c_str(),
                    std::string(quality_names()[static_cast<std::size_t>(header.quality)]).c_str());
  text += "  show     seed " + std::to_string(header.seed) +
          ", switching: " + printable(header.switch_mode);
  text += "\n  start    " + format_utc_time(header.epoch_ns) + "\n";
  for (const timeline::TopicCount& topic : summary.topics) {
    text += formatted("  %-8s %s\n", topic.topic.c_str(),
                      counted(static_cast<std::int64_t>(topic.records), "record").c_str());
  }
  for (const std::string& name : summary.attachments) {
    text += "  file     " + printable(name) + "\n";
  }
  if (!identity.empty()) {
    text += "  identity " + identity + "\n";
  }
  if (summary.seal) {
    text += "  digest   " + to_hex(summary.seal->take_digest) + "\n";
    text += "  pcm      sha256 " + to_hex(summary.seal->pcm_sha256) + "\n";
    if (summary.seal->chain_head) {
      text += "  chain    " + to_hex(*summary.seal->chain_head) + "\n";
    }
  }
  return text;
}

// An MCAP file of another program.
Result<int> print_foreign_info(const mcap::File& file, const std::string& path,
                               const CommonOptions& common) {
  mcap::DamageLog log;
  TRY_ASSIGN(const timeline::ForeignInfo info, timeline::foreign_info(file, log));
  TRY(common.json ? print_json(foreign_json(path, info)) : print_result(foreign_text(path, info)));
  warn_of_damage(log, path, common.console(), 0);
  return to_int(log.entries().empty() ? ExitCode::kDone : ExitCode::kLoss);
}

}  // namespace

Result<int> run_info(std::span<const std::string> arguments) {
  std::string path;
  bool check = false;
  CommonOptions common;
  CommandLine line("reprise-inspect info", "Show what a take, or any MCAP file, holds",
                   {{"reprise-inspect info show.mcap", "from its summary"},
                    {"reprise-inspect info --check show.mcap",
                     "every byte checked, with the identity that exports name"}});
  line.positional("TAKE", "the take, or another MCAP file", path);
  line.flag("--check", "read the whole take: find damage, and print its identity", check);
  add_common_options(line, common);
  TRY_ASSIGN(const Parsed parsed, line.parse(arguments));
  if (parsed == Parsed::kDone) {
    return to_int(ExitCode::kDone);
  }
  const Console console = common.console();
  TRY_ASSIGN(const auto foreign, open_foreign(path));
  if (foreign) {
    return print_foreign_info(*foreign, path, common);
  }
  TRY_ASSIGN(timeline::TakeReader take, open_take(path, console));
  const std::size_t known_damage = take.damage().size();
  std::string identity;  // costs reading all of the take
  if (check) {
    TRY_ASSIGN(identity, timeline::take_identity(posix_file_system(), path, take));
  }
  TRY_ASSIGN(const TakeDetails details, take_details(take));
  TRY(common.json ? print_json(info_json(path, take, details, identity))
                  : print_result(info_text(path, take, details, identity)));
  warn_of_damage(take, path, console, known_damage);
  return to_int(is_whole(take) ? ExitCode::kDone : ExitCode::kLoss);
}

}  // namespace reprise::tools
