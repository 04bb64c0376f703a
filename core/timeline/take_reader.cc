#include "core/timeline/take_reader.h"

#include <algorithm>
#include <utility>

#include "core/base/check.h"
#include "core/timeline/file_kind.h"
#include "core/timeline/record_codec.h"
#include "core/timeline/take_checks.h"
#include "core/timeline/take_index.h"
#include "core/timeline/take_opening.h"

namespace reprise::timeline {
namespace {

bool wanted(Topics topics, TopicKind kind) {
  return (static_cast<std::uint32_t>(topics) >> static_cast<unsigned>(kind) & 1U) != 0;
}
static_assert(static_cast<std::uint32_t>(Topics::kHealth) ==
              1U << static_cast<unsigned>(TopicKind::kHealth));

std::vector<TopicCount> topic_counts(const TakeIndex& index) {
  std::map<std::pair<TopicKind, std::uint32_t>, std::uint64_t> counts;
  for (const auto& [channel, count] : index.counts) {
    const auto topic = index.channels.find(channel);
    if (topic != index.channels.end() && count > 0) {
      counts[{topic->second.kind, topic->second.lane}] += count;
    }
  }
  std::vector<TopicCount> out;
  for (const auto& [topic, count] : counts) {
    out.push_back({topic_name({topic.first, topic.second}), count});
  }
  return out;
}

std::uint64_t count_of(const TakeIndex& index, TopicKind kind) {
  std::uint64_t total = 0;
  for (const auto& [channel, topic] : index.channels) {
    const auto count = index.counts.find(channel);
    total += topic.kind == kind && count != index.counts.end() ? count->second : 0;
  }
  return total;
}

TakeSummary summarize(const TakeIndex& index, std::uint64_t file_bytes) {
  TakeSummary summary;
  summary.header = index.header;
  if (index.seal) {
    summary.seal = index.seal->seal;
  }
  summary.end = index.end;
  summary.topics = topic_counts(index);
  for (const AttachmentEntry& attachment : index.attachments) {
    summary.attachments.push_back(attachment.name);
  }
  summary.file_bytes = file_bytes;
  summary.chunks = index.chunks.size();
  return summary;
}

bool is_damage(const Error& error) {
  return error.code == ErrorCode::kCorrupt;
}

Result<bool> has_end(const mcap::File& file) {
  if (file.size() < 2 * mcap::kMagic.size()) {
    return false;
  }
  return file.magic_at(file.size() - mcap::kMagic.size());
}

Status check_start(const mcap::File& file, mcap::DamageLog& log) {
  TRY_ASSIGN(const bool begins, file.magic_at(0));
  if (begins) {
    return {};
  }
  TRY_ASSIGN(const bool ends, has_end(file));
  if (ends) {
    log.add(0, mcap::kMagic.size(), "the first bytes of the file are damaged");
    return {};
  }
  TRY_ASSIGN(const Bytes start, file.read(0, std::min<std::uint64_t>(file.size(), 64)));
  return fail(ErrorCode::kCorrupt, "not a take but " + describe_file_start(start));
}

Result<TakeIndex> build_index(const mcap::File& file, mcap::DamageLog& log) {
  auto index = index_from_summary(file, log);
  if (index || !is_damage(index.error())) {
    return index;
  }
  auto scanned = index_from_scan(file, log);
  TRY_ASSIGN(const bool ends, has_end(file));
  const bool was_finished = ends || (scanned && scanned->finished);
  if (was_finished) {
    log.add(file.size(), 0, "the summary cannot be used: " + index.error().message);
  }
  return scanned;
}

}  // namespace

struct TakeReader::Impl {
  Impl(mcap::File opened, mcap::DamageLog found, TakeIndex built, std::uint64_t file_bytes)
      : file(std::move(opened)),
        log(std::move(found)),
        index(std::move(built)),
        summary(summarize(index, file_bytes)) {}

  // Notes damage at a chunk and goes on; hands other failures back.
  Status judge(std::uint64_t offset, std::uint64_t bytes, const Error& error) {
    if (!is_damage(error)) {
      return fail(error);
    }
    log.add(offset, bytes, error.message);
    return {};
  }

