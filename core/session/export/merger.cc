#include "core/session/export/merger.h"

#include <limits>
#include <string_view>

#include "core/media/muxer.h"
#include "core/media/segment_file.h"
#include "core/media/sound_file.h"
#include "core/session/export/parts_folder.h"

namespace reprise::session {
namespace {

// A run that finds a part unusable makes it again.
constexpr std::string_view kAgain = "run the export again";

Error foreign(const std::string& part) {
  return {ErrorCode::kCorrupt, part + " belongs to another export", std::string(kAgain)};
}

// What reading a part gave; damage comes with the way out of it.
template <typename T>
Result<T> part(Result<T> read) {
  if (!read && read.error().code == ErrorCode::kCorrupt) {
    read.error().hint = kAgain;
  }
  return read;
}

}  // namespace

struct Merger::Impl {
  FileSystem& fs;
  ExportSettings settings;
  Options options;
  AtomicFile file;
  std::optional<media::SoundFileReader> sound = {};
  std::optional<media::SoundPacket> waiting = {};  // the next one of `sound`
  // Opened with the first segment, whose parameters it needs.
  std::optional<media::Muxer> muxer = {};

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

  Status open_sound() {
    TRY_ASSIGN(sound, part(media::SoundFileReader::open(fs, sound_path(options.parts))));
    if (sound->key() != options.sound_key || sound->parameters().format != options.audio) {
      return fail(foreign("the sound"));
    }
    TRY_ASSIGN(waiting, part(sound->next()));
    return {};
  }

  // Sound that is due up to `position`, in samples from the export's first.
  Status write_sound_until(std::int64_t position) {
    while (waiting && waiting->due <= position) {
      TRY(muxer->write_audio(waiting->packet));
      TRY_ASSIGN(waiting, part(sound->next()));
    }
    return {};
  }

  [[nodiscard]] std::int64_t sample_of(std::int64_t frame) const {
    return FrameGrid{settings.frames.fps, options.audio.sample_rate}
        .sample_of(FrameIndex{frame})
        .value;
  }

  Result<media::Segment> read(std::int64_t index) {
    TRY_ASSIGN(media::Segment segment,
               part(media::read_segment(fs, segment_path(options.parts, index))));
    if (segment.header.render_key != options.render_key || segment.header.index != index) {
      return fail(foreign("segment " + std::to_string(index)));
    }
    return segment;
  }
};

Merger::Merger(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Merger::Merger(Merger&&) noexcept = default;
Merger& Merger::operator=(Merger&&) noexcept = default;
Merger::~Merger() = default;

Result<Merger> Merger::create(FileSystem& fs, const ExportSettings& settings,
                              const Options& options) {
  TRY_ASSIGN(AtomicFile file, AtomicFile::create(fs, options.target, options.temporary));
  std::unique_ptr<Impl> impl(new Impl{fs, settings, options, std::move(file)});
  if (settings.audio.codec != media::AudioCodecId::kNone) {
    TRY(impl->open_sound());
  }
  return Merger(std::move(impl));
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
    TRY(my.write_sound_until(my.sample_of(merged.first_frame + decode_index)));
    TRY(my.muxer->write_video(merged.first_frame, decode_index, packet));
    merged.packets.push_back({sha256(packet.data), merged.first_frame + packet.local_pts});
  }
  return merged;
}

Status Merger::finish() {
  Impl& my = *impl_;
  TRY(my.write_sound_until(std::numeric_limits<std::int64_t>::max()));
  return my.muxer->finish();
}

const std::filesystem::path& Merger::temporary_path() const {
  return impl_->file.temporary_path();
}

Status Merger::commit() {
  return impl_->file.commit();
}

}  // namespace reprise::session
