// What a take makes of the stretches of a live run: its sound as FLAC, and its records in file
// order, handed to the writer. One thread.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>

#include "core/base/error.h"
#include "core/media/flac.h"
#include "core/session/record/live_log.h"
#include "core/session/record/silence_digest.h"
#include "core/timeline/take_writer.h"

namespace reprise::session {

class TakeEncoder {
 public:
  struct Start {
    AudioFormat audio;
    SampleIndex shown;  // what the take shows begins here,
    SampleIndex sound;  // its sound here, behind silence, of which this is known:
    SilencePoint silence{};
  };
  static Result<TakeEncoder> create(const Start& start);

  [[nodiscard]] ByteSpan codec_header() const { return flac_.codec_header(); }
  // Before anything is added; `writer` lives as long.
  void write_to(timeline::TakeWriter& writer) { writer_ = &writer; }

  // What follows on.
  Status add(const LiveStretch& stretch);
  // Nothing is added any more.
  Status finish();

  struct Counts {
    std::int64_t frames = 0;
    std::int64_t cues = 0;
    std::int64_t hashes = 0;
    std::int64_t lost_samples = 0;
    std::int64_t clipped_samples = 0;
  };
  [[nodiscard]] const Counts& counts() const { return counts_; }
  // Behind finish().
  [[nodiscard]] timeline::Seal seal() const;

 private:
  TakeEncoder(const Start& start, media::FlacEncoder flac);

  [[nodiscard]] bool belongs(const LiveRecord& entry) const;
  void count(const timeline::Record& record);
  Status encode(const PcmView& pcm);
  Status on_packet(const media::FlacPacket& packet);
  Status append_before(SampleIndex sample);

  Start start_;
  media::FlacEncoder flac_;
  timeline::TakeWriter* writer_ = nullptr;
  PcmDigest digest_;
  SampleIndex end_;
  std::deque<std::shared_ptr<const LiveRecord>> waiting_;  // for the packet that they stand behind
  std::optional<std::int64_t> publish_ns_;                 // of the packets that are made now
  Counts counts_;
};

}  // namespace reprise::session
