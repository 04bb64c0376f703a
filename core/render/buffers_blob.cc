#include "core/render/buffers_blob.h"

#include <algorithm>

namespace reprise::render {
namespace {

constexpr std::uint32_t kNoTexture = 0xFFFFFFFF;
constexpr std::size_t kHashBytes = 16;

using TextureList = std::vector<TextureRef>;

std::uint32_t index_of(TextureList& textures, const TextureRef& texture) {
  if (texture == nullptr) {
    return kNoTexture;
  }
  const auto found = std::ranges::find(textures, texture);
  const auto index = static_cast<std::uint32_t>(found - textures.begin());
  if (found == textures.end()) {
    textures.push_back(texture);
  }
  return index;
}

void put_layer(ByteWriter& writer, const BufferKey& key, const LayerBuffers& layer,
               TextureList& textures) {
  writer.put(key.entry);
  writer.put(key.layer);
  writer.put_string(layer.preset);
  writer.put(static_cast<std::uint32_t>(layer.targets.size()));
  for (const auto& [name, texture] : layer.targets) {
    writer.put_string(name);
    writer.put(index_of(textures, texture));
  }
  writer.put(index_of(textures, layer.picture));
}

void put_texture(Bytes& data, const Texture& texture) {
  ByteWriter writer(data);
  writer.put(static_cast<std::uint8_t>(texture.format()));
  writer.put(texture.size().width);
  writer.put(texture.size().height);
  const std::size_t at = data.size();
  data.resize(at + texture.size_bytes());
  texture.download(data.data() + at);
}

tl::unexpected<Error> damaged(std::string_view what) {
  return fail(ErrorCode::kCorrupt, "saved buffers: " + std::string(what));
}

Result<ByteSpan> checked_content(const Blob& blob) {
  if (blob.kind != "render" || blob.version != kBuffersVersion) {
    return fail(ErrorCode::kUnsupported, "saved buffers of kind '" + blob.kind + "', version " +
                                             std::to_string(blob.version));
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

Result<TextureRef> get_texture(ByteReader& reader, TexturePool& pool, int size_limit) {
  const auto format = reader.get<std::uint8_t>();
  const ImageSize size{reader.get<std::int32_t>(), reader.get<std::int32_t>()};
  if (reader.failed() || format > static_cast<std::uint8_t>(TextureFormat::kRgba32f) ||
      size.width < 1 || size.height < 1 || size.width > size_limit || size.height > size_limit) {
    return damaged("a texture's size makes no sense");
  }
  const std::uint64_t bytes = static_cast<std::uint64_t>(size.width) *
                              static_cast<std::uint64_t>(size.height) *
                              bytes_per_texel(static_cast<TextureFormat>(format));
  const ByteSpan texels = reader.get_bytes(bytes);
  if (reader.failed()) {
    return damaged("a texture is cut short");
  }
  TRY_ASSIGN(TextureRef texture, pool.acquire(size, static_cast<TextureFormat>(format)));
  texture->upload(texels.data());
  return texture;
}

Result<TextureRef> texture_at(const TextureList& textures, std::uint32_t index) {
  if (index >= textures.size()) {
    return damaged("a texture is missing");
  }
  return textures[index];
}

Status get_layer(ByteReader& reader, const TextureList& textures, BufferMap& buffers) {
  BufferKey key;
  key.entry = reader.get<std::int64_t>();
  key.layer = reader.get<std::uint32_t>();
  LayerBuffers layer;
  layer.preset = reader.get_string();
  const auto count = reader.get<std::uint32_t>();
  for (std::uint32_t i = 0; i < count && !reader.failed(); ++i) {
    const std::string name = reader.get_string();
    TRY_ASSIGN(layer.targets[name], texture_at(textures, reader.get<std::uint32_t>()));
  }
  if (const auto picture = reader.get<std::uint32_t>(); picture != kNoTexture) {
    TRY_ASSIGN(layer.picture, texture_at(textures, picture));
  }
  buffers[key] = std::move(layer);
  return {};
}

}  // namespace

Result<Blob> pack_buffers(const BufferMap& buffers, ImageSize frame) {
  TextureList textures;
  Bytes layers;
  ByteWriter layer_writer(layers);
  layer_writer.put(static_cast<std::uint32_t>(buffers.size()));
  for (const auto& [key, layer] : buffers) {
    put_layer(layer_writer, key, layer, textures);
  }
  Blob blob{"render", kBuffersVersion, {}};
  ByteWriter writer(blob.data);
  writer.put(frame.width);
  writer.put(frame.height);
  writer.put(static_cast<std::uint32_t>(textures.size()));
  for (const TextureRef& texture : textures) {
    put_texture(blob.data, *texture);
  }
  writer.put_bytes(layers);
  TRY(check_gl("saving buffers"));
  const Hash128 hash = xxh3_128(blob.data);
  writer.put(hash.high);
  writer.put(hash.low);
  return blob;
}

Result<BufferMap> unpack_buffers(const Blob& blob, ImageSize frame, TexturePool& pool,
                                 int size_limit) {
  TRY_ASSIGN(const ByteSpan content, checked_content(blob));
  ByteReader reader(content);
  const ImageSize size{reader.get<std::int32_t>(), reader.get<std::int32_t>()};
  if (size != frame) {
    return fail(ErrorCode::kUnsupported, "saved buffers are of frames of " + to_string(size));
  }
  TextureList textures;
  const auto texture_count = reader.get<std::uint32_t>();
  for (std::uint32_t i = 0; i < texture_count; ++i) {
    TRY_ASSIGN(TextureRef texture, get_texture(reader, pool, size_limit));
    textures.push_back(std::move(texture));
  }
  BufferMap buffers;
  const auto layer_count = reader.get<std::uint32_t>();
  for (std::uint32_t i = 0; i < layer_count && !reader.failed(); ++i) {
    TRY(get_layer(reader, textures, buffers));
  }
  if (reader.failed() || !reader.at_end()) {
    return damaged("the layers are cut short");
  }
  TRY(check_gl("restoring buffers"));
  return buffers;
}

}  // namespace reprise::render
