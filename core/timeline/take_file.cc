#include "core/timeline/take_file.h"

#include <algorithm>
#include <utility>

#include "core/timeline/take_container.h"
#include "core/timeline/take_index.h"
#include "core/timeline/topics.h"

namespace reprise::timeline {
namespace {

constexpr std::int64_t kMaxChunkOption = 64 << 20;
constexpr std::size_t kMaxQueueRecords = 1u << 24;

Status validate_options(const TakeWriterOptions& options) {
  const bool valid = options.chunk_bytes > 0 && options.chunk_bytes <= kMaxChunkOption &&
                     options.chunk_seconds > 0 && options.chunk_seconds <= 3600 &&
                     options.queue_records <= kMaxQueueRecords;
  return valid ? Status() : fail(ErrorCode::kUsage, "impossible sizes of chunk or queue");
}

// By the only thread that writes it: not an atomic addition, which would wait until all of the
// record is in the chunk's memory.
void count_one_more(std::atomic<std::uint64_t>& counter) {
  counter.store(counter.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
}

SampleIndex end_of(const Record& record) {
  const auto* packet = std::get_if<AudioPacket>(&record);
  return {sample_of(record).value + (packet != nullptr ? packet->frames : 1)};
}

Result<ByteSpan> packed(RecordPacker& packer, const Record& record) {
  const ByteSpan data = packer.pack(record);
  return data.size() <= kMaxMessageBytes ? Result<ByteSpan>(data)
                                         : fail(ErrorCode::kInvalid, "a record is too large");
}

// All in front of the first record behind the `/take` record.
Status write_start(TakeBody& body, const TakeHeader& header,
                   const std::vector<Attachment>& attachments) {
  TRY(body.add_tables(take_schemas()));
  const auto epoch = static_cast<std::uint64_t>(header.epoch_ns);
  for (const Attachment& attachment : attachments) {
    TRY(body.add_attachment(
        {epoch, epoch, attachment.name, attachment.media_type, attachment.data}));
  }
  RecordPacker packer;
  TRY_ASSIGN(const ByteSpan data, packed(packer, header));
  const std::uint16_t channel = channel_id({TopicKind::kTake, 0}, header.lanes.size());
  const std::uint64_t log_time = log_time_of(header, {0});
  mcap::ChunkBuilder chunk;
  chunk.add({channel, 0, log_time, log_time, data});
  TRY(body.add_chunk(chunk));
  TRY(body.add_metadata(header_copy_to_metadata(data)));
  return body.sync();
}

TakeContainer container_of(const std::filesystem::path& target) {
  return container_by_name(target).value_or(TakeContainer::kMcap);
}

Result<TakeBody> start(std::unique_ptr<WritableFile> file, const std::filesystem::path& target,
                       const TakeHeader& header, const std::vector<Attachment>& attachments,
                       const TakeWriterOptions& options) {
  TRY_ASSIGN(auto sink, create_sink(container_of(target), std::move(file), take_file_header(),
                                    options.zstd_level));
  TakeBody body(std::move(sink), header.lanes.size());
  TRY(write_start(body, header, attachments));
  return body;
}

TakeDiskOptions disk_options(const std::filesystem::path& target,
                             const TakeWriterOptions& options) {
  TakeDiskOptions chosen{options.durability, std::nullopt};
  if (container_of(target) == TakeContainer::kMcap) {
    chosen.zstd_level = options.zstd_level;
  }
  return chosen;
}

}  // namespace

Result<std::unique_ptr<TakeFile>> TakeFile::create(FileSystem& fs,
                                                   const std::filesystem::path& target,
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
  const auto begin = [&]() -> Result<TakeBody> {
    TRY_ASSIGN(auto file, fs.create(path));
    opened = file.get();
    TRY_ASSIGN(TakeBody body, start(std::move(file), target, header, attachments, options));
    TRY(replaces ? fs.rename(path, partial) : fs.sync_name(path));
    return body;
  };
  auto body = begin();
  if (!body) {
    static_cast<void>(fs.remove(path));
    return fail(std::move(body).error());
  }
  opened->set_path(partial);
  return std::unique_ptr<TakeFile>(new TakeFile(fs, target, header, options, std::move(*body)));
}

TakeFile::TakeFile(FileSystem& fs, std::filesystem::path target, const TakeHeader& header,
                   const TakeWriterOptions& options, TakeBody started)
    : fs_(&fs),
      target_(std::move(target)),
      header_(header),
      chunk_bytes_(options.chunk_bytes),
      chunk_samples_(static_cast<std::int64_t>(options.chunk_seconds * header.audio.sample_rate)),
      sequences_(kMaxLanes + kTopicKindCount + 1),
      disk_(std::move(started), disk_options(target_, options)) {}

bool TakeFile::chunk_is_over(SampleIndex sample) const {
  return !chunk_.empty() && sample.value - chunk_start_.value >= chunk_samples_;
}

Status TakeFile::add(const Record& record, std::optional<std::int64_t> publish_ns) {
  TRY(disk_.status());
  const Status added = add_record(record, publish_ns);
  return added ? Status() : disk_.fail_with(added.error());
}

Status TakeFile::add_record(const Record& record, std::optional<std::int64_t> publish_ns) {
  const SampleIndex sample = sample_of(record);
  if (chunk_is_over(sample)) {
    TRY(close_chunk());
  }
  if (sample < latest_sample_) {
    count_one_more(out_of_order_);
  }
  latest_sample_ = std::max(latest_sample_, sample);
  TRY(put(record, publish_ns));
  return std::cmp_greater_equal(chunk_.records().size(), chunk_bytes_) ? close_chunk() : Status();
}

Status TakeFile::put(const Record& record, std::optional<std::int64_t> publish_ns) {
  TRY_ASSIGN(const ByteSpan data, packed(packer_, record));
  if (chunk_.empty()) {
    chunk_start_ = sample_of(record);
  }
  chunk_end_ = std::max(chunk_end_, end_of(record));
  const std::uint16_t channel = channel_id(topic_address(record), header_.lanes.size());
  const std::uint64_t log_time = log_time_of(header_, sample_of(record));
  const auto publish_time =
      static_cast<std::uint64_t>(publish_ns.value_or(static_cast<std::int64_t>(log_time)));
  chunk_.add({channel, sequences_[channel]++, log_time, publish_time, data});
  count_one_more(records_);
  return {};
}

Status TakeFile::close_chunk() {
  return chunk_.empty() ? Status() : disk_.hand_over(chunk_, chunk_end_);
}

Result<Seal> TakeFile::seal(Seal seal, const std::vector<mcap::Metadata>& beside) {
  TRY(close_chunk());
  TRY_ASSIGN(seal, disk_.seal(seal, beside));
  TRY(fs_->rename(partial_path(target_), target_));
  return seal;
}

Status TakeFile::abandon() {
  TRY(close_chunk());
  return disk_.close();
}

WriterStats TakeFile::stats() const {
  WriterStats stats = disk_.stats();
  stats.records = records_;
  stats.out_of_order = out_of_order_;
  return stats;
}

}  // namespace reprise::timeline
