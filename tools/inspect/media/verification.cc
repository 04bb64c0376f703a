#include "tools/inspect/media/verification.h"

#include "core/render/gl_mode.h"
#include "core/session/export/export_sound.h"
#include "core/session/export/frame_producer.h"
#include "core/session/export/reexport.h"
#include "core/session/export/render_key.h"
#include "core/session/verify/verify_sound.h"
#include "tools/common/session_input.h"
#include "tools/common/signals.h"
#include "tools/media/preset_lookup.h"

namespace reprise::tools {
namespace {

constexpr int kBits = 8;  // of a component

class Verification {
 public:
  explicit Verification(VerificationInputs inputs) : in_(std::move(inputs)) {}

  Result<VerifyReport> run() {
    report_.notes = in_.claim.notes;
    if (!in_.claim.take_identity.empty() && in_.claim.take_identity != in_.take_identity) {
      report_.notes.push_back("the file names another take (" + in_.claim.take_identity + ")");
    }
    if (!check_range()) {
      return std::move(report_);
    }
    if (check_streams()) {
      TRY(check_picture());
    }
    TRY(check_sound());
    return std::move(report_);
  }

 private:
  [[nodiscard]] const session::FrameSettings& frames() const { return in_.claim.settings.frames; }
  [[nodiscard]] const media::MediaInfo& info() const { return in_.file.info(); }

  void different(std::int64_t frame, std::string reason) {
    report_.by = "render";
    report_.picture.verdict = session::Verdict::kDifferent;
    report_.picture.first_bad_frame = frame;
    report_.picture.reason = std::move(reason);
  }

  bool not_provable(std::string reason) {
    report_.picture.verdict = session::Verdict::kNotProvable;
    report_.picture.reason = std::move(reason);
    return false;
  }

  // What a file says of its frames must fit into the take before anything is drawn from it.
  bool check_range() {
    const timeline::TakeSummary& take = in_.take.summary();
    const FrameGrid grid{frames().fps, take.header.audio.sample_rate};
    report_.first_frame = frames().first.value;
    report_.frames = frames().count;
    report_.take_frames = grid.frame_count(take.end);
    const std::int64_t there = report_.take_frames - frames().first.value;
    if (frames().count <= there) {
      return true;
    }
    different(std::max<std::int64_t>(there, 0), "the take is shorter than the file says");
    return false;
  }

  bool check_streams() {
    if (info().video.size() != 1) {
      different(0, "the file has " + std::to_string(info().video.size()) + " video streams");
    } else if (info().video[0].size != frames().size) {
      different(0, "the picture has another size than the file says");
    }
    return report_.picture.verdict == session::Verdict::kSame;
  }

  Status check_picture() {
    if (info().video[0].lossless_rgb) {
      return compare_frames();
    }
    return in_.claim.manifest ? compare_with_manifest() : compare_with_export();
  }

  // The show to draw with; false when it is not the one that the export was drawn with.
  Result<bool> load_show() {
    TRY_ASSIGN(const session::PresetLibrary library, find_presets(in_.preset_paths));
    TRY_ASSIGN(show_, session::replay_show(in_.take, in_.claim.settings.show, library));
    const Json found = session::preset_digests(show_);
    for (const auto& [name, digest] : in_.claim.presets.items()) {
      if (!found.contains(name) || found[name] != digest) {
        return not_provable("preset '" + name + "' is not the one that the export was made with (" +
                            dump_json(digest) + ")");
      }
    }
    return true;
  }

  // Frames of another tier may differ in every bit and still be the same performance.
  bool is_own_tier(const render::GlInfo& gl) {
    report_.tier = render::tier_name(frames().gl, gl, kBits);
    const std::string& claimed = in_.claim.tier;
    return claimed.empty() || claimed == report_.tier ||
           not_provable("the file was rendered on another tier (" + claimed +
                        "): hashes cannot be compared");
  }

  Status compare_frames() {
    report_.by = "render";
    TRY_ASSIGN(const bool known, load_show());
    if (!known) {
      return {};
    }
    TRY_ASSIGN(session::FrameProducer producer,
               session::FrameProducer::create(in_.take, show_, frames()));
    if (is_own_tier(producer.gl_info())) {
      TRY_ASSIGN(report_.picture, session::verify_frames(in_.file, producer, frames().fps,
                                                         in_.begin(VerifyPhase::kVerify)));
    }
    return {};
  }

  Status compare_with_manifest() {
    report_.by = "manifest";
    report_.tier = in_.claim.manifest->tier;
    TRY_ASSIGN(report_.picture,
               session::verify_packets(in_.file, in_.claim.manifest->track, frames().fps,
                                       in_.begin(VerifyPhase::kVerify)));
    return {};
  }

  Status compare_with_export() {
    report_.by = "export";
    if (in_.claim.source != Claim::Source::kTag) {
      not_provable(
          "the file is lossy and carries no settings of an export, and there is no manifest");
      return {};
    }
    TRY_ASSIGN(const bool known, load_show());
    if (!known) {
      return {};
    }
    bool accepted = true;
    const auto accept = [&](const render::GlInfo& gl) { return accepted = is_own_tier(gl); };
    const auto expected = session::reexport_packets(in_.take, show_, in_.claim.settings,
                                                    in_.begin(VerifyPhase::kExport), accept);
    if (!accepted) {
      return {};
    }
    if (!expected) {
      return fail(expected.error());
    }
    TRY_ASSIGN(report_.picture, session::verify_packets(in_.file, *expected, frames().fps,
                                                        in_.begin(VerifyPhase::kVerify)));
    return {};
  }

  Status check_sound() {
    const bool claimed = in_.claim.settings.audio.codec != media::AudioCodecId::kNone;
    if (!claimed && info().audio.empty()) {
      if (in_.claim.source == Claim::Source::kStreams) {
        report_.sound.emplace().verdict = session::Verdict::kNotProvable;
        report_.sound->reason = "the file has no sound, and does not say that it was left out";
      }
      return {};
    }
    const AudioFormat format = in_.take.summary().header.audio;
    TRY_ASSIGN(
        session::PaddedAudio audio,
        session::PaddedAudio::open(in_.take, session::sound_of(frames(), format.sample_rate)));
    TRY_ASSIGN(report_.sound,
               session::verify_sound(in_.file, format, [&audio]() -> Result<PcmView> {
                 if (stop_requested()) {
                   return fail(ErrorCode::kCancelled, "stopped by a signal");
                 }
                 return audio.read();
               }));
    return {};
  }

  VerificationInputs in_;
  session::ReplayShow show_;
  VerifyReport report_;
};

}  // namespace

Result<VerifyReport> verify_file(VerificationInputs inputs) {
  return Verification(std::move(inputs)).run();
}

}  // namespace reprise::tools
