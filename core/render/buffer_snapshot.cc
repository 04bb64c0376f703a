#include "core/render/buffer_snapshot.h"

#include <algorithm>
#include <utility>

#include <glad/gl.h>

#include "core/base/check.h"

namespace reprise::render {

struct BufferSnapshot::Impl {
  RenderState state;
  std::vector<TextureRef> textures;
  BufferName buffer{};      // what was asked for, and has not been taken over yet
  std::size_t texture = 0;  // the next rows that will be asked for
  int row = 0;
  std::size_t asked = 0;
  GLsync fence = nullptr;  // behind the last of them

  [[nodiscard]] bool all_asked() const { return texture == textures.size(); }

  Status make_buffer() {
    unsigned name = 0;
    glGenBuffers(1, &name);
    buffer = BufferName(name);
    glBindBuffer(GL_PIXEL_PACK_BUFFER, name);
    glBufferData(GL_PIXEL_PACK_BUFFER, static_cast<GLsizeiptr>(state.texel_bytes()), nullptr,
                 GL_STREAM_READ);
    glBindBuffer(GL_PIXEL_PACK_BUFFER, 0);
    state.texels.reserve(state.texel_bytes());
    return check_gl("room for persistent buffers");
  }

  // Rows of one texture.
  std::size_t ask_rows(std::size_t most) {
    const Texture& from = *textures[texture];
    const std::size_t row_bytes = from.size_bytes() / static_cast<std::size_t>(from.size().height);
    const auto wanted = static_cast<int>(
        std::clamp<std::size_t>(most / row_bytes, 1, static_cast<std::size_t>(from.size().height)));
    const int rows = std::min(wanted, from.size().height - row);
    from.download_rows(row, rows, reinterpret_cast<void*>(asked));
    row += rows;
    if (row == from.size().height) {
      ++texture;
      row = 0;
    }
    return static_cast<std::size_t>(rows) * row_bytes;
  }

  Status ask(std::size_t most) {
    glBindBuffer(GL_PIXEL_PACK_BUFFER, buffer.get());
    const std::size_t until = asked + std::min(most, state.texel_bytes() - asked);
    while (!all_asked() && asked < until) {
      asked += ask_rows(until - asked);
    }
    if (all_asked()) {
      fence = glFenceSync(GL_SYNC_GPU_COMMANDS_COMPLETE, 0);
      glFlush();
    }
    glBindBuffer(GL_PIXEL_PACK_BUFFER, 0);
    return check_gl("the read-back of persistent buffers");
  }

  [[nodiscard]] bool has_come() {
    if (fence == nullptr) {
      return true;
    }
    if (glClientWaitSync(fence, 0, 0) == GL_TIMEOUT_EXPIRED) {
      return false;
    }
    glDeleteSync(std::exchange(fence, nullptr));
    return true;
  }

  Status take_over(std::size_t most) {
    const std::size_t done = state.texels.size();
    const std::size_t count = std::min(most, asked - done);
    glBindBuffer(GL_PIXEL_PACK_BUFFER, buffer.get());
    const void* from = glMapBufferRange(GL_PIXEL_PACK_BUFFER, static_cast<GLintptr>(done),
                                        static_cast<GLsizeiptr>(count), GL_MAP_READ_BIT);
    if (from != nullptr) {
      const auto* bytes = static_cast<const std::byte*>(from);
      state.texels.insert(state.texels.end(), bytes, bytes + count);
      glUnmapBuffer(GL_PIXEL_PACK_BUFFER);
    }
    glBindBuffer(GL_PIXEL_PACK_BUFFER, 0);
    TRY(check_gl("the read-back of persistent buffers"));
    return from != nullptr ? Status() : fail(ErrorCode::kResource, "the GPU keeps its buffers");
  }
};

BufferSnapshot::BufferSnapshot(RenderState shape, std::vector<TextureRef> textures)
    : impl_(new Impl{.state = std::move(shape), .textures = std::move(textures)}) {
  CHECK(impl_->state.textures.size() == impl_->textures.size());
}
BufferSnapshot::BufferSnapshot(BufferSnapshot&&) noexcept = default;
BufferSnapshot& BufferSnapshot::operator=(BufferSnapshot&&) noexcept = default;
BufferSnapshot::~BufferSnapshot() {
  if (impl_ != nullptr && impl_->fence != nullptr) {
    glDeleteSync(impl_->fence);
  }
}

Result<bool> BufferSnapshot::read(std::size_t most) {
  Impl& my = *impl_;
  if (my.state.texel_bytes() > 0 && my.buffer.get() == 0) {
    TRY(my.make_buffer());
  }
  if (!my.all_asked()) {
    TRY(my.ask(most));
  } else if (my.state.texels.size() < my.asked && my.has_come()) {
    TRY(my.take_over(most));
  }
  return my.state.texels.size() == my.state.texel_bytes();
}

BufferSnapshot BufferSnapshot::copy() const {
  RenderState shape;
  shape.size = impl_->state.size;
  shape.textures = impl_->state.textures;
  shape.layers = impl_->state.layers;
  return {std::move(shape), impl_->textures};
}

RenderState BufferSnapshot::take() {
  CHECK(impl_->state.texels.size() == impl_->state.texel_bytes());
  return std::move(impl_->state);
}

std::uint64_t BufferSnapshot::bytes() const {
  return impl_->state.texel_bytes();
}

}  // namespace reprise::render
