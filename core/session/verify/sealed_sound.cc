#include "core/session/verify/sealed_sound.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "core/session/library/pcm_digest.h"
#include "core/session/library/take_audio.h"

namespace reprise::session {
namespace {

using timeline::FindingPart;

// No performance lasts this long: a seal claims so, and silence up to it would take as long.
constexpr std::int64_t kLongestSeconds = std::int64_t{7} * 24 * 3600;

class SoundExamination {
 public:
  SoundExamination(timeline::TakeReader& take, timeline::Diagnosis& diagnosis)
      : take_(take), diagnosis_(diagnosis), seal_(*diagnosis.seal) {}

  Status run() {
    const timeline::TakeHeader& header = take_.summary().header;
    if (seal_.samples.value / header.audio.sample_rate > kLongestSeconds) {
      add(FindingPart::kSeal, mcap::Severity::kWarning, "seal-sound",
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
    if (!audio) {
      add(FindingPart::kSound, mcap::Severity::kError, "sound-decode",
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
      add(FindingPart::kSound, mcap::Severity::kError, "sound-decode",
          "/audio/" + std::to_string(lane) +
              " has packets that cannot be decoded: " + std::to_string(audio->bad_packets()));
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
    add(FindingPart::kSeal, lossy ? mcap::Severity::kWarning : mcap::Severity::kError, "seal-sound",
        lossy ? "the hash of the sound cannot be compared: samples were lost while it was recorded"
              : "the sound is not the one that was sealed");
  }

  void add(FindingPart part, mcap::Severity severity, std::string_view code, std::string what) {
    diagnosis_.findings.push_back({part, severity, 0, code, std::move(what)});
    ++(severity == mcap::Severity::kError ? diagnosis_.errors : diagnosis_.warnings);
  }

  timeline::TakeReader& take_;
  timeline::Diagnosis& diagnosis_;
  const timeline::Seal seal_;
};

}  // namespace

Status examine_sound(FileSystem& fs, const std::filesystem::path& path,
                     timeline::Diagnosis& diagnosis) {
  if (diagnosis.kind != timeline::Diagnosis::Kind::kTake || !diagnosis.sound() || !diagnosis.seal) {
    return {};
  }
  TRY_ASSIGN(timeline::TakeReader take, timeline::TakeReader::open(fs, path));
  TRY(SoundExamination(take, diagnosis).run());
  std::ranges::stable_sort(diagnosis.findings, {}, [](const timeline::Finding& finding) {
    return std::tuple(finding.part, finding.offset);
  });
  return {};
}

}  // namespace reprise::session