  mcap::File file;
  mcap::DamageLog log;
  TakeIndex index;
  TakeSummary summary;
};

TakeReader::TakeReader(std::shared_ptr<Impl> impl) : impl_(std::move(impl)) {}
TakeReader::TakeReader(TakeReader&&) noexcept = default;
TakeReader& TakeReader::operator=(TakeReader&&) noexcept = default;
TakeReader::~TakeReader() = default;

Result<TakeReader> TakeReader::open(FileSystem& fs, const std::filesystem::path& path) {
  mcap::DamageLog log;
  const std::string context = "cannot read '" + path.string() + "'";
  TRY_ASSIGN(OpenedTake opened, open_as_mcap(fs, path, log));
  mcap::File file(std::move(opened.file));
  if (Status start = check_start(file, log); !start) {
    return fail(std::move(start).error().with_context(context));
  }
  auto index = build_index(file, log);
  if (!index) {
    return fail(std::move(index).error().with_context(context));
  }
  return TakeReader(std::make_shared<Impl>(std::move(file), std::move(log), std::move(*index),
                                           opened.bytes_on_disk));
}

const TakeSummary& TakeReader::summary() const {
  return impl_->summary;
}

const std::vector<mcap::Damage>& TakeReader::damage() const {
  return impl_->log.entries();
}

Result<std::vector<Attachment>> TakeReader::attachments() {
  std::vector<Attachment> out;
  for (const AttachmentEntry& entry : impl_->index.attachments) {
    const auto content = impl_->file.content(mcap::Opcode::kAttachment, entry.offset, entry.length);
    auto parsed = content ? parse_take_attachment(*content) : fail(content.error());
    if (parsed && parsed->name != entry.name) {
      parsed = fail(ErrorCode::kCorrupt, "another one stands where the index says");
    }
    if (!parsed) {
      TRY(impl_->judge(entry.offset, entry.length,
                       Error(parsed.error()).with_context("attachment '" + entry.name + "'")));
      continue;
    }
    out.push_back({parsed->name, parsed->media_type, {parsed->data.begin(), parsed->data.end()}});
  }
  return out;
}

Result<std::vector<mcap::Metadata>> TakeReader::metadata() {
  std::vector<mcap::Metadata> out;
  for (const MetadataEntry& entry : impl_->index.metadata) {
    const auto content = impl_->file.content(mcap::Opcode::kMetadata, entry.offset, entry.length);
    auto parsed = content ? mcap::parse_metadata(*content) : fail(content.error());
    if (!parsed) {
      TRY(impl_->judge(entry.offset, entry.length,
                       Error(parsed.error()).with_context("metadata '" + entry.name + "'")));
      continue;
    }
    out.push_back(std::move(*parsed));
  }
  return out;
}

Status TakeReader::check() {
  auto scanned = index_from_scan(impl_->file, impl_->log);
  if (!scanned) {
    return impl_->judge(0, 0, scanned.error());
  }
  const TakeIndex& index = impl_->index;
  compare_indexes(index, *scanned, impl_->log);
  // The chunk indexes were compared just now; a take of ten hours has 28 MB of them.
  const auto pass_over = [](const mcap::ChunkOutline&) { return Status(); };
  if (const auto summary = mcap::read_summary(impl_->file, pass_over)) {
    if (const Status same = check_tables(impl_->file, *summary, Tables::kAll); !same) {
      TRY(impl_->judge(0, 0, same.error()));
    }
  }
  if (!index.seal) {
    return {};
  }
  const std::uint64_t frames = count_of(*scanned, TopicKind::kFrame);
  const std::uint64_t cues = count_of(*scanned, TopicKind::kCue);
  const Seal& seal = index.seal->seal;
  if (!std::cmp_equal(frames, seal.frames) || !std::cmp_equal(cues, seal.cues)) {
    impl_->log.add(0, 0, "the counts in the seal are not those of the records");
  }
  return {};
}

struct TakeReader::Cursor::Impl {
  // Loads the next chunk that may hold a wanted record. False at the end.
  Result<bool> next_chunk();
  // The record of one message, or nothing when it is not wanted or damaged.
  Result<std::optional<Record>> take_in(const mcap::RecordView& view);

