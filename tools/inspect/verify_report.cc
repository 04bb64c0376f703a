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

}  // namespace

session::Verdict verdict_of(const VerifyReport& report) {
  if (report.picture.verdict == session::Verdict::kDifferent ||
      (report.has_sound && report.sound.verdict == session::Verdict::kDifferent)) {
    return session::Verdict::kDifferent;
  }
  return report.picture.verdict;
}

Json verify_json(const VerifyReport& report) {
  const session::PictureReport& picture = report.picture;
  Json json;
  json["result"] = verdict_name(verdict_of(report));
  json["by"] = report.by;
  json["first_bad_frame"] = picture.first_bad_frame ? Json(*picture.first_bad_frame) : Json();
  json["frames_checked"] = picture.frames_checked;
  const std::string& reason = picture.reason.empty() ? report.sound.reason : picture.reason;
  json["reason"] = reason.empty() ? Json() : Json(reason);
  if (!picture.expected.empty()) {
    json["expected"] = picture.expected;
    json["found"] = picture.found;
  }
  json["audio"] = report.has_sound ? sound_json(report.sound) : Json();
  json["tier"] = report.tier;
  if (!report.note.empty()) {
    json["note"] = report.note;
  }
  return json;
}

void print_verify(const VerifyReport& report, const std::string& take, const std::string& file) {
  const session::PictureReport& picture = report.picture;
  std::printf("%s: %s (by %s; %lld frames checked)\n", file.c_str(),
              verdict_name(verdict_of(report)), report.by.c_str(),
              static_cast<long long>(picture.frames_checked));
  if (picture.first_bad_frame) {
    const auto frame = static_cast<long long>(*picture.first_bad_frame);
    std::printf("  picture  frame %lld: %s\n", frame, picture.reason.c_str());
    std::printf("           expected %s\n           found    %s\n", picture.expected.c_str(),
                picture.found.c_str());
    std::printf("  next     reprise-replay %s --frames %lld..%lld --codec ffv1 -o frame.mkv\n",
                shell_line({&take, 1}).c_str(), frame, frame);
  } else if (!picture.reason.empty()) {
    std::printf("  picture  %s\n", picture.reason.c_str());
  }
  if (!report.has_sound) {
    std::printf("  sound    none, as exported\n");
  } else if (report.sound.verdict == session::Verdict::kDifferent) {
    std::printf("  sound    %s\n", report.sound.reason.c_str());
  } else if (report.sound.windows_checked > 0) {
    std::printf("  sound    in step: offset at most %.2f ms in %lld windows\n",
                report.sound.largest_offset_ms,
                static_cast<long long>(report.sound.windows_checked));
  } else {
    std::printf("  sound    %lld samples checked\n",
                static_cast<long long>(report.sound.samples_checked));
  }
  std::printf("  tier     %s\n", report.tier.c_str());
  if (!report.note.empty()) {
    std::printf("  note     %s\n", report.note.c_str());
  }
}

}  // namespace reprise::tools
