#include "bench/timeline/material.h"

#include <algorithm>
#include <cstdlib>
#include <string>

#include <unistd.h>

#include "core/base/check.h"
#include "core/base/rng.h"

namespace reprise::timeline {
namespace {

class NullFile final : public WritableFile {
 public:
  Status append(ByteSpan bytes) override {
    size_ += bytes.size();
    return {};
  }
  Status write_at(std::uint64_t /*offset*/, ByteSpan /*bytes*/) override { return {}; }
  Status sync() override { return {}; }
  Status close() override { return {}; }
  [[nodiscard]] std::uint64_t size() const override { return size_; }

 private:
  std::uint64_t size_ = 0;
};

class UnsyncedFile final : public WritableFile {
 public:
  explicit UnsyncedFile(std::unique_ptr<WritableFile> file) : file_(std::move(file)) {}
  Status append(ByteSpan bytes) override { return file_->append(bytes); }
  Status write_at(std::uint64_t offset, ByteSpan bytes) override {
    return file_->write_at(offset, bytes);
  }
  Status sync() override { return {}; }
  Status close() override { return file_->close(); }
  [[nodiscard]] std::uint64_t size() const override { return file_->size(); }

 private:
  std::unique_ptr<WritableFile> file_;
};

// Eight bytes a draw: 400 MB of noise are wanted.
void put_noise(std::span<std::byte> out, std::int64_t seed) {
  std::int64_t draw = seed;
  for (std::size_t at = 0; at < out.size(); at += sizeof(std::uint64_t)) {
    const std::uint64_t bits = random_bits(1, 1, {draw++});
    std::memcpy(out.data() + at, &bits, std::min(sizeof bits, out.size() - at));
  }
}

Bytes noise(std::size_t size, std::int64_t seed) {
  Bytes bytes(size);
  put_noise(bytes, seed);
  return bytes;
}

FrameRecord frame(std::int64_t index) {
  FrameRecord record;
  record.index = {index};
  record.sample = {index * kFrameSamples};
  record.size = {1920, 1080};
  record.scene = "verse";
  record.layers = {{"aurora", 1, {}}, {"rings", 0.5F, {}}};
  for (std::size_t i = 0; i < kFeatureCount; ++i) {
    record.features.push_back(
        static_cast<std::uint16_t>(random_below(2, static_cast<std::uint32_t>(i), {index}, 65536)));
  }
  return record;
}

}  // namespace

Result<std::unique_ptr<WritableFile>> NullFileSystem::create(
    const std::filesystem::path& /*path*/) {
  return std::make_unique<NullFile>();
}
Status NullFileSystem::rename(const std::filesystem::path& /*from*/,
                              const std::filesystem::path& /*to*/) {
  return {};
}

Result<std::unique_ptr<WritableFile>> UnsyncedFileSystem::create(
    const std::filesystem::path& path) {
  TRY_ASSIGN(auto file, posix_file_system().create(path));
  return std::make_unique<UnsyncedFile>(std::move(file));
}
Result<std::unique_ptr<RandomAccessFile>> UnsyncedFileSystem::open(
    const std::filesystem::path& path) {
  return posix_file_system().open(path);
}
Status UnsyncedFileSystem::rename(const std::filesystem::path& from,
                                  const std::filesystem::path& to) {
  std::error_code failed;
  std::filesystem::rename(from, to, failed);
  return failed ? fail(ErrorCode::kIo, failed.message()) : Status();
}
Status UnsyncedFileSystem::remove(const std::filesystem::path& path) {
  return posix_file_system().remove(path);
}
bool UnsyncedFileSystem::exists(const std::filesystem::path& path) {
  return posix_file_system().exists(path);
}

BenchFolder::BenchFolder() {
  std::string name = std::filesystem::temp_directory_path() / "reprise-bench-XXXXXX";
  CHECK(::mkdtemp(name.data()) != nullptr);
  path_ = name;
}
BenchFolder::~BenchFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

TakeHeader bench_header() {
  TakeHeader header;
  header.lanes.emplace_back();
  header.show = R"({"scenes":[]})";
  return header;
}

Seal bench_seal(std::int64_t seconds) {
  Seal seal;
  seal.samples = {seconds * kRate};
  return seal;
}

std::vector<Record> performance(std::int64_t seconds) {
  std::vector<Record> records;
  for (std::int64_t index = 0; index < seconds * 60; ++index) {
    const SampleIndex sample{index * kFrameSamples};
    records.emplace_back(AudioPacket{0, sample, kFrameSamples, noise(1900, index * 7919)});
    records.emplace_back(frame(index));
  }
  return records;
}

ReferenceMessages::ReferenceMessages() : contents_((16u << 20) / kReferenceMessageBytes) {
  constexpr std::size_t kAround = 48;  // bytes that FlatBuffers puts around the content
  constexpr std::size_t kNoise = kReferenceMessageBytes * 79 / 100;
  std::int64_t seed = 0;
  for (Bytes& content : contents_) {
    content.resize(kReferenceMessageBytes - kAround);
    put_noise(std::span(content).first(kNoise), seed);
    seed += 1000;
  }
}

AudioPacket ReferenceMessages::at(std::int64_t index) const {
  return {0,
          {index * kFrameSamples},
          kFrameSamples,
          contents_[static_cast<std::size_t>(index) % contents_.size()]};
}

TakeWriterOptions reference_options() {
  TakeWriterOptions options;
  options.chunk_bytes = 1 << 20;
  options.chunk_seconds = 3600;
  return options;
}

}  // namespace reprise::timeline
