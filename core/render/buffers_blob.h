// The layout of a renderer's Blob (kind "render", version 1): every persistent target and kept
// picture, bit for bit. Little-endian:
//   i32 width, i32 height of the frame
//   u32 count, then that many textures: u8 TextureFormat, i32 width, i32 height, texels
//   u32 count, then that many layers:  i64 entry, u32 layer, string preset,
//     u32 targets {string name, u32 texture}, u32 texture of the kept picture (2^32 − 1: none)
//   u64, u64 XXH3-128 (high, low) of all that comes before
// Textures are told apart by place: one that is both target and picture is stored once.
#pragma once

#include "core/model/blob.h"
#include "core/render/scene_painter.h"

namespace reprise::render {

inline constexpr std::uint32_t kBuffersVersion = 1;

Result<Blob> pack_buffers(const BufferMap& buffers, ImageSize frame);

// kCorrupt for damage, kUnsupported for another version or frame size. Nothing is changed then.
Result<BufferMap> unpack_buffers(const Blob& blob, ImageSize frame, TexturePool& pool,
                                 int size_limit);

}  // namespace reprise::render
