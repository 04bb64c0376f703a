// All that decides what an export looks like, and its one JSON form: in the plan, the manifest and
// the file's `comment` tag. Paths, queues and worker counts are not part of it. Values; any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/base/error.h"
#include "core/base/json.h"
#include "core/media/audio_encoder.h"
#include "core/media/profiles.h"
#include "core/media/segment_encoder.h"
#include "core/session/export/frame_producer.h"
#include "core/session/export/replay_show.h"

namespace reprise::session {

struct ExportSettings {
  ShowOverrides show;
  FrameSettings frames;
  media::VideoCodecId video_codec = media::VideoCodecId::kH264;
  int crf = 18;                             // h264
  std::string encoder_preset = "veryfast";  // h264
  media::AudioSettings audio;
  media::ContainerId container = media::ContainerId::kMp4;
  std::int64_t segment_frames = 0;  // 0: the codec's own
};

// Of one segment's encoder.
media::VideoSettings video_settings(const ExportSettings& settings);

// Segments have a fixed number of frames, counted from the export's first.
std::int64_t segment_length(const ExportSettings& settings);
std::int64_t segment_count(const ExportSettings& settings);

Json settings_to_json(const ExportSettings& settings);
// kInvalid with the JSON path.
Result<ExportSettings> settings_from_json(const Json& json);

// The container's `comment`: "reprise:" and one line of JSON, so that a file can be verified
// without its manifest.
struct CommentTag {
  std::string take_identity;
  std::string tier;  // hashes compare only within one
  Json presets;      // digests by name: presets may have come from outside the take
  ExportSettings settings;
};
std::string to_comment(const CommentTag& tag);
// kNotFound when `comment` is not one of ours.
Result<CommentTag> parse_comment_tag(std::string_view comment);

}  // namespace reprise::session
