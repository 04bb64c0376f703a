#include "core/session/verify/verify_picture.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <span>
#include <vector>

#include "core/session/library/media_time.h"
#include "core/session/verify/trouble.h"

namespace reprise::session {
namespace {

void differ(PictureReport& report, std::int64_t frame, std::string reason, std::string expected,
            std::string found) {
  report.verdict = Verdict::kDifferent;
  report.first_bad_frame = frame;
  report.reason = std::move(reason);
  report.expected = std::move(expected);
  report.found = std::move(found);
}

// Ends reading early, once the answer is known.
tl::unexpected<Error> enough() {
  return fail(ErrorCode::kCancelled, "the answer is known");
}

void note_end(PictureReport& report, std::int64_t expected_count, const Status& read) {
  if (report.first_bad_frame) {
    return;
  }
  if (!read) {
    differ(report, report.frames_checked, "the file does not decode: " + read.error().message,
           std::to_string(expected_count) + " frames",
           std::to_string(report.frames_checked) + " frames");
  } else if (report.frames_checked < expected_count) {
    differ(report, report.frames_checked, "frames are missing at the end",
           std::to_string(expected_count) + " frames",
           std::to_string(report.frames_checked) + " frames");
  }
}

// Which of the expected frames a file holds as expected.
class PacketTally {
 public:
  static constexpr std::int64_t kNoFrame = -1;  // of a packet that stands on no frame's time

  // `expected` outlives this.
  explicit PacketTally(std::span<const PacketDigest> expected) : expected_(expected) {
    for (const PacketDigest& packet : expected) {
      const auto frame = static_cast<std::size_t>(packet.frame);
      slots_.resize(std::max(slots_.size(), frame + 1));
      slots_[frame].expected = packet.sha256;
    }
  }

  // Packets come in the order of the file.
  void add(std::int64_t frame, const Sha256& found) {
    if (!misplaced_ && count_ < expected_.size() && expected_[count_].frame != frame) {
      misplaced_ = expected_[count_].frame;
    }
    ++count_;
    if (frame < 0 || frame >= static_cast<std::int64_t>(slots_.size())) {
      first_extra_ = std::min(first_extra_, frame);
      return;
    }
    Slot& slot = slots_[static_cast<std::size_t>(frame)];
    slot.doubled = slot.seen;
    slot.seen = true;
    slot.found = found;
  }

  void judge(PictureReport& report) const {
    for (std::size_t i = 0; i < slots_.size(); ++i) {
      const Slot& slot = slots_[i];
      const auto frame = static_cast<std::int64_t>(i);
      if (!slot.seen) {
        return differ(report, frame, "the frame is missing", to_hex(slot.expected), "nothing");
      }
      if (slot.doubled) {
        return differ(report, frame, "two packets carry this frame's time", "one packet", "more");
      }
      if (slot.found != slot.expected) {
        return differ(report, frame, "the packet differs", to_hex(slot.expected),
                      to_hex(slot.found));
      }
    }
    if (first_extra_ != kNone) {
      const auto count = static_cast<std::int64_t>(slots_.size());
      differ(report, count, "the file has more frames", std::to_string(count) + " frames", "more");
    } else if (misplaced_) {
      differ(report, *misplaced_, "the packets stand in another order, which decodes otherwise",
             "packets in decoding order", "others first");
    }
  }

 private:
  static constexpr std::int64_t kNone = std::numeric_limits<std::int64_t>::max();
  struct Slot {
    Sha256 expected{};
    Sha256 found{};
    bool seen = false;
    bool doubled = false;
  };
  std::span<const PacketDigest> expected_;
  std::vector<Slot> slots_;
  std::size_t count_ = 0;  // packets that were added
  std::optional<std::int64_t> misplaced_;
  std::int64_t first_extra_ = kNone;
};

}  // namespace

Result<PictureReport> verify_frames(media::MediaReader& file, FrameSource& expected, Rational fps,
                                    const VerifyProgress& progress) {
  PictureReport report;
  const media::VideoStreamInfo video = file.info().video.at(0);
  Status stop;  // an error of ours, as opposed to the file's
  const Status read = file.read_video_frames(
      media::MediaReader::Convert::kOnlyLossless,
      [&](const media::VideoFrameInfo& frame) -> Status {
        const std::int64_t index = report.frames_checked;
        if (index >= expected.frame_count()) {
          const std::string count = std::to_string(expected.frame_count());
          differ(report, index, "the file has more frames", count + " frames", "more");
          return enough();
        }
        auto wanted = expected.frame(index);
        stop = wanted ? progress(index) : Status(fail(wanted.error()));
        if (!stop) {
          return stop;
        }
        ++report.frames_checked;
        if (frame.rgba.size != wanted->size) {
          differ(report, index, "the picture has another size", to_string(wanted->size),
                 to_string(frame.rgba.size));
          return enough();
        }
        const Hash128 wanted_hash = frame_hash(*wanted);
        const Hash128 found_hash = frame_hash(frame.rgba);
        if (wanted_hash != found_hash) {
          differ(report, index, "the picture differs", to_hex(wanted_hash), to_hex(found_hash));
          return enough();
        }
        if (!is_time_of_frame(frame.pts, video.time_base, FrameIndex{index}, fps)) {
          differ(report, index, "the frame has another time", "frame " + std::to_string(index),
                 "pts " + std::to_string(frame.pts) + " of " + to_string(video.time_base) + " s");
          return enough();
        }
        return {};
      });
  TRY(stop);
  TRY(progress(report.frames_checked));
  if (is_trouble(read)) {
    return fail(read.error());
  }
  note_end(report, expected.frame_count(), read);
  return report;
}

Result<PictureReport> verify_packets(media::MediaReader& file, const TrackDigest& expected,
                                     Rational fps, const VerifyProgress& progress) {
  PictureReport report;
  const media::VideoStreamInfo video = file.info().video.at(0);
  PacketTally tally(expected.packets);
  Status stop;
  const Status read = file.read_video_packets([&](const media::VideoPacketInfo& packet) -> Status {
    stop = progress(report.frames_checked);
    if (!stop) {
      return stop;
    }
    ++report.frames_checked;
    const auto nearest = frame_of_pts(packet.pts, video.time_base, fps);
    const bool exact = nearest && is_time_of_frame(packet.pts, video.time_base, *nearest, fps);
    tally.add(exact ? nearest->value : PacketTally::kNoFrame, sha256(packet.data));
    return {};
  });
  TRY(stop);
  TRY(progress(report.frames_checked));
  if (is_trouble(read)) {
    return fail(read.error());
  }
  const Sha256 parameters = sha256(video.extradata);
  if (parameters != expected.parameters) {
    differ(report, 0, "the decoder's parameters differ", to_hex(expected.parameters),
           to_hex(parameters));
    return report;
  }
  tally.judge(report);
  note_end(report, static_cast<std::int64_t>(expected.packets.size()), read);
  return report;
}

}  // namespace reprise::session
