#include "tools/inspect/verify_report.h"

#include <array>
#include <cstdio>

#include "core/base/text.h"

namespace reprise::tools {
namespace {

constexpr auto kVerdicts = std::to_array<const char*>({"same", "different", "not_provable"});

const char* verdict_name(session::Verdict verdict) {
  return kVerdicts[static_cast<std::size_t>(verdict)];
}

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

void print_picture(const VerifyReport& report, const std::string& take) {
  const session::PictureReport& picture = report.picture;
  if (!picture.first_bad_frame) {
    if (!picture.reason.empty()) {
      std::printf("  picture  %s\n", picture.reason.c_str());
    }
    return;
  }
  const auto frame = static_cast<long long>(*picture.first_bad_frame);
  std::printf("  picture  frame %lld: %s\n", frame, picture.reason.c_str());
  if (!picture.expected.empty()) {
    std::printf("           expected %s\n           found    %s\n", picture.expected.c_str(),
                picture.found.c_str());
  }
  const long long of_take = frame + report.first_frame;
  std::printf("  next     reprise-replay %s --frames %lld..%lld --codec ffv1 -o frame.mkv\n",
              shell_line({&take, 1}).c_str(), of_take, of_take);
}

void print_sound(const VerifyReport& report) {
  if (!report.sound) {
    std::printf("  sound    %s\n", report.picture.verdict == session::Verdict::kSame
                                       ? "none, as exported"
                                       : "none, or not checked");
  } else if (!report.sound->reason.empty()) {
    std::printf("  sound    %s\n", report.sound->reason.c_str());
  } else if (report.sound->windows_checked > 0) {
    std::printf("  sound    in step: offset at most %.2f ms in %lld windows\n",
                report.sound->largest_offset_ms,
                static_cast<long long>(report.sound->windows_checked));
  } else {
    std::printf("  sound    %lld samples checked\n",
                static_cast<long long>(report.sound->samples_checked));
  }
}

}  // namespace

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
  json["audio"] = report.sound ? sound_json(*report.sound) : Json();
  json["tier"] = report.tier;
  if (!report.notes.empty()) {
    json["note"] = join(report.notes, "; ");
  }
  return json;
}

void print_verify(const VerifyReport& report, const std::string& take, const std::string& file) {
  std::printf("%s: %s (by %s; %lld frames checked)\n", file.c_str(),
              verdict_name(verdict_of(report)), report.by.c_str(),
              static_cast<long long>(report.picture.frames_checked));
  if (report.frames < report.take_frames) {
    std::printf("  range    frames %lld..%lld of the take's 0..%lld\n",
                static_cast<long long>(report.first_frame),
                static_cast<long long>(report.first_frame + report.frames - 1),
                static_cast<long long>(report.take_frames - 1));
  }
  print_picture(report, take);
  print_sound(report);
  if (!report.tier.empty()) {
    std::printf("  tier     %s\n", report.tier.c_str());
  }
  for (const std::string& note : report.notes) {
    std::printf("  note     %s\n", note.c_str());
  }
}

}  // namespace reprise::tools
