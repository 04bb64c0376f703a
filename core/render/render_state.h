// What a renderer carries from step to step, at one moment: every persistent buffer and kept
// picture of the scenes on show, bit for bit. A checkpoint: a renderer that takes it up goes on as
// the one that it is from. Not the performance (see engine), not the presets themselves. Values
// without GL; any thread.
//
// Its Blob (kind "render", version 1), little-endian:
//   i64 frame, i64 sample
//   i32 width, i32 height of the frames
//   u32 count, then that many textures: u8 TextureFormat, i32 width, i32 height
//   u32 count, then that many layers: i64 entry, u32 layer, string preset, u64 high, u64 low of its
//     code's XXH3-128, u32 targets {string name, u32 texture}, u32 texture of the kept picture
//     (2^32 − 1: none)
//   u32 bytes, then a zstd frame of the texels, one texture after the other, bottom row first; of
//     floats the first bytes of all, then the second ones …
//   u64 high, u64 low: XXH3-128 of all that comes before
// Textures are told apart by place: one that is both target and picture is stored once.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/base/hash.h"
#include "core/base/time.h"
#include "core/model/blob.h"
#include "core/model/image.h"

namespace reprise::render {

// Stored in render states: append only.
enum class TextureFormat : std::uint8_t {
  kRgba8,
  kRgba16,
  kRgba32f,
  kR32f,  // sampled as R, R, R, 1; cannot be drawn into
};
std::size_t bytes_per_texel(TextureFormat format);

struct RenderState {
  struct Shape {
    TextureFormat format = TextureFormat::kRgba8;
    ImageSize size;
    [[nodiscard]] std::uint64_t bytes() const;
  };
  struct Layer {
    std::int64_t entry = 0;   // of its scene
    std::uint32_t layer = 0;  // its place there
    std::string preset;
    Hash128 code;                                  // of the preset
    std::map<std::string, std::uint32_t> targets;  // indices of textures
    std::optional<std::uint32_t> picture;
  };

  // The frame, or step, that was drawn last; the next one comes behind its sample.
  FrameIndex frame;
  SampleIndex sample{-1};
  ImageSize size;  // of the frames
  std::vector<Shape> textures;
  std::vector<Layer> layers;
  Bytes texels;  // of all textures

  [[nodiscard]] bool empty() const { return layers.empty(); }
  [[nodiscard]] std::uint64_t texel_bytes() const;  // that `textures` ask for
};

// More than this is not kept.
inline constexpr std::uint64_t kMostTexelBytes = std::uint64_t{1} << 29;

// Waits for the compressor: tens of milliseconds for each 10 MB. kUnsupported when it is too large.
Result<Blob> pack(const RenderState& state);

// kUnsupported for another kind or version, kCorrupt when anything does not fit, or the texels are
// more than `most` bytes. Allocates no more than the blob's size justifies.
Result<RenderState> unpack(const Blob& blob, std::uint64_t most = kMostTexelBytes);

}  // namespace reprise::render
