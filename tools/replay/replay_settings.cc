#include "tools/replay/replay_settings.h"

#include <algorithm>

#include "tools/common/session_input.h"

namespace reprise::tools {
namespace {

struct Span {
  std::int64_t first = 0;
  std::int64_t end = 0;  // one past the last
};

Status check_one_way(const ReplayOptions& o) {
  if (o.frames && (o.start || o.end || o.duration)) {
    return fail(ErrorCode::kUsage, "--frames excludes --start, --end and --duration");
  }
  if (o.end && o.duration) {
    return fail(ErrorCode::kUsage, "--end excludes --duration");
  }
  return {};
}

Result<Span> requested_range(const ReplayOptions& o, const FrameGrid& grid, const Span& shown) {
  TRY(check_one_way(o));
  Span range = shown;
  if (o.frames) {
    return Span{o.frames->first.value, o.frames->last ? o.frames->last->value + 1 : shown.end};
  }
  if (o.start) {
    const FrameIndex first = first_frame_of(*o.start, grid);
    range.first = first.value;
  }
  if (o.end) {
    const FrameIndex end = first_frame_of(*o.end, grid);
    range.end = end.value;
  }
  if (o.duration) {
    const FrameIndex length = first_frame_of(*o.duration, grid);
    range.end = range.first + length.value;
  }
  if (o.start && range.end < range.first && o.end) {
    return fail(ErrorCode::kUsage, "the range " + to_string(*o.start) + ".." + to_string(*o.end) +
                                       " ends before it begins");
  }
  return range;
}

Result<Span> frame_range(const ReplayOptions& o, const FrameGrid& grid,
                         const timeline::TakeSummary& take, const Console& console) {
  const std::int64_t all = grid.frame_count(take.end);
  if (all == 0) {
    return fail(ErrorCode::kInvalid, "the take holds no sound: there is nothing to render",
                "reprise-inspect info TAKE");
  }
  TRY_ASSIGN(Span range,
             requested_range(o, grid, {first_frame_of(take.header.start(), grid).value, all}));
  if (range.end > all) {
    console.note("the range ends behind the take: it stops at frame " + std::to_string(all - 1));
    range.end = all;
  }
  if (range.first >= range.end) {
    return fail(ErrorCode::kUsage,
                "the range holds no frame: the take has frames 0.." + std::to_string(all - 1));
  }
  return range;
}

}  // namespace

Result<session::ExportSettings> export_settings(const ReplayOptions& options,
                                                const timeline::TakeSummary& take,
                                                render::GlMode gl, const Console& console) {
  session::ExportSettings settings;
  TRY_ASSIGN(settings.container, output_container(options.output));
  const media::ContainerInfo& info = media::container(settings.container);
  settings.video_codec = options.codec.value_or(info.default_video);
  const bool lossless = settings.video_codec == media::VideoCodecId::kFfv1;
  settings.audio.codec =
      options.audio_codec.value_or(lossless ? media::AudioCodecId::kFlac : info.default_audio);
  settings.show = options.show;
  settings.segment_frames = options.segment_frames;
  session::FrameSettings& frames = settings.frames;
  frames.size = options.size.value_or(take.header.size);
  frames.fps = options.fps.value_or(take.header.fps);
  frames.timing = options.timing;
  frames.alpha = options.alpha;
  frames.gl = gl;
  const FrameGrid grid{frames.fps, take.header.audio.sample_rate};
  TRY_ASSIGN(const Span range, frame_range(options, grid, take, console));
  frames.first = FrameIndex{range.first};
  frames.count = range.end - range.first;
  TRY(media::check_combination(settings.container, settings.video_codec, settings.audio.codec,
                               frames.size, frames.alpha));
  return settings;
}

}  // namespace reprise::tools
