#include "core/timeline/take_disk.h"

#include <system_error>
#include <utility>

#include "core/base/check.h"

namespace reprise::timeline {
namespace {

constexpr auto kSyncInterval = std::chrono::milliseconds(500);
// Each thread has one, and the next one is ready.
constexpr std::size_t kUnderWay = 3;

}  // namespace

TakeDisk::TakeDisk(TakeBody body, const TakeDiskOptions& options)
    : durability_(options.durability),
      body_(std::move(body)),
      empty_(kUnderWay),
      full_(kUnderWay),
      packed_(kUnderWay) {
  stats_.bytes_written = body_.size();
  for (std::size_t i = 0; i < kUnderWay; ++i) {
    auto slot = std::make_unique<Slot>();
    if (options.zstd_level) {
      slot->compressor.emplace(*options.zstd_level);
    }
    CHECK(empty_.push(std::move(slot)));
  }
  start_threads();
}

// Both or none: limits are no reason to lose a recording.
void TakeDisk::start_threads() {
  try {
    writer_ = std::thread([this] { write_all(); });
    packer_ = std::thread([this] { pack_all(); });
  } catch (const std::system_error&) {
    packed_.close();
    if (writer_.joinable()) {
      writer_.join();
    }
  }
}

TakeDisk::~TakeDisk() {
  static_cast<void>(settle());
}

Status TakeDisk::hand_over(mcap::ChunkBuilder& chunk, SampleIndex end) {
  TRY(status());
  body_.note_chunk(chunk);
  std::unique_ptr<Slot> slot = *empty_.pop();
  std::swap(slot->chunk, chunk);
  slot->end = end;
  if (packer_.joinable()) {
    CHECK(full_.push(std::move(slot)));
    return {};
  }
  pack(*slot);
  write(std::move(slot));
  return status();
}

void TakeDisk::pack_all() {
  while (auto slot = full_.pop()) {
    pack(**slot);
    CHECK(packed_.push(std::move(*slot)));
  }
  packed_.close();
}

void TakeDisk::pack(Slot& slot) {
  if (slot.compressor) {
    slot.packed = slot.chunk.pack(*slot.compressor);
  }
}

void TakeDisk::write_all() {
  while (auto slot = packed_.pop()) {
    write(std::move(*slot));
  }
}

// After a failure chunks only pass.
void TakeDisk::write(std::unique_ptr<Slot> slot) {
  if (!failed_) {
    static_cast<void>(noted(put(*slot)));
  }
  slot->chunk.clear();
  CHECK(empty_.push(std::move(slot)));
}

Status TakeDisk::put(const Slot& slot) {
  TRY_ASSIGN(const mcap::PackedRecords packed, slot.packed);
  TRY(body_.put_chunk(slot.chunk, packed));
  tell_written(slot.end);
  const bool due = std::chrono::steady_clock::now() - last_sync_ >= kSyncInterval;
  return durability_ == Durability::kChunk || due ? sync() : Status();
}

Result<Seal> TakeDisk::seal(const Seal& seal, const std::vector<mcap::Metadata>& beside) {
  TRY(settle());
  Result<Seal> sealed = write_end(seal, beside);
  TRY(noted(sealed ? Status() : fail(sealed.error())));
  tell_synced();
  return sealed;
}

Result<Seal> TakeDisk::write_end(const Seal& seal, const std::vector<mcap::Metadata>& beside) {
  for (const mcap::Metadata& metadata : beside) {
    TRY(body_.add_metadata(metadata));
  }
  return body_.seal(seal);
}

Status TakeDisk::close() {
  TRY(settle());
  TRY(noted(sync()));
  return body_.close();
}

Status TakeDisk::fail_with(const Error& error) {
  TRY(settle());
  return noted(fail(error));
}

// Behind this the calling thread is alone.
Status TakeDisk::settle() {
  full_.close();
  for (std::thread* thread : {&packer_, &writer_}) {
    if (thread->joinable()) {
      thread->join();
    }
  }
  return status();
}

Status TakeDisk::sync() {
  const Status synced = body_.sync();
  sync_failed_ = !synced;
  TRY(synced);
  last_sync_ = std::chrono::steady_clock::now();
  tell_synced();
  return {};
}

// What was written before the first failure gets a last chance to become durable; but after a
// failed sync nobody knows what another one would tell.
Status TakeDisk::noted(Status status) {
  if (status) {
    return {};
  }
  if (!sync_failed_) {
    static_cast<void>(sync());
  }
  failure_ = status.error();
  failed_ = true;
  if (listener_) {
    listener_(status.error());
  }
  return status;
}

void TakeDisk::tell_written(SampleIndex until) {
  const std::lock_guard lock(stats_mutex_);
  stats_.bytes_written = body_.size();
  stats_.written_until = until;
}

void TakeDisk::tell_synced() {
  const std::lock_guard lock(stats_mutex_);
  stats_.bytes_written = body_.size();
  stats_.synced_until = stats_.written_until;
}

Status TakeDisk::status() const {
  return failed_ ? fail(*failure_) : Status();
}

WriterStats TakeDisk::stats() const {
  const std::lock_guard lock(stats_mutex_);
  return stats_;
}

}  // namespace reprise::timeline
