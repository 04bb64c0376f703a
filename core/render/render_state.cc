#include "core/render/render_state.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <numeric>
#include <string_view>

#include "core/base/bytes.h"
#include "core/base/check.h"
#include "core/base/zstd.h"

namespace reprise::render {
namespace {

constexpr std::string_view kStateKind = "render";
constexpr std::uint32_t kStateVersion = 1;
constexpr std::uint32_t kNoTexture = 0xFFFFFFFF;
constexpr std::size_t kHashBytes = 16;
constexpr std::int32_t kLongestSide = 1 << 15;
constexpr int kZstdLevel = 1;
constexpr std::size_t kFloatBytes = 4;
// Indexed by TextureFormat.
constexpr std::array<std::size_t, 4> kTexelBytes{4, 8, 16, 4};

bool holds_floats(TextureFormat format) {
  return format == TextureFormat::kRgba32f || format == TextureFormat::kR32f;
}

// Bytes of equal weight side by side: neighbours resemble each other in their upper ones.
void split_floats(ByteSpan in, std::span<std::byte> out) {
  const std::size_t count = in.size() / kFloatBytes;
  for (std::size_t i = 0; i < count; ++i) {
    for (std::size_t b = 0; b < kFloatBytes; ++b) {
      out[b * count + i] = in[i * kFloatBytes + b];
    }
  }
}

void join_floats(ByteSpan in, std::span<std::byte> out) {
  const std::size_t count = in.size() / kFloatBytes;
  for (std::size_t i = 0; i < count; ++i) {
    for (std::size_t b = 0; b < kFloatBytes; ++b) {
      out[i * kFloatBytes + b] = in[b * count + i];
    }
  }
}

// `in` with the floats of each texture rearranged by `change`.
template <typename Change>
Bytes rearranged(const std::vector<RenderState::Shape>& textures, ByteSpan in, Change change) {
  Bytes out(in.begin(), in.end());
  std::size_t at = 0;
  for (const RenderState::Shape& texture : textures) {
    const auto bytes = static_cast<std::size_t>(texture.bytes());
    if (holds_floats(texture.format)) {
      change(in.subspan(at, bytes), std::span(out).subspan(at, bytes));
    }
    at += bytes;
  }
  return out;
}

void put_layer(ByteWriter& out, const RenderState::Layer& layer) {
  out.put(layer.entry);
  out.put(layer.layer);
  out.put_string(layer.preset);
  out.put(layer.code.high);
  out.put(layer.code.low);
  out.put(static_cast<std::uint32_t>(layer.targets.size()));
  for (const auto& [name, texture] : layer.targets) {
    out.put_string(name);
    out.put(texture);
  }
  out.put(layer.picture.value_or(kNoTexture));
}

tl::unexpected<Error> damaged(std::string_view what) {
  return fail(ErrorCode::kCorrupt, "the state of persistent buffers: " + std::string(what));
}

Result<ByteSpan> checked_content(const Blob& blob) {
  if (blob.kind != kStateKind || blob.version != kStateVersion) {
    return fail(ErrorCode::kUnsupported, "cannot continue from '" + blob.kind +
                                             "' state of version " + std::to_string(blob.version));
  }
  if (blob.data.size() < kHashBytes) {
    return damaged("cut short");
  }
  const ByteSpan content = ByteSpan(blob.data).first(blob.data.size() - kHashBytes);
  ByteReader tail(ByteSpan(blob.data).last(kHashBytes));
  const auto high = tail.get<std::uint64_t>();
  const auto low = tail.get<std::uint64_t>();
  if (xxh3_128(content) != Hash128{high, low}) {
    return damaged("the checksum does not match");
  }
  return content;
}

ImageSize get_size(ByteReader& in) {
  const auto width = in.get<std::int32_t>();
  const auto height = in.get<std::int32_t>();
  return {width, height};
}

bool is_size(ImageSize size) {
  return size.width >= 1 && size.height >= 1 && size.width <= kLongestSide &&
         size.height <= kLongestSide;
}

Result<std::vector<RenderState::Shape>> get_textures(ByteReader& in, std::uint64_t most) {
  std::vector<RenderState::Shape> textures;
  std::uint64_t bytes = 0;
  const auto count = in.get<std::uint32_t>();
  for (std::uint32_t i = 0; i < count && !in.failed(); ++i) {
    const auto format = in.get<std::uint8_t>();
    const ImageSize size = get_size(in);
    if (format > static_cast<std::uint8_t>(TextureFormat::kRgba32f) || !is_size(size)) {
      return damaged("a texture makes no sense");
    }
    textures.push_back({static_cast<TextureFormat>(format), size});
    bytes += textures.back().bytes();
    if (bytes > most) {
      return damaged("its textures are too large");
    }
  }
  return textures;
}

Result<RenderState::Layer> get_layer(ByteReader& in, std::size_t textures) {
  RenderState::Layer layer;
  layer.entry = in.get<std::int64_t>();
  layer.layer = in.get<std::uint32_t>();
  layer.preset = in.get_string();
  layer.code.high = in.get<std::uint64_t>();
  layer.code.low = in.get<std::uint64_t>();
  const auto count = in.get<std::uint32_t>();
  for (std::uint32_t i = 0; i < count && !in.failed(); ++i) {
    const std::string name = in.get_string();
    const auto texture = in.get<std::uint32_t>();
    if (texture >= textures || !layer.targets.emplace(name, texture).second) {
      return damaged("a target makes no sense");
    }
  }
  if (const auto picture = in.get<std::uint32_t>(); picture != kNoTexture) {
    if (picture >= textures) {
      return damaged("a picture is missing");
    }
    layer.picture = picture;
  }
  return layer;
}

Result<Bytes> get_texels(ByteReader& in, const RenderState& state) {
  const ByteSpan frame = in.get_bytes(in.get<std::uint32_t>());
  if (in.failed() || !in.at_end()) {
    return damaged("cut short, or too long");
  }
  auto texels = zstd_decompress(frame, state.texel_bytes());
  if (!texels) {
    return damaged(texels.error().message);
  }
  return rearranged(state.textures, *texels, join_floats);
}

}  // namespace

std::size_t bytes_per_texel(TextureFormat format) {
  return kTexelBytes[static_cast<std::size_t>(format)];
}

std::uint64_t RenderState::Shape::bytes() const {
  return static_cast<std::uint64_t>(size.width) * static_cast<std::uint64_t>(size.height) *
         bytes_per_texel(format);
}

std::uint64_t RenderState::texel_bytes() const {
  return std::accumulate(
      textures.begin(), textures.end(), std::uint64_t{0},
      [](std::uint64_t sum, const Shape& texture) { return sum + texture.bytes(); });
}

Result<Blob> pack(const RenderState& state) {
  CHECK(state.texels.size() == state.texel_bytes());
  if (state.texels.size() > kMostTexelBytes) {
    return fail(ErrorCode::kUnsupported, "the persistent buffers are too large to be kept");
  }
  Blob blob{std::string(kStateKind), kStateVersion, {}};
  ByteWriter out(blob.data);
  out.put(state.frame.value);
  out.put(state.sample.value);
  out.put(state.size.width);
  out.put(state.size.height);
  out.put(static_cast<std::uint32_t>(state.textures.size()));
  for (const RenderState::Shape& texture : state.textures) {
    out.put(static_cast<std::uint8_t>(texture.format));
    out.put(texture.size.width);
    out.put(texture.size.height);
  }
  out.put(static_cast<std::uint32_t>(state.layers.size()));
  for (const RenderState::Layer& layer : state.layers) {
    put_layer(out, layer);
  }
  TRY_ASSIGN(const Bytes frame,
             zstd_compress(rearranged(state.textures, state.texels, split_floats), kZstdLevel));
  out.put(static_cast<std::uint32_t>(frame.size()));
  out.put_bytes(frame);
  const Hash128 hash = xxh3_128(blob.data);
  out.put(hash.high);
  out.put(hash.low);
  return blob;
}

Result<RenderState> unpack(const Blob& blob, std::uint64_t most) {
  TRY_ASSIGN(const ByteSpan content, checked_content(blob));
  ByteReader in(content);
  RenderState state;
  state.frame = FrameIndex{in.get<std::int64_t>()};
  state.sample = SampleIndex{in.get<std::int64_t>()};
  state.size = get_size(in);
  if (!is_size(state.size) || state.frame.value < 0) {
    return damaged("its place makes no sense");
  }
  TRY_ASSIGN(state.textures, get_textures(in, most));
  const auto count = in.get<std::uint32_t>();
  for (std::uint32_t i = 0; i < count && !in.failed(); ++i) {
    TRY_ASSIGN(RenderState::Layer layer, get_layer(in, state.textures.size()));
    state.layers.push_back(std::move(layer));
  }
  TRY_ASSIGN(state.texels, get_texels(in, state));
  return state;
}

}  // namespace reprise::render
