// What the hash of a take's sound begins with where the take begins later than its clock: silence
// up to there. It is hashed as the run goes on, so that a take after hours costs no more than one
// at the start. One thread; a point that was handed out is its owner's.
#pragma once

#include <vector>

#include "core/model/pcm.h"
#include "core/session/library/pcm_digest.h"

namespace reprise::session {

// The hash of so much silence.
struct SilencePoint {
  SampleIndex at;
  PcmDigest digest{};
};

class SilenceDigest {
 public:
  explicit SilenceDigest(const AudioFormat& format) : format_(format) {}

  // The run has come so far: hashes what is new of it.
  void follow(SampleIndex until);
  // The last point that is kept at or before `sample`, at most 22 s of 48 kHz before it where the
  // run has come so far.
  [[nodiscard]] SilencePoint before(SampleIndex sample) const;

 private:
  AudioFormat format_;
  SilencePoint now_;
  std::vector<SilencePoint> kept_;
};

// From a point on to `sample`.
PcmDigest silence_until(SampleIndex sample, SilencePoint from, const AudioFormat& format);

}  // namespace reprise::session
