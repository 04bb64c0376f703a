#include "core/timeline/take_file.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/timeline/take_container.h"
#include "core/timeline/take_index.h"
#include "core/timeline/topics.h"

namespace reprise::timeline {
namespace {

constexpr auto kSyncInterval = std::chrono::milliseconds(500);
constexpr std::int64_t kMaxChunkOption = 64 << 20;
constexpr std::size_t kMaxQueueRecords = 1u << 24;

Status validate_options(const TakeWriterOptions& options) {
  const bool valid = options.chunk_bytes > 0 && options.chunk_bytes <= kMaxChunkOption &&
                     options.chunk_seconds > 0 && options.chunk_seconds <= 3600 &&
                     options.queue_records <= kMaxQueueRecords;
  return valid ? Status() : fail(ErrorCode::kUsage, "impossible sizes of chunk or queue");
}

SampleIndex end_of(const Record& record) {
  const auto* packet = std::get_if<AudioPacket>(&record);
  return {sample_of(record).value + (packet != nullptr ? packet->frames : 1)};
}

}  // namespace

Result<TakeFile> TakeFile::create(FileSystem& fs, const std::filesystem::path& target,
                                  const TakeHeader& header,
                                  const std::vector<Attachment>& attachments,
                                  const TakeWriterOptions& options) {
  TRY(validate_options(options));
  TRY(validate_record(header));
  const std::filesystem::path partial = partial_path(target);
  const bool replaces = fs.exists(partial);
  if (replaces && options.old_partial == OldPartial::kRefuse) {
    return fail(ErrorCode::kExists, "'" + partial.string() + "' is there already",
                "it is an unfinished take: rename or remove it");
  }
  // Another file, and not the old one cut to nothing: a process may still be writing that one. It
  // takes the old one's place when it holds as much as a take begins with.
  std::filesystem::path path = partial;
  path += replaces ? ".new" : "";
  WritableFile* opened = nullptr;
  const auto start = [&]() -> Result<TakeFile> {
    TRY_ASSIGN(auto file, fs.create(path));
    opened = file.get();
    TRY_ASSIGN(auto sink, create_sink(container_by_name(target).value_or(TakeContainer::kMcap),
                                      std::move(file), take_file_header(), options.zstd_level));
    TakeFile take(fs, target, header, options, std::move(sink));
    TRY(take.write_start(attachments));
    TRY(replaces ? fs.rename(path, partial) : fs.sync_name(path));
    return take;
  };
  auto take = start();
  if (!take) {
    static_cast<void>(fs.remove(path));
    return take;
  }
  opened->set_path(partial);
  return take;
}

TakeFile::TakeFile(FileSystem& fs, std::filesystem::path target, const TakeHeader& header,
                   const TakeWriterOptions& options, std::unique_ptr<mcap::DataSink> sink)
    : fs_(&fs),
      target_(std::move(target)),
      header_(header),
      options_(options),
      body_(std::move(sink), header.lanes.size()),
      chunk_samples_(static_cast<std::int64_t>(options.chunk_seconds * header.audio.sample_rate)),
      sequences_(kMaxLanes + kTopicKindCount + 1),
      last_sync_(std::chrono::steady_clock::now()) {}

Status TakeFile::write_start(const std::vector<Attachment>& attachments) {
  TRY(body_.add_tables(take_schemas()));
  const auto epoch = static_cast<std::uint64_t>(header_.epoch_ns);
  for (const Attachment& attachment : attachments) {
    TRY(body_.add_attachment(
        {epoch, epoch, attachment.name, attachment.media_type, attachment.data}));
  }
  TRY(put(header_, std::nullopt));
  TRY(write_chunk());
  TRY(body_.add_metadata(header_copy_to_metadata(packer_.pack(header_))));
  return sync();
}

bool TakeFile::chunk_is_over(SampleIndex sample) const {
  return !chunk_.empty() && sample.value - chunk_start_.value >= chunk_samples_;
}

Status TakeFile::add(const Record& record, std::optional<std::int64_t> publish_ns) {
  return failure_ ? fail(*failure_) : noted(add_record(record, publish_ns));
}

// What was written before the first failure gets a last chance to become durable; but after a
// failed sync nobody knows what another one would tell.
Status TakeFile::noted(Status status) {
  if (!status) {
    failure_ = status.error();
    if (!sync_failed_) {
      static_cast<void>(sync());
    }
  }
  return status;
}

Status TakeFile::add_record(const Record& record, std::optional<std::int64_t> publish_ns) {
  const SampleIndex sample = sample_of(record);
  if (chunk_is_over(sample)) {
    TRY(close_chunk());
  }
  stats_.out_of_order += sample < latest_sample_ ? 1U : 0U;
  latest_sample_ = std::max(latest_sample_, sample);
  TRY(put(record, publish_ns));
  return std::cmp_greater_equal(chunk_.records().size(), options_.chunk_bytes) ? close_chunk()
                                                                               : Status();
}

Status TakeFile::put(const Record& record, std::optional<std::int64_t> publish_ns) {
  const ByteSpan data = packer_.pack(record);
  if (data.size() > kMaxMessageBytes) {
    return fail(ErrorCode::kInvalid, "a record is too large");
  }
  if (chunk_.empty()) {
    chunk_start_ = sample_of(record);
  }
  chunk_end_ = std::max(chunk_end_, end_of(record));
  const std::uint16_t channel = channel_id(topic_address(record), header_.lanes.size());
  const std::uint64_t log_time = log_time_of(header_, sample_of(record));
  const auto publish_time =
      static_cast<std::uint64_t>(publish_ns.value_or(static_cast<std::int64_t>(log_time)));
  chunk_.add({channel, sequences_[channel]++, log_time, publish_time, data});
  ++stats_.records;
  return {};
}

Status TakeFile::close_chunk() {
  if (chunk_.empty()) {
    return {};
  }
  TRY(write_chunk());
  const bool due = std::chrono::steady_clock::now() - last_sync_ >= kSyncInterval;
  return options_.durability == Durability::kChunk || due ? sync() : Status();
}

Status TakeFile::write_chunk() {
  TRY(body_.add_chunk(chunk_));
  chunk_.clear();
  stats_.bytes_written = body_.size();
  stats_.written_until = body_.digests().size() > 1 ? chunk_end_ : SampleIndex{};
  return {};
}

Status TakeFile::sync() {
  const Status synced = body_.sync();
  sync_failed_ = !synced;
  TRY(synced);
  last_sync_ = std::chrono::steady_clock::now();
  stats_.bytes_written = body_.size();
  stats_.synced_until = stats_.written_until;
  return {};
}

Result<Seal> TakeFile::seal(Seal seal, const std::vector<mcap::Metadata>& beside) {
  TRY(failure_ ? fail(*failure_) : noted(write_end(seal, beside)));
  TRY(fs_->rename(partial_path(target_), target_));
  return seal;
}

// Fills in what only the file knows of the seal.
Status TakeFile::write_end(Seal& seal, const std::vector<mcap::Metadata>& beside) {
  TRY(close_chunk());
  for (const mcap::Metadata& metadata : beside) {
    TRY(body_.add_metadata(metadata));
  }
  TRY_ASSIGN(seal, body_.seal(seal));
  stats_.bytes_written = body_.size();
  stats_.synced_until = stats_.written_until;
  return {};
}

Status TakeFile::abandon() {
  TRY(failure_ ? fail(*failure_) : noted(close_chunk()));
  TRY(sync());
  return body_.close();
}

}  // namespace reprise::timeline
