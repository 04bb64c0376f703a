#include "core/session/export/exporter.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <optional>

#include "core/base/file_digest.h"
#include "core/media/segment_file.h"
#include "core/render/gl_mode.h"
#include "core/session/export/encode_lane.h"
#include "core/session/export/merger.h"
#include "core/session/export/output_check.h"
#include "core/session/export/render_key.h"
#include "core/session/export/sound_lane.h"
#include "core/timeline/take_identity.h"

namespace reprise::session {
namespace {

constexpr auto kPhaseNames = std::to_array<std::string_view>({"render", "merge", "check", "done"});

// How long a step waits for the sound when all pictures are there.
constexpr std::chrono::milliseconds kPatience{50};

// What cannot be encoded is said before anything is rendered.
Status check_encoders(const ExportSettings& settings, const AudioFormat& sound) {
  TRY(media::check_combination(settings.container, settings.video_codec, settings.audio.codec,
                               settings.frames.size, settings.frames.alpha));
  TRY(media::SegmentEncoder::create(video_settings(settings)));
  if (settings.audio.codec != media::AudioCodecId::kNone) {
    TRY(media::AudioEncoder::create(settings.audio, sound));
  }
  return {};
}

}  // namespace

std::string_view export_phase_name(ExportPhase phase) {
  return kPhaseNames[static_cast<std::size_t>(phase)];
}

std::filesystem::path manifest_path(const std::filesystem::path& target) {
  std::filesystem::path path = target;
  path += ".manifest.json";
  return path;
}

struct Exporter::Impl {
  FileSystem& fs;
  timeline::TakeReader& take;
  ExportSettings settings;
  ExporterOptions options;
  PartsFolder parts;
  std::optional<FrameProducer> producer;  // until every frame is drawn
  std::uint64_t seed = 0;
  Json presets;
  std::string identity;
  std::string tier;
  std::string key;
  std::vector<bool> stored;  // segments that need no rendering
  std::unique_ptr<EncodeLane> lane;
  std::unique_ptr<SoundLane> sound;
  std::optional<Merger> merger;
  std::vector<MergedSegment> merged;
  ExportPhase phase = ExportPhase::kRender;
  std::int64_t next_frame = 0;
  std::int64_t next_segment = 0;
  std::int64_t kept_frames = 0;  // of stored segments, but for those that `lane` made
  std::function<ExportTiming()> timing = [] { return ExportTiming{}; };
  std::function<void(const ImageView&)> frame_tap;
  ExportResult result;

  void find_stored_segments() {
    const std::int64_t count = segment_count(settings);
    for (std::int64_t i = 0; i < count; ++i) {
      const auto segment = media::read_segment(fs, segment_path(parts.path(), i));
      stored.push_back(segment && segment->header.render_key == key && segment->header.index == i);
      result.reused_frames += stored.back() ? frames_in(i) : 0;
    }
    result.reused_segments = std::ranges::count(stored, true);
    kept_frames = result.reused_frames;
  }

  [[nodiscard]] std::int64_t frames_in(std::int64_t segment) const {
    const std::int64_t length = segment_length(settings);
    return std::min(length, settings.frames.count - segment * length);
  }

  // The next frame at or after `next_frame` that lies in a segment which is not stored.
  void skip_stored() {
    const std::int64_t length = segment_length(settings);
    while (next_frame < settings.frames.count &&
           stored[static_cast<std::size_t>(next_frame / length)]) {
      next_frame = std::min((next_frame / length + 1) * length, settings.frames.count);
    }
  }

  // Sound is encoded beside the frames from the first step on; whether it is stored. Its failure
  // ends the export at once.
  Result<bool> sound_is_stored(std::chrono::milliseconds patience) {
    if (settings.audio.codec == media::AudioCodecId::kNone) {
      return true;
    }
    if (!sound) {
      sound = std::make_unique<SoundLane>(
          fs, SoundLaneOptions{options.take, take_stamp(take.summary()), parts.path(),
                               own_sound_key(), settings});
    }
    return sound->finish(patience);
  }
  [[nodiscard]] std::string own_sound_key() const { return sound_key(key, settings.audio); }

  Status render_frame() {
    if (!lane) {
      lane = std::make_unique<EncodeLane>(
          fs, EncodeLaneOptions{parts.path(), key, video_settings(settings),
                                segment_length(settings), settings.frames.count, options.queue});
    }
    ImageBuffer frame = lane->acquire();
    TRY(producer->render(next_frame, frame));
    if (frame_tap) {
      frame_tap(frame.view());
    }
    TRY(lane->submit(next_frame, std::move(frame)));
    ++next_frame;
    return {};
  }

  Status finish_frames() {
    if (lane) {
      TRY(lane->finish());
      lane.reset();
    }
    kept_frames = settings.frames.count;
    // What merging needs grows with the export's length; the renderer's memory is free for it.
    if (producer) {
      result.drift = producer->drift();
      producer.reset();
    }
    return {};
  }

  Status render_step() {
    TRY(sound_is_stored(std::chrono::milliseconds(0)));
    skip_stored();
    if (next_frame < settings.frames.count) {
      return render_frame();
    }
    TRY(finish_frames());
    TRY_ASSIGN(const bool complete, sound_is_stored(kPatience));
    if (complete) {
      sound.reset();
      phase = ExportPhase::kMerge;
    }
    return {};
  }

