#include "core/session/recover/recover_take.h"

#include <algorithm>
#include <limits>
#include <vector>

#include "core/base/borrowed_file.h"
#include "core/session/library/pcm_digest.h"
#include "core/session/library/take_audio.h"

namespace reprise::session {
namespace {

void add_silence(PcmDigest& digest, const AudioFormat& format, std::int64_t frames) {
  constexpr std::int64_t kBlock = 4096;
  const std::vector<std::int32_t> zeros(static_cast<std::size_t>(kBlock * format.channels));
  for (; frames > 0; frames -= kBlock) {
    const auto count = static_cast<std::size_t>(std::min(frames, kBlock) * format.channels);
    digest.update({format, {0}, std::span(zeros).first(count)});
  }
}

// The sound of what was written so far, `samples` long: what is missing is silent. A take whose
// sound cannot be decoded at all is silent throughout.
Result<Sha256> digest_of_sound(FileSystem& fs, const std::filesystem::path& written,
                               std::int64_t samples, const timeline::StopFlag& stop) {
  // No performance lasts this long: a record claims so, and silence up to it would take as long.
  constexpr std::int64_t kLongest = std::int64_t{30} * 24 * 3600;
  TRY_ASSIGN(timeline::TakeReader take, timeline::TakeReader::open(fs, written));
  if (samples / take.summary().header.audio.sample_rate > kLongest) {
    return fail(ErrorCode::kCorrupt, "a record claims that the take lasts over 30 days");
  }
  const AudioFormat format = take.summary().header.audio;
  PcmDigest digest;
  std::int64_t done = 0;
  auto audio = TakeAudio::open(take, {0}, {samples});
  while (audio && done < samples) {
    if (stop && stop()) {
      return fail(ErrorCode::kCancelled, "stopped");
    }
    TRY_ASSIGN(const PcmView pcm, audio->read());
    if (pcm.samples.empty()) {
      break;
    }
    digest.update(pcm);
    done += pcm.frames();
  }
  add_silence(digest, format, samples - done);
  return digest.digest();
}

}  // namespace

Result<RecoveredTake> recover_take(FileSystem& fs, const std::filesystem::path& input,
                                   const std::filesystem::path& output,
                                   const timeline::StopFlag& stop) {
  TRY_ASSIGN(timeline::Recovery recovery, timeline::Recovery::survey(fs, input, stop));
  TRY_ASSIGN(AtomicFile file, AtomicFile::create(fs, output));
  const auto container =
      timeline::container_by_name(output).value_or(timeline::TakeContainer::kMcap);
  TRY(recovery.write(borrow(file.file()), container));
  const timeline::RecoveryReport& report = recovery.report();
  Sha256 pcm{};
  if (!report.seal_kept) {
    TRY_ASSIGN(pcm, digest_of_sound(fs, file.temporary_path(), report.samples, stop));
  }
  TRY_ASSIGN(const timeline::Seal seal, recovery.seal(pcm));
  TRY(recovery.verify(fs, file.temporary_path()));
  TRY(file.commit());
  return RecoveredTake{report, seal};
}

Result<timeline::RecoveryReport> survey_take(FileSystem& fs, const std::filesystem::path& input,
                                             const timeline::StopFlag& stop) {
  TRY_ASSIGN(const timeline::Recovery recovery, timeline::Recovery::survey(fs, input, stop));
  return recovery.report();
}

}  // namespace reprise::session
