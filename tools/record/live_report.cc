#include "tools/record/live_report.h"

#include "core/base/text.h"
#include "tools/common/session_input.h"
#include "tools/common/wording.h"

namespace reprise::tools {
namespace {

Json take_json(const TakeOutcome& take, std::int64_t sample_rate) {
  Json json;
  json["take"] = take.path.string();
  json["sealed"] = take.end.has_value();
  if (!take.end) {
    json["error"] = take.end.error().message;
    json["start_sample"] = take.stats.start.value;
    json["saved_until"] = take.stats.saved_until.value;
    return json;
  }
  const timeline::Seal& seal = take.end->seal;
  json["start_sample"] = take.end->stats.start.value;
  json["samples"] = seal.samples.value;
  json["seconds"] = seconds_of({seal.samples.value - take.end->stats.start.value}, sample_rate);
  json["frames"] = seal.frames;
  json["cues"] = seal.cues;
  json["clipped_samples"] = seal.clipped_samples;
  json["lost_samples"] = seal.lost_samples;
  json["unwritten_records"] = take.end->stats.writer.dropped;
  json["late_frames"] = take.end->stats.late_frames;
  json["late_hashes"] = take.end->stats.late_hashes;
  json["take_digest"] = to_hex(seal.take_digest);
  json["pcm_sha256"] = to_hex(seal.pcm_sha256);
  return json;
}

std::string take_text(const TakeOutcome& take, std::int64_t sample_rate) {
  const timeline::Seal& seal = take.end->seal;
  const double seconds =
      seconds_of({seal.samples.value - take.end->stats.start.value}, sample_rate);
  return formatted("%s: %s; %s, %s\n", printable(take.path.string()).c_str(),
                   format_duration(seconds).c_str(), counted(seal.frames, "frame").c_str(),
                   counted(seal.cues, "cue").c_str());
}

// Why there is no seal, what there is, and what to do with that. Its disk is not asked: it may
// hang.
Error explained(const TakeOutcome& take, std::int64_t sample_rate) {
  Error error = take.end.error();
  const std::string partial = timeline::partial_path(take.path).string();
  error.message = "'" + take.path.string() + "' was not finished: " + error.message;
  if (take.stats.left) {
    const double saved =
        seconds_of({take.stats.saved_until.value - take.stats.start.value}, sample_rate);
    error.message += formatted("; %s of it are on the disk", format_duration(saved).c_str());
    error.hint = "reprise-inspect recover " +
                 shell_line(std::vector{partial, std::string("-o"), take.path.string()});
  }
  return error;
}

}  // namespace

std::string what_lacks(const session::TakeStats& take) {
  std::vector<std::string> parts;
  if (take.writer.dropped > 0) {
    parts.push_back(counted(static_cast<std::int64_t>(take.writer.dropped), "record") +
                    " left out: the disk was too slow");
  }
  if (take.late_frames > 0) {
    parts.push_back(counted(take.late_frames, "frame") + " told of too late: recorded as dropped");
  }
  if (take.late_hashes > 0) {
    parts.push_back(counted(take.late_hashes, "frame") + " without a hash: it came too late");
  }
  std::string text;
  for (const std::string& part : parts) {
    text += (text.empty() ? "" : "; ") + part;
  }
  return text;
}

Result<ExitCode> report_takes(const std::vector<TakeOutcome>& takes, const RecordOptions& options,
                              std::int64_t sample_rate, bool heard, const Console& console) {
  ExitCode code = ExitCode::kDone;
  Json all = Json::array();
  for (const TakeOutcome& take : takes) {
    if (options.common.json) {
      all.push_back(take_json(take, sample_rate));
    }
    if (!take.end) {
      console.error(explained(take, sample_rate));
      code = ExitCode::kLoss;
      continue;
    }
    if (!options.common.json) {
      TRY(print_result(take_text(take, sample_rate)));
    }
    if (const std::string what = what_lacks(take.end->stats); !what.empty()) {
      console.warning("'" + take.path.string() + "': " + what);
    }
    if (const std::int64_t clipped = take.end->seal.clipped_samples; clipped > 0) {
      console.warning(formatted("'%s': the device gave %s above full scale, which %s clipped",
                                take.path.c_str(), counted(clipped, "sample").c_str(),
                                clipped == 1 ? "was" : "were"));
    }
    if (const std::int64_t lost = take.end->seal.lost_samples; lost > 0) {
      console.warning(formatted("'%s': %.3f s of sound were lost and are silent", take.path.c_str(),
                                seconds_of({lost}, sample_rate)));
      code = ExitCode::kLoss;
    }
  }
  if (options.common.json) {
    TRY(print_json({{"takes", std::move(all)}, {"silent", !heard}}));
  }
  if (!heard && !takes.empty()) {
    console.warning("nothing was heard: the takes are silent (reprise-record --list-devices)");
  }
  return code;
}

}  // namespace reprise::tools