  Status merge_step() {
    if (!merger) {
      TRY_ASSIGN(merger, Merger::create(fs, settings,
                                        {parts.path(), options.target, parts.temporary("film"), key,
                                         own_sound_key(), take.summary().header.audio,
                                         to_comment({identity, tier, presets, settings})}));
    }
    TRY_ASSIGN(MergedSegment segment, merger->step(next_segment));
    merged.push_back(std::move(segment));
    if (++next_segment == segment_count(settings)) {
      TRY(merger->finish());
      phase = ExportPhase::kCheck;
    }
    return {};
  }

  Status check_step() {
    TRY_ASSIGN(const Json qc, check_output(fs, merger->temporary_path(), settings, merged));
    TRY_ASSIGN(const auto film, fs.open(merger->temporary_path()));
    result.bytes = film->size();
    std::optional<AtomicFile> manifest;
    if (options.write_manifest) {
      TRY_ASSIGN(manifest, write_own_manifest(qc));
    }
    TRY(publish(manifest));
    result.file = options.target;
    result.frames = settings.frames.count;
    parts.clear();
    phase = ExportPhase::kDone;
    return {};
  }

  Result<AtomicFile> write_own_manifest(const Json& qc) {
    ManifestInputs inputs;
    inputs.settings = &settings;
    inputs.take = &take.summary();
    inputs.take_identity = identity;
    inputs.render_key = key;
    inputs.tier = tier;
    inputs.seed = seed;
    inputs.presets = presets;
    inputs.qc = qc;
    inputs.file_name = options.target.filename().string();
    inputs.file_bytes = result.bytes;
    TRY_ASSIGN(inputs.file_sha256, file_sha256(fs, merger->temporary_path()));
    inputs.timing = timing();
    inputs.timing.reused_segments = result.reused_segments;
    TRY_ASSIGN(AtomicFile file,
               AtomicFile::create(fs, manifest_path(options.target), parts.temporary("manifest")));
    TRY(write_manifest(file.file(), inputs, merged));
    TRY(file.file().sync());
    return file;
  }

  // At no moment does a manifest lie beside a film that is not its own: the old one goes first and
  // the new one comes last.
  Status publish(std::optional<AtomicFile>& manifest) {
    const std::filesystem::path beside = manifest_path(options.target);
    if (fs.exists(beside)) {
      TRY(fs.remove(beside));
    }
    TRY(merger->commit());
    if (manifest) {
      TRY(manifest->commit());
      result.manifest = beside;
    }
    return {};
  }
};

Exporter::Exporter(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Exporter::Exporter(Exporter&&) noexcept = default;
Exporter::~Exporter() = default;

Result<Exporter> Exporter::create(FileSystem& fs, timeline::TakeReader& take,
                                  const ReplayShow& show, const ExportSettings& settings,
                                  const ExporterOptions& options) {
  TRY(check_encoders(settings, take.summary().header.audio));
  TRY_ASSIGN(PartsFolder parts, PartsFolder::open(options.target));
  TRY_ASSIGN(std::string identity, timeline::take_identity(fs, options.take, take));
  TRY_ASSIGN(FrameProducer producer, FrameProducer::create(take, show, settings.frames));
  const int bits = settings.frames.format == PixelFormat::kRgba8 ? 8 : 16;
  std::string tier = render::tier_name(settings.frames.gl, producer.gl_info(), bits);
  std::string key = render_key(identity, show, settings, tier);
  auto impl = std::unique_ptr<Impl>(new Impl{.fs = fs,
                                             .take = take,
                                             .settings = settings,
                                             .options = options,
                                             .parts = std::move(parts),
                                             .producer = std::move(producer),
                                             .seed = show.engine.seed,
                                             .presets = preset_digests(show),
                                             .identity = std::move(identity),
                                             .tier = std::move(tier),
                                             .key = std::move(key),
                                             .stored = {},
                                             .lane = {},
                                             .sound = {},
                                             .merger = {},
                                             .merged = {},
                                             .frame_tap = {},
                                             .result = {}});
  impl->find_stored_segments();
  return Exporter(std::move(impl));
}

Result<ExportProgress> Exporter::step() {
  Impl& my = *impl_;
  switch (my.phase) {
    case ExportPhase::kRender:
      TRY(my.render_step());
      break;
    case ExportPhase::kMerge:
      TRY(my.merge_step());
      break;
    case ExportPhase::kCheck:
      TRY(my.check_step());
      break;
    case ExportPhase::kDone:
      break;
  }
  ExportProgress progress{my.phase, my.next_frame, my.settings.frames.count};
  if (my.phase == ExportPhase::kMerge) {
    progress.frames_done =
        std::min(my.next_segment * segment_length(my.settings), my.settings.frames.count);
  }
  return progress;
}

void Exporter::set_timing(std::function<ExportTiming()> timing) {
  impl_->timing = std::move(timing);
}

void Exporter::set_frame_tap(std::function<void(const ImageView&)> tap) {
  impl_->frame_tap = std::move(tap);
}

std::int64_t Exporter::stop() {
  if (impl_->lane) {
    impl_->kept_frames += impl_->lane->stop();
  }
  impl_->lane.reset();
  impl_->sound.reset();
  impl_->merger.reset();
  return impl_->kept_frames;
}

void Exporter::discard() {
  stop();
  impl_->parts.clear();
}

const ExportResult& Exporter::result() const {
  return impl_->result;
}

}  // namespace reprise::session
