#include "core/session/export/reexport.h"

namespace reprise::session {

Result<TrackDigest> reexport_packets(timeline::TakeReader& take, const ReplayShow& show,
                                     const ExportSettings& settings,
                                     const std::function<Status(std::int64_t)>& progress,
                                     const std::function<bool(const render::GlInfo&)>& accept) {
  TRY_ASSIGN(FrameProducer producer, FrameProducer::create(take, show, settings.frames));
  if (!accept(producer.gl_info())) {
    return fail(ErrorCode::kCancelled, "the frames would be of another tier");
  }
  TrackDigest track;
  std::int64_t first = 0;
  const auto digest = [&](const media::SegmentPacket& packet) -> Status {
    track.packets.push_back({sha256(packet.data), first + packet.local_pts});
    return {};
  };
  const std::int64_t length = segment_length(settings);
  for (; first < settings.frames.count; first += length) {
    TRY_ASSIGN(media::SegmentEncoder encoder,
               media::SegmentEncoder::create(video_settings(settings)));
    const std::int64_t end = std::min(first + length, settings.frames.count);
    for (std::int64_t index = first; index < end; ++index) {
      TRY(progress(index));
      TRY_ASSIGN(const ImageView frame, producer.frame(index));
      TRY(encoder.push(frame, digest));
    }
    TRY(encoder.finish(digest));
    track.parameters = sha256(encoder.parameters().extradata);
  }
  return track;
}

}  // namespace reprise::session
