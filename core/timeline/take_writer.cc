#include "core/timeline/take_writer.h"

#include <algorithm>
#include <thread>
#include <utility>

#include "core/timeline/take_file.h"
#include "core/timeline/write_queue.h"

namespace reprise::timeline {

std::filesystem::path partial_path(const std::filesystem::path& target) {
  std::filesystem::path path = target;
  path += ".partial";
  return path;
}

namespace {

// From a file, what is ready to be packed while chunks are compressed.
constexpr QueueLimits kWaiting{4u << 20, 4096};
// Live, twice 60 s (from the half on, frames are left out) of sound that does not shrink, and of
// 500 cues a second.
constexpr std::size_t kDroppingBytes = 64u << 20;
constexpr std::size_t kDroppingRecords = 65'536;

QueueLimits queue_limits(const TakeHeader& header, const TakeWriterOptions& options) {
  QueueLimits limits = kWaiting;
  if (options.overflow == Overflow::kDrop) {
    const auto second = static_cast<std::size_t>(header.audio.sample_rate) *
                        static_cast<std::size_t>(header.audio.channels * header.audio.bits / 8);
    limits = {std::max(kDroppingBytes, 120 * second * header.lanes.size()), kDroppingRecords};
  }
  limits.bytes = options.queue_bytes > 0 ? options.queue_bytes : limits.bytes;
  limits.records = options.queue_records > 0 ? options.queue_records : limits.records;
  return limits;
}

}  // namespace

struct TakeWriter::Impl {
  Impl(std::unique_ptr<TakeFile> opened, const TakeHeader& header, const TakeWriterOptions& options)
      : lanes(header.lanes.size()),
        queue(options.overflow, queue_limits(header, options)),
        file(std::move(opened)) {
    file->on_failure([this](const Error& error) { queue.fail_with(error); });
    thread = std::thread([this] { run(); });
  }

  ~Impl() {
    queue.abort();
    join();
  }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  // The thread that packs: until the queue is closed and drained, or the file fails, which it tells
  // the queue itself.
  void run() {
    while (const auto item = queue.pop()) {
      static_cast<void>(file->add(item->record, item->publish_ns));
    }
  }
  void join() {
    if (thread.joinable()) {
      thread.join();
    }
  }
  // After this the file belongs to the calling thread.
  Status drain() {
    queue.close();
    join();
    return queue.status();
  }

  std::size_t lanes;
  WriteQueue queue;
  std::unique_ptr<TakeFile> file;  // tells the queue of failures
  bool ended = false;
  std::thread thread;  // last: it uses the others
};

TakeWriter::TakeWriter(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
TakeWriter::TakeWriter(TakeWriter&&) noexcept = default;
TakeWriter& TakeWriter::operator=(TakeWriter&&) noexcept = default;
TakeWriter::~TakeWriter() = default;

Result<TakeWriter> TakeWriter::create(FileSystem& fs, const std::filesystem::path& target,
                                      const TakeHeader& header,
                                      const std::vector<Attachment>& attachments,
                                      const TakeWriterOptions& options) {
  TRY_ASSIGN(auto file, TakeFile::create(fs, target, header, attachments, options));
  return TakeWriter(std::make_unique<Impl>(std::move(file), header, options));
}

Status TakeWriter::append(const Record& record, std::optional<std::int64_t> publish_ns) {
  return append(Record(record), publish_ns);
}

Status TakeWriter::append(Record&& record, std::optional<std::int64_t> publish_ns) {
  if (impl_->ended) {
    return fail(ErrorCode::kInvalid, "the take is sealed or abandoned");
  }
  TRY(validate_record(record));
  if (std::holds_alternative<TakeHeader>(record)) {
    return fail(ErrorCode::kInvalid, "a take has one /take record");
  }
  const auto* packet = std::get_if<AudioPacket>(&record);
  if (packet != nullptr && packet->lane >= impl_->lanes) {
    return fail(ErrorCode::kInvalid, "the take has no lane " + std::to_string(packet->lane));
  }
  if (memory_cost(record) > kMaxMessageBytes) {
    return fail(ErrorCode::kInvalid, "a record is too large");
  }
  return impl_->queue.push(std::move(record), publish_ns);
}

Result<Seal> TakeWriter::seal(Seal seal, const std::vector<mcap::Metadata>& beside) {
  if (std::exchange(impl_->ended, true)) {
    return fail(ErrorCode::kInvalid, "the take is sealed or abandoned");
  }
  TRY(impl_->drain());
  seal.lost_samples += impl_->queue.lost_samples();
  return impl_->file->seal(seal, beside);
}

Status TakeWriter::abandon() {
  if (std::exchange(impl_->ended, true)) {
    return fail(ErrorCode::kInvalid, "the take is sealed or abandoned");
  }
  TRY(impl_->drain());
  return impl_->file->abandon();
}

WriterStats TakeWriter::stats() const {
  WriterStats stats = impl_->file->stats();
  stats.waiting = impl_->queue.size();
  stats.dropped = impl_->queue.dropped();
  stats.lost_samples = impl_->queue.lost_samples();
  return stats;
}

Status TakeWriter::status() const {
  return impl_->queue.status();
}

}  // namespace reprise::timeline
