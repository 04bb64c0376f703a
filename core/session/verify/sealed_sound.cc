#include "core/session/verify/sealed_sound.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "core/session/library/pcm_digest.h"
#include "core/session/library/take_audio.h"
#include "core/timeline/doctor_findings.h"

namespace reprise::session {
namespace {

using timeline::FindingPart;

// No performance lasts this long: a seal claims so, and silence up to it would take as long.
constexpr std::int64_t kLongestSeconds = std::int64_t{7} * 24 * 3600;

bool is_damage(const Error& error) {
  return error.code == ErrorCode::kCorrupt || error.code == ErrorCode::kInvalid ||
         error.code == ErrorCode::kUnsupported;
}

class SoundExamination {
 public:
  SoundExamination(timeline::TakeReader& take, const timeline::Seal& seal,
                   timeline::Findings& findings)
      : take_(take), seal_(seal), findings_(findings) {}

  Status run() {
    const timeline::TakeHeader& header = take_.summary().header;
    if (seal_.samples.value / header.audio.sample_rate > kLongestSeconds) {
      findings_.add(FindingPart::kSeal, mcap::Severity::kWarning, 0, "seal-sound",
                    "the seal tells of more than a week of sound, which was not decoded");
      return {};
    }
    for (std::uint32_t lane = 0; lane < header.lanes.size(); ++lane) {
      TRY(examine(lane, header.lanes[lane].offset.value));
    }
    return {};
  }

 private:
  // On the lane's own clock.
  Status examine(std::uint32_t lane, std::int64_t offset) {
    const std::int64_t longest = kLongestSeconds * take_.summary().header.audio.sample_rate;
    const std::int64_t end =
        lane == 0 ? seal_.samples.value : std::min(seal_.samples.value - offset, longest);
    auto audio = TakeAudio::open_lane(take_, {lane, {0}, {end}});
    if (!audio && !is_damage(audio.error())) {
      return fail(audio.error());
    }
    if (!audio) {
      findings_.add(
          FindingPart::kSound, mcap::Severity::kError, 0, "sound-decode",
          "/audio/" + std::to_string(lane) + " cannot be decoded: " + audio.error().message);
      return {};
    }
    PcmDigest digest;
    for (;;) {
      TRY_ASSIGN(const PcmView pcm, audio->read());
      if (pcm.samples.empty()) {
        break;
      }
      if (lane == 0) {
        digest.update(pcm);
      }
    }
    if (audio->bad_packets() > 0) {
      findings_.add(FindingPart::kSound, mcap::Severity::kError, 0, "sound-decode",
                    "/audio/" + std::to_string(lane) + " has packets that cannot be decoded: " +
                        std::to_string(audio->bad_packets()));
    }
    if (lane == 0) {
      compare(digest.digest());
    }
    return {};
  }

  void compare(const Sha256& found) {
    if (found == seal_.pcm_sha256) {
      return;
    }
    // A recorder hashes the sound as it comes, also what the disk then could not take.
    const bool lossy = seal_.lost_samples > 0;
    findings_.add(
        FindingPart::kSeal, lossy ? mcap::Severity::kWarning : mcap::Severity::kError, 0,
        "seal-sound",
        lossy ? "the hash of the sound cannot be compared: samples were lost while it was recorded"
              : "the sound is not the one that was sealed");
  }

  timeline::TakeReader& take_;
  const timeline::Seal& seal_;
  timeline::Findings& findings_;
};

}  // namespace

Status examine_sound(FileSystem& fs, const std::filesystem::path& path,
                     timeline::Diagnosis& diagnosis) {
  if (diagnosis.kind != timeline::Diagnosis::Kind::kTake || !diagnosis.sound() || !diagnosis.seal) {
    return {};
  }
  TRY_ASSIGN(timeline::TakeReader take, timeline::TakeReader::open(fs, path));
  timeline::Findings findings;
  TRY(SoundExamination(take, *diagnosis.seal, findings).run());
  findings.move_into(diagnosis);
  std::ranges::stable_sort(diagnosis.findings, {}, [](const timeline::Finding& finding) {
    return std::tuple(finding.part, finding.offset);
  });
  return {};
}

}  // namespace reprise::session
