// SHA-256 of a take's sound where the take begins later than its clock: it stands behind silence,
// which for hours of a run takes a while and is hashed on a thread of its own. One caller.
#pragma once

#include <atomic>
#include <memory>
#include <vector>

#include "core/base/side_task.h"
#include "core/session/library/pcm_digest.h"

namespace reprise::session {

class SoundDigest {
 public:
  // The sound begins at `start`.
  SoundDigest(const AudioFormat& format, SampleIndex start);

  void update(const PcmView& pcm);
  // Waits for the silence.
  [[nodiscard]] Sha256 digest();

 private:
  void catch_up();

  struct Silence {
    PcmDigest digest;
    std::atomic<bool> hashed = false;
  };
  AudioFormat format_;
  std::unique_ptr<Silence> silence_;   // the whole digest, once it is hashed
  std::vector<std::int32_t> waiting_;  // sound that came before that
  SideTask task_;                      // last: it uses the silence
};

}  // namespace reprise::session
