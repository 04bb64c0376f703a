// The records of a take, as values. What each means is said in docs/FORMAT.md; how they lie in
// FlatBuffers is known to this folder only. Values; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "core/base/bytes.h"
#include "core/base/hash.h"
#include "core/base/rational.h"
#include "core/base/time.h"
#include "core/model/cue.h"
#include "core/model/features.h"
#include "core/model/image.h"
#include "core/model/pcm.h"
#include "core/model/visual_state.h"

namespace reprise::timeline {

inline constexpr std::uint32_t kFormatVersion = 1;

struct Lane {
  std::string name = "main";
  double gain = 1;
  SampleIndex offset;
  Bytes codec_header;  // FLAC STREAMINFO as libav's extradata
  friend bool operator==(const Lane&, const Lane&) = default;
};

// Only in live takes.
struct GlFingerprint {
  std::string mode;
  std::string vendor;
  std::string renderer;
  std::string version;
  friend bool operator==(const GlFingerprint&, const GlFingerprint&) = default;
};

// What a trimmed take shows of the whole.
struct TakePart {
  SampleIndex start;        // the first sample that is shown
  SampleIndex sound_start;  // the take has no sound that ends at or before it, and misses none
  friend bool operator==(const TakePart&, const TakePart&) = default;
};

// `/take`: the first record.
struct TakeHeader {
  std::uint32_t format_version = kFormatVersion;
  std::string engine_version;  // of the analysis and engine code: same version, same decisions
  AudioFormat audio;
  std::vector<Lane> lanes;
  ImageSize size{1280, 720};  // nominal
  Rational fps{60, 1};        // nominal
  std::uint64_t seed = 1;
  std::string show;         // JSON
  std::string switch_mode;  // as asked for, e.g. "time"
  Quality quality = Quality::kHigh;
  std::int64_t epoch_ns = kFileEpochNs;
  bool live = false;
  std::optional<GlFingerprint> gl;
  std::optional<TakePart> part;  // of a trimmed take

  // What is shown and heard unless something else is asked for begins here.
  [[nodiscard]] SampleIndex start() const { return part ? part->start : SampleIndex{}; }
  friend bool operator==(const TakeHeader&, const TakeHeader&) = default;
};

// `/audio/N`: one FLAC packet.
struct AudioPacket {
  std::uint32_t lane = 0;
  SampleIndex first;
  std::int64_t frames = 0;
  Bytes data;
  friend bool operator==(const AudioPacket&, const AudioPacket&) = default;
};

enum FrameFlags : std::uint8_t { kFrameLate = 1, kFrameDropped = 2 };

// `/frame`: what was shown (live), or stands on the nominal grid (from a file). Holds what nothing
// else in the take determines, and the features of its hop as a check.
struct FrameRecord {
  FrameIndex index;
  SampleIndex sample;
  ImageSize size;
  std::string scene;
  std::int64_t entry = 0;
  struct Layer {
    std::string preset;
    float opacity = 1;
    // Values that neither the show nor a mapping determines (set by hand or by a control).
    std::vector<InputValue> inputs;
    friend bool operator==(const Layer&, const Layer&) = default;
  };
  std::vector<Layer> layers;
  std::string outgoing;  // scene that goes out, empty when no transition runs
  std::string transition_preset;
  float transition_progress = 0;
  std::vector<std::uint16_t> features;  // of the hop at or before `sample`, by FeatureId
  std::uint16_t spectrum_hash = 0;
  Quality quality = Quality::kHigh;
  std::uint8_t flags = 0;  // FrameFlags
  // The frame that was drawn before this one, whether it is in the take or not; −1: none was. Only
  // of frames that were shown live.
  std::optional<FrameIndex> before{};
  friend bool operator==(const FrameRecord&, const FrameRecord&) = default;
};

// `/hash`: the canonical frame that was shown (live).
struct HashRecord {
  FrameIndex index;
  SampleIndex sample;
  ImageSize size;
  std::string gl_mode;
  Hash128 hash;
  friend bool operator==(const HashRecord&, const HashRecord&) = default;
};

// `/health`, once a second (live).
struct HealthRecord {
  SampleIndex sample;
  std::uint32_t xruns = 0;
  std::uint32_t queue_depth = 0;
  std::uint32_t late_frames = 0;
  std::uint32_t dropped_frames = 0;
  double drift_ppm = 0;
  friend bool operator==(const HealthRecord&, const HealthRecord&) = default;
};

using Record = std::variant<TakeHeader, AudioPacket, FrameRecord, Cue, HashRecord, HealthRecord>;

SampleIndex sample_of(const Record& record);
// "/take", "/audio/0", "/frame", …
std::string topic_of(const Record& record);

// A file inside the take: preset sources, images.
struct Attachment {
  std::string name;  // "presets/aurora.fs", "presets/aurora.vs", "presets/aurora/logo.png"
  std::string media_type;
  Bytes data;
  friend bool operator==(const Attachment&, const Attachment&) = default;
};

// The seal: what makes a take complete.
struct Seal {
  Sha256 pcm_sha256{};  // of interleaved little-endian canonical samples, 2 or 3 bytes each
  std::optional<Sha256> source_sha256;  // of the source file
  SampleIndex samples;                  // length of the take
  std::int64_t frames = 0;              // /frame records
  std::int64_t cues = 0;
  std::int64_t clipped_samples = 0;
  std::int64_t lost_samples = 0;
  Hash128 take_digest;               // over every chunk digest in order: names this performance
  std::optional<Sha256> chain_head;  // of the data section (data_chain.h); none in older takes
  friend bool operator==(const Seal&, const Seal&) = default;
};

}  // namespace reprise::timeline