  [[nodiscard]] const ChunkEntry& chunk() const { return take->index.chunks[next_index - 1]; }

  std::shared_ptr<TakeReader::Impl> take;
  Topics topics = Topics::kAll;
  std::uint64_t channels = 0;  // bits of wanted channels, as in ChunkEntry
  std::uint64_t from_time = 0;
  std::uint64_t to_time = 0;  // exclusive
  std::size_t next_index = 0;
  Bytes records;
  ByteReader reader{ByteSpan()};
  std::int64_t publish_ns = 0;
};

Result<bool> TakeReader::Cursor::Impl::next_chunk() {
  while (next_index < take->index.chunks.size()) {
    const ChunkEntry& entry = take->index.chunks[next_index++];
    if ((entry.channels & channels) == 0 || entry.end_time < from_time ||
        entry.start_time >= to_time) {
      continue;
    }
    auto loaded = load_chunk(take->file, entry);
    if (loaded) {
      records = std::move(*loaded);
      reader = ByteReader(records);
      return true;
    }
    TRY(take->judge(entry.offset, entry.length, loaded.error()));
  }
  return false;
}

Result<std::optional<Record>> TakeReader::Cursor::Impl::take_in(const mcap::RecordView& view) {
  if (view.opcode != static_cast<std::uint8_t>(mcap::Opcode::kMessage)) {
    return std::nullopt;
  }
  TRY_ASSIGN(const mcap::Message message, mcap::parse_message(view.content));
  const auto topic = take->index.channels.find(message.channel);
  if (topic == take->index.channels.end()) {
    return fail(ErrorCode::kCorrupt, "a message of a channel that nothing declares");
  }
  if (!wanted(topics, topic->second.kind) || message.log_time < from_time ||
      message.log_time >= to_time) {
    return std::nullopt;
  }
  TRY_ASSIGN(Record record, unpack_message(take->index.header, topic->second, message));
  publish_ns = static_cast<std::int64_t>(message.publish_time);
  return record;
}

TakeReader::Cursor::Cursor(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
TakeReader::Cursor::Cursor(Cursor&&) noexcept = default;
TakeReader::Cursor& TakeReader::Cursor::operator=(Cursor&&) noexcept = default;
TakeReader::Cursor::~Cursor() = default;

Result<std::optional<Record>> TakeReader::Cursor::next() {
  while (true) {
    while (const auto view = mcap::next_record(impl_->reader)) {
      auto record = impl_->take_in(*view);
      if (!record) {
        TRY(impl_->take->judge(impl_->chunk().offset, 0, record.error()));
      } else if (*record) {
        return record;
      }
    }
    if (impl_->reader.failed()) {
      const ChunkEntry& cut = impl_->chunk();
      TRY(impl_->take->judge(cut.offset, cut.length,
                             {ErrorCode::kCorrupt, "a record of a chunk is cut"}));
    }
    TRY_ASSIGN(const bool more, impl_->next_chunk());
    if (!more) {
      return std::nullopt;
    }
  }
}

std::int64_t TakeReader::Cursor::publish_ns() const {
  return impl_->publish_ns;
}

TakeReader::Cursor TakeReader::read(const ReadRange& range) {
  auto cursor = std::make_unique<Cursor::Impl>();
  cursor->take = impl_;
  cursor->topics = range.topics;
  for (const auto& [channel, topic] : impl_->index.channels) {
    if (wanted(range.topics, topic.kind)) {
      cursor->channels |= channel < 64 ? std::uint64_t{1} << channel : ~std::uint64_t{0};
    }
  }
  const auto time_of = [&](SampleIndex sample) {
    if (sample.value > kMaxSample) {
      return std::numeric_limits<std::uint64_t>::max();
    }
    return log_time_of(impl_->index.header, {std::max<std::int64_t>(sample.value, 0)});
  };
  cursor->from_time = time_of(range.from);
  cursor->to_time = time_of(range.to);
  return Cursor(std::move(cursor));
}

}  // namespace reprise::timeline
