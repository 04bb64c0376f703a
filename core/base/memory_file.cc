#include <algorithm>
#include <map>
#include <mutex>
#include <string>

#include "core/base/file.h"

namespace reprise {
namespace {

namespace fs = std::filesystem;

// The bytes of one file. Handles share it, so an open file outlives its name as on POSIX.
struct Node {
  std::mutex mutex;
  Bytes content;
};

class MemoryWritableFile final : public WritableFile {
 public:
  explicit MemoryWritableFile(std::shared_ptr<Node> node) : node_(std::move(node)) {}

  Status append(ByteSpan bytes) override {
    const std::lock_guard lock(node_->mutex);
    node_->content.insert(node_->content.end(), bytes.begin(), bytes.end());
    return {};
  }

  Status write_at(std::uint64_t offset, ByteSpan bytes) override {
    const std::lock_guard lock(node_->mutex);
    Bytes& content = node_->content;
    if (offset > content.size() || bytes.size() > content.size() - offset) {
      return fail(ErrorCode::kInternal, "patch behind the end of a memory file");
    }
    std::copy(bytes.begin(), bytes.end(), content.begin() + static_cast<std::ptrdiff_t>(offset));
    return {};
  }

  Status sync() override { return {}; }
  Status close() override { return {}; }

  [[nodiscard]] std::uint64_t size() const override {
    const std::lock_guard lock(node_->mutex);
    return node_->content.size();
  }

 private:
  std::shared_ptr<Node> node_;
};

class MemoryRandomAccessFile final : public RandomAccessFile {
 public:
  explicit MemoryRandomAccessFile(std::shared_ptr<Node> node) : node_(std::move(node)) {}

  [[nodiscard]] std::uint64_t size() const override {
    const std::lock_guard lock(node_->mutex);
    return node_->content.size();
  }

  Status read_at(std::uint64_t offset, std::span<std::byte> out) const override {
    const std::lock_guard lock(node_->mutex);
    const Bytes& content = node_->content;
    if (offset > content.size() || out.size() > content.size() - offset) {
      return fail(ErrorCode::kCorrupt, "a memory file ends too early");
    }
    std::copy_n(content.begin() + static_cast<std::ptrdiff_t>(offset), out.size(), out.begin());
    return {};
  }

 private:
  std::shared_ptr<Node> node_;
};

tl::unexpected<Error> not_found(const fs::path& path) {
  return fail(ErrorCode::kNotFound, "cannot open '" + path.string() + "': no such memory file");
}

}  // namespace

struct MemoryFileSystem::State {
  std::mutex mutex;
  std::map<fs::path, std::shared_ptr<Node>> nodes;

  std::shared_ptr<Node> find(const fs::path& path) {
    const std::lock_guard lock(mutex);
    const auto found = nodes.find(path);
    return found == nodes.end() ? nullptr : found->second;
  }
};

MemoryFileSystem::MemoryFileSystem() : state_(std::make_unique<State>()) {}
MemoryFileSystem::~MemoryFileSystem() = default;

Result<std::unique_ptr<WritableFile>> MemoryFileSystem::create(const fs::path& path) {
  auto node = std::make_shared<Node>();
  const std::lock_guard lock(state_->mutex);
  state_->nodes[path] = node;
  return std::make_unique<MemoryWritableFile>(std::move(node));
}

Result<std::unique_ptr<RandomAccessFile>> MemoryFileSystem::open(const fs::path& path) {
  auto node = state_->find(path);
  if (node == nullptr) {
    return not_found(path);
  }
  return std::make_unique<MemoryRandomAccessFile>(std::move(node));
}

Status MemoryFileSystem::rename(const fs::path& from, const fs::path& to) {
  const std::lock_guard lock(state_->mutex);
  const auto found = state_->nodes.find(from);
  if (found == state_->nodes.end()) {
    return not_found(from);
  }
  auto node = found->second;
  state_->nodes.erase(found);
  state_->nodes[to] = std::move(node);
  return {};
}

Status MemoryFileSystem::remove(const fs::path& path) {
  const std::lock_guard lock(state_->mutex);
  if (state_->nodes.erase(path) == 0) {
    return not_found(path);
  }
  return {};
}

bool MemoryFileSystem::exists(const fs::path& path) {
  return state_->find(path) != nullptr;
}

void MemoryFileSystem::put(const fs::path& path, ByteSpan content) {
  auto node = std::make_shared<Node>();
  node->content.assign(content.begin(), content.end());
  const std::lock_guard lock(state_->mutex);
  state_->nodes[path] = std::move(node);
}

Result<Bytes> MemoryFileSystem::content(const fs::path& path) const {
  const auto node = state_->find(path);
  if (node == nullptr) {
    return not_found(path);
  }
  const std::lock_guard lock(node->mutex);
  return node->content;
}

}  // namespace reprise
