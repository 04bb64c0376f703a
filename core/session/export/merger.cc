#include "core/session/export/merger.h"

#include <limits>

#include "core/media/muxer.h"
#include "core/media/segment_file.h"
#include "core/session/export/export_sound.h"
#include "core/session/export/parts_folder.h"

namespace reprise::session {

struct Merger::Impl {
  FileSystem& fs;
  timeline::TakeReader& take;
  ExportSettings settings;
  Options options;
  AtomicFile file;
  std::optional<ExportSound> sound;
  std::optional<media::Muxer> muxer;  // opened with the first segment, whose parameters it needs

  Status open_muxer(const media::VideoStreamParameters& video) {
    media::MuxerSettings mux;
    mux.container = settings.container;
    mux.video = video;
    if (sound) {
      mux.audio = sound->parameters();
    }
    mux.total_frames = settings.frames.count;
    mux.comment = options.comment;
    TRY_ASSIGN(muxer, media::Muxer::create(fs, file, mux));
    return {};
  }

  // Sound that begins before video frame `frame` does.
  Status write_sound_until(std::int64_t frame) {
    if (!sound) {
      return {};
    }
    const FrameGrid grid{settings.frames.fps, take.summary().header.audio.sample_rate};
    return sound->encode_until(
        grid.sample_of(FrameIndex{frame}).value,
        [this](const media::AudioOutPacket& packet) { return muxer->write_audio(packet); });
  }

  Result<media::Segment> read(std::int64_t index) {
    TRY_ASSIGN(media::Segment segment, media::read_segment(fs, segment_path(options.parts, index)));
    if (segment.header.render_key != options.render_key || segment.header.index != index) {
      return fail(ErrorCode::kCorrupt,
                  "segment " + std::to_string(index) + " belongs to another export",
                  "run the export again");
    }
    return segment;
  }
};

Merger::Merger(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Merger::Merger(Merger&&) noexcept = default;
Merger& Merger::operator=(Merger&&) noexcept = default;
Merger::~Merger() = default;

Result<Merger> Merger::create(FileSystem& fs, timeline::TakeReader& take,
                              const ExportSettings& settings, const Options& options) {
  std::optional<ExportSound> sound;
  if (settings.audio.codec != media::AudioCodecId::kNone) {
    TRY_ASSIGN(sound, ExportSound::create(take, settings));
  }
  TRY_ASSIGN(AtomicFile file, AtomicFile::create(fs, options.target, options.temporary));
  return Merger(std::unique_ptr<Impl>(
      new Impl{fs, take, settings, options, std::move(file), std::move(sound), std::nullopt}));
}

Result<MergedSegment> Merger::step(std::int64_t index) {
  Impl& my = *impl_;
  TRY_ASSIGN(const media::Segment segment, my.read(index));
  if (!my.muxer) {
    TRY(my.open_muxer(segment.parameters));
  }
  MergedSegment merged;
  merged.first_frame = segment.header.first_frame;
  merged.parameters = sha256(segment.parameters.extradata);
  merged.frame_hashes = segment.frame_hashes;
  for (std::size_t i = 0; i < segment.packets.size(); ++i) {
    const media::SegmentPacket& packet = segment.packets[i];
    const auto decode_index = static_cast<std::int64_t>(i);
    TRY(my.write_sound_until(merged.first_frame + decode_index));
    TRY(my.muxer->write_video(merged.first_frame, decode_index, packet));
    merged.packets.push_back({sha256(packet.data), merged.first_frame + packet.local_pts});
  }
  return merged;
}

Status Merger::finish() {
  Impl& my = *impl_;
  if (my.sound) {
    TRY(my.sound->encode_until(
        std::numeric_limits<std::int64_t>::max(),
        [&my](const media::AudioOutPacket& packet) { return my.muxer->write_audio(packet); }));
  }
  return my.muxer->finish();
}

const std::filesystem::path& Merger::temporary_path() const {
  return impl_->file.temporary_path();
}

Status Merger::commit() {
  return impl_->file.commit();
}

}  // namespace reprise::session
