#include "tools/inspect/media/verify_report.h"

#include <array>

#include "core/base/text.h"
#include "tools/common/wording.h"

namespace reprise::tools {
namespace {

constexpr auto kVerdicts = std::to_array<const char*>({"same", "different", "not_provable"});

Json sound_json(const session::SoundReport& sound) {
  Json json;
  json["result"] = verdict_name(sound.verdict);
  json["reason"] = sound.reason.empty() ? Json() : Json(sound.reason);
  json["samples_checked"] = sound.samples_checked;
  json["first_bad_sample"] = sound.first_bad_sample ? Json(*sound.first_bad_sample) : Json();
  if (sound.windows_checked > 0) {
    json["windows_checked"] = sound.windows_checked;
    json["largest_offset_ms"] = sound.largest_offset_ms;
    json["smallest_correlation"] = sound.smallest_correlation;
  }
  return json;
}

Json reason_of(const VerifyReport& report) {
  if (!report.picture.reason.empty()) {
    return report.picture.reason;
  }
  return report.sound && !report.sound->reason.empty() ? Json(report.sound->reason) : Json();
}

std::string picture_text(const VerifyReport& report) {
  const session::PictureReport& picture = report.picture;
  if (!picture.first_bad_frame) {
    return picture.reason.empty() ? "" : "  picture  " + picture.reason + "\n";
  }
  const auto frame = static_cast<long long>(*picture.first_bad_frame);
  std::string text = formatted("  picture  frame %lld: %s\n", frame, picture.reason.c_str());
  if (!picture.expected.empty()) {
    text += "           expected " + picture.expected + "\n";
    text += "           found    " + picture.found + "\n";
  }
  return report.next.empty() ? text : text + "  next     " + report.next + "\n";
}

std::string sound_text(const VerifyReport& report) {
  if (!report.sound) {
    const bool same = report.picture.verdict == session::Verdict::kSame;
    return same ? "none, as exported" : "none, or not checked";
  }
  if (!report.sound->reason.empty()) {
    return report.sound->reason;
  }
  if (report.sound->windows_checked > 0) {
    return formatted("in step: offset at most %.2f ms in ", report.sound->largest_offset_ms) +
           counted(report.sound->windows_checked, "window");
  }
  return counted(report.sound->samples_checked, "sample") + " checked";
}

}  // namespace

const char* verdict_name(session::Verdict verdict) {
  return kVerdicts[static_cast<std::size_t>(verdict)];
}

session::Verdict verdict_of(const VerifyReport& report) {
  const session::Verdict picture = report.picture.verdict;
  const session::Verdict sound = report.sound ? report.sound->verdict : session::Verdict::kSame;
  for (const session::Verdict worst :
       {session::Verdict::kDifferent, session::Verdict::kNotProvable}) {
    if (picture == worst || sound == worst) {
      return worst;
    }
  }
  return session::Verdict::kSame;
}

Json verify_json(const VerifyReport& report) {
  const session::PictureReport& picture = report.picture;
  Json json;
  json["result"] = verdict_name(verdict_of(report));
  json["by"] = report.by;
  json["first_bad_frame"] = picture.first_bad_frame ? Json(*picture.first_bad_frame) : Json();
  json["frames_checked"] = picture.frames_checked;
  json["first_frame"] = report.first_frame;
  json["frames"] = report.frames;
  json["take_frames"] = report.take_frames;
  json["reason"] = reason_of(report);
  if (!picture.expected.empty()) {
    json["expected"] = picture.expected;
    json["found"] = picture.found;
  }
  json["next"] = report.next.empty() ? Json() : Json(report.next);
  json["audio"] = report.sound ? sound_json(*report.sound) : Json();
  json["tier"] = report.tier;
  if (!report.notes.empty()) {
    json["note"] = join(report.notes, "; ");
  }
  return json;
}

std::string verify_text(const VerifyReport& report, const std::string& file) {
  std::string text = file + ": " + verdict_name(verdict_of(report)) + " (by " + report.by + "; " +
                     counted(report.picture.frames_checked, "frame") + " checked)\n";
  if (report.frames < report.take_frames) {
    text += formatted("  range    frames %lld..%lld of the take's 0..%lld\n",
                      static_cast<long long>(report.first_frame),
                      static_cast<long long>(report.first_frame + report.frames - 1),
                      static_cast<long long>(report.take_frames - 1));
  }
  text += picture_text(report);
  text += "  sound    " + sound_text(report) + "\n";
  if (!report.tier.empty()) {
    text += "  tier     " + report.tier + "\n";
  }
  for (const std::string& note : report.notes) {
    text += "  note     " + note + "\n";
  }
  return text;
}

}  // namespace reprise::tools
