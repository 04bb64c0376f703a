#include "core/session/export/output_check.h"

#include "core/media/media_reader.h"
#include "core/session/library/media_time.h"

namespace reprise::session {
namespace {

std::vector<PacketDigest> expected_packets(const std::vector<MergedSegment>& segments) {
  std::vector<PacketDigest> packets;
  for (const MergedSegment& segment : segments) {
    packets.insert(packets.end(), segment.packets.begin(), segment.packets.end());
  }
  return packets;
}

tl::unexpected<Error> wrong(const std::string& what) {
  return fail(ErrorCode::kCorrupt, "the written file is not what was encoded: " + what,
              "run the export again; if it stays, report it with the file");
}

Status check_streams(const media::MediaInfo& info, const ExportSettings& settings) {
  const bool sound = settings.audio.codec != media::AudioCodecId::kNone;
  if (info.video.size() != 1 || info.audio.size() != (sound ? 1U : 0U)) {
    return wrong(std::to_string(info.video.size()) + " video and " +
                 std::to_string(info.audio.size()) + " audio streams");
  }
  if (info.video[0].size != settings.frames.size) {
    return wrong("it has another picture size");
  }
  return {};
}

}  // namespace

Result<Json> check_output(FileSystem& fs, const std::filesystem::path& path,
                          const ExportSettings& settings,
                          const std::vector<MergedSegment>& segments) {
  TRY_ASSIGN(media::MediaReader reader, media::MediaReader::open(fs, path));
  TRY(check_streams(reader.info(), settings));
  const media::VideoStreamInfo video = reader.info().video[0];
  for (const MergedSegment& segment : segments) {
    if (segment.parameters != sha256(video.extradata)) {
      return wrong("it tells decoders other parameters than segment " +
                   std::to_string(&segment - segments.data()) + " was encoded with");
    }
  }
  const std::vector<PacketDigest> expected = expected_packets(segments);
  std::size_t count = 0;
  TRY(reader.read_video_packets([&](const media::VideoPacketInfo& packet) -> Status {
    if (count >= expected.size()) {
      return wrong("it has more packets than were encoded");
    }
    const PacketDigest& wanted = expected[count];
    if (sha256(packet.data) != wanted.sha256) {
      return wrong("packet " + std::to_string(count) + " differs");
    }
    if (!is_time_of_frame(packet.pts, video.time_base, FrameIndex{wanted.frame},
                          settings.frames.fps)) {
      return wrong("packet " + std::to_string(count) + " has the timestamp of another frame");
    }
    ++count;
    return {};
  }));
  if (count != expected.size()) {
    return wrong(std::to_string(count) + " of " + std::to_string(expected.size()) + " packets");
  }
  Json qc;
  qc["container"] = reader.info().container;
  qc["duration"] = reader.info().duration_seconds;
  qc["frames"] = count;
  qc["video"] = {{"codec", video.codec},
                 {"pixel_format", video.pixel_format},
                 {"width", video.size.width},
                 {"height", video.size.height},
                 {"frame_rate", to_string(video.frame_rate)},
                 {"color_range", video.color_range},
                 {"color_space", video.color_space}};
  if (!reader.info().audio.empty()) {
    const media::AudioStreamInfo& audio = reader.info().audio[0];
    qc["audio"] = {{"codec", audio.codec},
                   {"sample_rate", audio.format.sample_rate},
                   {"channels", audio.format.channels}};
  }
  qc["dropped_frames"] = 0;
  return qc;
}

}  // namespace reprise::session
