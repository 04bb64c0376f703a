// File systems that misbehave on demand, around a MemoryFileSystem.
#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>

#include "core/base/file.h"

namespace reprise::timeline {

// What happens to writes. Shared by the files that the file system makes; any thread.
struct Faults {
  std::function<Status()> before_append;
  std::function<Status()> before_sync;
  std::atomic<int> appends = 0;
  std::atomic<int> syncs = 0;
  std::atomic<int> name_syncs = 0;
};

class FaultFileSystem : public FileSystem {
 public:
  MemoryFileSystem memory;
  std::shared_ptr<Faults> faults = std::make_shared<Faults>();
  bool rename_fails = false;
  // Files created from now on hold this many bytes: what fits is still written, as the system does.
  std::optional<std::uint64_t> disk_limit;

  // Files opened from now on cannot be read from here on: a bad sector.
  std::optional<std::uint64_t> unreadable_from;

  Result<std::unique_ptr<WritableFile>> create(const std::filesystem::path& path) override;
  Result<std::unique_ptr<RandomAccessFile>> open(const std::filesystem::path& path) override;
  Status rename(const std::filesystem::path& from, const std::filesystem::path& to) override;
  Status remove(const std::filesystem::path& path) override { return memory.remove(path); }
  Status sync_name(const std::filesystem::path& /*path*/) override {
    ++faults->name_syncs;
    return {};
  }
  bool exists(const std::filesystem::path& path) override { return memory.exists(path); }
};

// A gate that stops a thread until it is opened.
class Gate {
 public:
  void close();
  void open();
  void pass();  // waits while closed
  void wait_for_visitor();

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool closed_ = false;
  int waiting_ = 0;
};

}  // namespace reprise::timeline
