// What the benchmarks of takes record and where to: performances, messages of the size that other
// containers were measured with, disks that keep nothing. One thread.
#pragma once

#include <filesystem>
#include <memory>
#include <vector>

#include "core/base/file.h"
#include "core/timeline/take_writer.h"

namespace reprise::timeline {

inline constexpr std::int64_t kRate = 48000;
inline constexpr std::int64_t kFrameSamples = 800;  // 60 fps

// A disk that takes everything at once and keeps nothing.
class NullFileSystem final : public MemoryFileSystem {
 public:
  Result<std::unique_ptr<WritableFile>> create(const std::filesystem::path& path) override;
  Status rename(const std::filesystem::path& from, const std::filesystem::path& to) override;
};

// The machine's disk, but nothing waits for the device.
class UnsyncedFileSystem final : public FileSystem {
 public:
  Result<std::unique_ptr<WritableFile>> create(const std::filesystem::path& path) override;
  Result<std::unique_ptr<RandomAccessFile>> open(const std::filesystem::path& path) override;
  Status rename(const std::filesystem::path& from, const std::filesystem::path& to) override;
  Status remove(const std::filesystem::path& path) override;
  bool exists(const std::filesystem::path& path) override;
};

// A folder of its own in the system's place for temporary files, removed at the end.
class BenchFolder {
 public:
  BenchFolder();
  BenchFolder(const BenchFolder&) = delete;
  BenchFolder& operator=(const BenchFolder&) = delete;
  ~BenchFolder();
  [[nodiscard]] std::filesystem::path take() const { return path_ / "take.mcap"; }

 private:
  std::filesystem::path path_;
};

// 48 kHz stereo, one lane.
TakeHeader bench_header();
Seal bench_seal(std::int64_t seconds);

// Frame by frame with 16 features, and 800 samples of sound each: about 1.9 kB that look like FLAC,
// so do not shrink.
std::vector<Record> performance(std::int64_t seconds);

// An hour at 60 a second of messages of 2,304 bytes, 498 MB, of which zstd at level 1 leaves 81 %:
// the content of each is noise for four fifths, zeros for the rest. It repeats after 16 MiB, which
// is far behind what a chunk of 1 MiB can refer to.
inline constexpr std::int64_t kReferenceMessages = 216'000;
inline constexpr std::size_t kReferenceMessageBytes = 2304;

class ReferenceMessages {
 public:
  ReferenceMessages();
  [[nodiscard]] AudioPacket at(std::int64_t index) const;

 private:
  std::vector<Bytes> contents_;
};

// Chunks of 1 MiB whatever their take time.
TakeWriterOptions reference_options();

}  // namespace reprise::timeline
