// Any bytes as the state of persistent buffers, under a hash that fits. What is accepted must be
// what it says, and survive packing.
#include <cstddef>
#include <cstdint>
#include <span>

#include "core/base/bytes.h"
#include "core/base/check.h"
#include "core/base/hash.h"
#include "core/render/render_state.h"

namespace reprise::render {
namespace {

constexpr std::uint64_t kMost = std::uint64_t{1} << 24;  // bytes of texels

void check_state(const RenderState& state) {
  CHECK(state.texels.size() == state.texel_bytes() && state.texels.size() <= kMost);
  for (const RenderState::Layer& layer : state.layers) {
    for (const auto& [name, texture] : layer.targets) {
      CHECK(texture < state.textures.size());
    }
    CHECK(!layer.picture || *layer.picture < state.textures.size());
  }
}

void read_state(ByteSpan content) {
  Blob blob{"render", 1, {content.begin(), content.end()}};
  CHECK(content.size() >= 16 || !unpack(blob, kMost));
  ByteWriter out(blob.data);
  const Hash128 hash = xxh3_128(content);
  out.put(hash.high);
  out.put(hash.low);
  const auto state = unpack(blob, kMost);
  if (!state) {
    return;
  }
  check_state(*state);
  const auto packed = pack(*state);
  CHECK(packed.has_value());
  const auto again = unpack(*packed, kMost);
  CHECK(again && again->texels == state->texels && again->layers.size() == state->layers.size());
}

}  // namespace
}  // namespace reprise::render

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  reprise::render::read_state(std::as_bytes(std::span(data, size)));
  return 0;
}
