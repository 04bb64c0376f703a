#include "tools/inspect/media/performed_verification.h"

#include <algorithm>

#include "core/base/text.h"
#include "core/base/time.h"
#include "core/session/export/frame_producer.h"
#include "tools/common/session_input.h"
#include "tools/common/wording.h"
#include "tools/inspect/media/verify_report.h"
#include "tools/media/preset_lookup.h"

namespace reprise::tools {
namespace {

constexpr int kComponentBits = 8;  // of a component

// The nominal grid of all that the take shows.
session::FrameSettings performed_frames(const timeline::TakeSummary& take, render::GlMode gl) {
  const FrameGrid grid{take.header.fps, take.header.audio.sample_rate};
  session::FrameSettings frames;
  frames.size = take.header.size;
  frames.fps = take.header.fps;
  frames.timing = session::Timing::kPerformed;
  frames.first = {grid.frame_count(take.header.start())};
  frames.count = grid.frame_count(take.end) - frames.first.value;
  frames.gl = gl;
  return frames;
}

bool is_same_gl(const timeline::TakeHeader& header, const render::GlInfo& gl) {
  return header.gl && header.gl->renderer == gl.renderer && header.gl->version == gl.version;
}

void judge(PerformedReport& report, const timeline::TakeHeader& header, const render::GlInfo& gl) {
  const session::PerformedCheck& check = report.check;
  if (check.elsewhere > 0) {
    report.notes.push_back(counted(check.elsewhere, "hash") +
                           " of another size or GL mode left out");
  }
  if (check.checked == 0) {
    report.verdict = session::Verdict::kNotProvable;
    const std::string& why = report.unproven.why_none;
    report.reason = why.empty() ? "no hash could be compared" : "no frame has a hash: " + why;
  } else if (check.different == 0) {
    return;
  } else if (is_same_gl(header, gl)) {
    report.verdict = session::Verdict::kDifferent;
    report.reason = std::to_string(check.different) + " of " + counted(check.checked, "frame") +
                    " not as shown";
  } else {
    report.verdict = session::Verdict::kNotProvable;
    report.reason = "it was drawn by " + (header.gl ? header.gl->renderer : "another GL") +
                    ": hashes cannot be compared";
  }
}

}  // namespace

std::optional<render::GlMode> performed_gl_mode(const timeline::TakeReader& take) {
  const timeline::TakeSummary& summary = take.summary();
  const bool hashed = std::ranges::any_of(
      summary.topics, [](const timeline::TopicCount& topic) { return topic.topic == "/hash"; });
  return hashed && summary.header.gl ? render::gl_mode_by_name(summary.header.gl->mode)
                                     : std::nullopt;
}

Result<PerformedReport> verify_performed(timeline::TakeReader& take,
                                         const std::vector<std::string>& preset_paths,
                                         const session::VerifyProgress& progress) {
  TRY_ASSIGN(const session::PresetLibrary library, find_presets(preset_paths));
  TRY_ASSIGN(const session::ReplayShow show, session::replay_show(take, {}, library));
  PerformedReport report;
  TRY_ASSIGN(report.unproven, unproven_frames(take, show));
  const std::optional<render::GlMode> mode = performed_gl_mode(take);
  if (!mode) {
    report.verdict = session::Verdict::kNotProvable;
    report.reason = "no frame has a hash: " + report.unproven.why_none;
    report.notes.emplace_back("hashes are recorded by: reprise-record --live --hash every=60");
    return report;
  }
  const render::GlMode gl = *mode;
  const session::FrameSettings frames = performed_frames(take.summary(), gl);
  TRY_ASSIGN(auto producer, session::FrameProducer::create(take, show, frames));
  report.sample_rate = take.summary().header.audio.sample_rate;
  report.tier = render::tier_name(gl, producer.gl_info(), kComponentBits);
  TRY_ASSIGN(report.check,
             session::check_performed(
                 take, producer,
                 {frames.first, std::string(render::gl_mode_name(gl)), report.unproven.undrawable},
                 progress));
  judge(report, take.summary().header, producer.gl_info());
  std::ranges::move(unproven_notes(report.unproven, report.sample_rate),
                    std::back_inserter(report.notes));
  if (const auto& drift = producer.drift()) {
    report.notes.push_back("from frame " + std::to_string(drift->frame.value) +
                           " on the analysis hears something else than was stored");
  }
  return report;
}

Json performed_json(const PerformedReport& report) {
  const auto& first = report.check.first;
  Json json;
  json["result"] = verdict_name(report.verdict);
  json["by"] = "performed";
  json["first_bad_frame"] = first ? Json(first->frame.value) : Json();
  json["hashes"] = report.check.hashes;
  json["frames_checked"] = report.check.checked;
  json["frames_undrawable"] = report.check.undrawable;
  json["frames_different"] = report.check.different;
  json["reason"] = report.reason.empty() ? Json() : Json(report.reason);
  if (first) {
    json["shown"] = to_hex(first->shown);
    json["drawn"] = to_hex(first->drawn);
  }
  json["unproven"] = unproven_json(report.unproven);
  json["tier"] = report.tier.empty() ? Json() : Json(report.tier);
  if (!report.notes.empty()) {
    json["note"] = join(report.notes, "; ");
  }
  return json;
}

std::string performed_text(const PerformedReport& report, const std::string& take) {
  std::string text = take + ": " + verdict_name(report.verdict) + " (" +
                     counted(report.check.checked, "frame") + " drawn again)\n";
  if (!report.reason.empty()) {
    text += "  picture  " + report.reason + "\n";
  }
  if (const auto& first = report.check.first) {
    text += formatted("  first    frame %lld at %s\n", static_cast<long long>(first->frame.value),
                      format_duration(seconds_of(first->sample, report.sample_rate)).c_str());
    text += "           shown    " + to_hex(first->shown) + "\n";
    text += "           drawn    " + to_hex(first->drawn) + "\n";
  }
  if (!report.tier.empty()) {
    text += "  tier     " + report.tier + "\n";
  }
  for (const std::string& note : report.notes) {
    text += "  note     " + note + "\n";
  }
  return text;
}

}  // namespace reprise::tools
