#include "core/mcap/indexed_reader.h"

#include <algorithm>
#include <queue>
#include <string>
#include <utility>

#include "core/mcap/loaded_block.h"

namespace reprise::mcap {
namespace {

// A block that is not loaded, by what is to be read of it next.
struct Waiting {
  BlockPosition from;
  std::size_t block = 0;

  [[nodiscard]] auto key() const { return std::pair(from.time, block); }
  bool operator>(const Waiting& other) const { return key() > other.key(); }
};

// For heaps with the earliest in front.
struct Later {
  bool operator()(const LoadedBlock& a, const LoadedBlock& b) const {
    return std::pair(a.time(), a.block) > std::pair(b.time(), b.block);
  }
};

// The most bytes that blocks hold which overlap at one time.
std::uint64_t most_overlapping(std::vector<Block> blocks) {
  using End = std::pair<std::uint64_t, std::uint64_t>;  // time, size
  std::ranges::sort(blocks, {}, &Block::start_time);
  std::priority_queue<End, std::vector<End>, std::greater<>> ends;
  std::uint64_t now = 0;
  std::uint64_t most = 0;
  for (const Block& block : blocks) {
    for (; !ends.empty() && ends.top().first < block.start_time; ends.pop()) {
      now -= ends.top().second;
    }
    // With room for the order of its messages.
    const std::uint64_t size = std::min(block.unpacked_size, kMaxChunkBytes) * 3 / 2;
    now += size;
    ends.emplace(block.end_time, size);
    most = std::max(most, now);
  }
  return most;
}

}  // namespace

class IndexedReader::Cursor::Impl {
 public:
  Impl(IndexedReader& reader, const ReadFilter& filter);

  Result<std::optional<IndexedMessage>> next();
  [[nodiscard]] const ReadCounters& counters() const { return counters_; }

 private:
  struct Wanted {
    const Channel* channel = nullptr;
    const Schema* schema = nullptr;
  };

  void choose_channels(const std::vector<std::string>& topics);
  void choose_blocks();
  [[nodiscard]] bool is_wanted(const Block& block) const;
  void advance();
  Status load(const Waiting& waiting);
  Result<LoadedBlock> unpack(std::size_t number);
  Status find_messages(LoadedBlock& loaded);
  void note_message(LoadedBlock& loaded, const Message& message, std::uint64_t at);
  void hold(LoadedBlock loaded);
  void drop_farthest();
  void release(LoadedBlock loaded);

  IndexedReader& reader_;
  ReadFilter filter_;
  std::vector<Wanted> wanted_;  // by channel id
  std::priority_queue<Waiting, std::vector<Waiting>, std::greater<>> waiting_;
  std::vector<LoadedBlock> held_;  // a heap, the earliest in front
  bool handed_out_ = false;        // the message in front
  std::uint64_t overlap_ = 0;      // bytes that would be held at once, were there no limit
  ReadCounters counters_;
  Bytes packed_;  // buffers that go round
  Bytes unpacked_;
  std::vector<LoadedBlock::Entry> entries_;
};

IndexedReader::Cursor::Impl::Impl(IndexedReader& reader, const ReadFilter& filter)
    : reader_(reader), filter_(filter) {
  choose_channels(filter.topics);
  choose_blocks();
}

void IndexedReader::Cursor::Impl::choose_channels(const std::vector<std::string>& topics) {
  const FileIndex& index = reader_.index_;
  wanted_.resize(index.channels.empty() ? 0 : index.channels.rbegin()->first + std::size_t{1});
  for (const auto& [id, channel] : index.channels) {
    if (topics.empty() || std::ranges::find(topics, channel.topic) != topics.end()) {
      const auto schema = index.schemas.find(channel.schema_id);
      wanted_[id] = {&channel, schema == index.schemas.end() ? nullptr : &schema->second};
    }
  }
}

void IndexedReader::Cursor::Impl::choose_blocks() {
  const std::vector<Block>& blocks = reader_.index_.blocks;
  std::vector<Block> chosen;
  for (std::size_t i = 0; i < blocks.size(); ++i) {
    if (is_wanted(blocks[i])) {
      chosen.push_back(blocks[i]);
      waiting_.push({{std::max(blocks[i].start_time, filter_.first_time), 0}, i});
    }
  }
  overlap_ = most_overlapping(std::move(chosen));
}

bool IndexedReader::Cursor::Impl::is_wanted(const Block& block) const {
  const auto channel_is_wanted = [&](std::uint16_t id) {
    return id < wanted_.size() && wanted_[id].channel != nullptr;
  };
  return block.end_time >= filter_.first_time && block.start_time <= filter_.last_time &&
         (block.channel_set == 0 || filter_.topics.empty() ||
          std::ranges::any_of(reader_.index_.channel_sets[block.channel_set], channel_is_wanted));
}

Result<std::optional<IndexedMessage>> IndexedReader::Cursor::Impl::next() {
  advance();
  while (!waiting_.empty() &&
         (held_.empty() ||
          waiting_.top().key() < std::pair(held_.front().time(), held_.front().block))) {
    const Waiting due = waiting_.top();
    waiting_.pop();
    TRY(load(due));
  }
  if (held_.empty()) {
    return std::nullopt;
  }
  handed_out_ = true;
  const Message message = held_.front().message();
  const Wanted& wanted = wanted_[message.channel];
  return IndexedMessage{wanted.channel, wanted.schema, message};
}

// Behind the message that was handed out.
void IndexedReader::Cursor::Impl::advance() {
  if (!std::exchange(handed_out_, false)) {
    return;
  }
  std::ranges::pop_heap(held_, Later{});
  LoadedBlock& block = held_.back();
  ++block.next;
  if (!block.exhausted()) {
    std::ranges::push_heap(held_, Later{});
    return;
  }
  LoadedBlock done = std::move(block);
  held_.pop_back();
  release(std::move(done));
}

Status IndexedReader::Cursor::Impl::load(const Waiting& waiting) {
  const Block& block = reader_.index_.blocks[waiting.block];
  auto loaded = unpack(waiting.block);
  if (!loaded) {
    if (loaded.error().code != ErrorCode::kCorrupt) {
      return fail(loaded.error());
    }
    reader_.log_.add(block.offset, block.length, loaded.error().message);
    return {};
  }
  order_entries(*loaded, waiting.from.rank);
  if (overlap_ > filter_.memory_limit) {
    const double share = static_cast<double>(filter_.memory_limit) / static_cast<double>(overlap_);
    loaded->keep_part(
        static_cast<std::uint64_t>(share * static_cast<double>(loaded->held_bytes())));
  }
  if (!loaded->exhausted()) {
    hold(std::move(*loaded));
  }
  return {};
}

Result<LoadedBlock> IndexedReader::Cursor::Impl::unpack(std::size_t number) {
  // Chunks that overlap are unpacked again and again; of some, a few bytes are very many.
  const std::uint64_t most = 1024 * reader_.file_.size() + (std::uint64_t{256} << 20);
  if (counters_.unpacked_bytes > most) {
    return corrupt("chunks overlap so much that reading them in order would take no end");
  }
  const Block& block = reader_.index_.blocks[number];
  if (block.length > kMaxRecordBytes) {
    return fail(ErrorCode::kCorrupt, "a record reaches beyond the file");
  }
  packed_.resize(static_cast<std::size_t>(block.length));
  TRY(reader_.file_.read_at(block.offset, packed_));
  LoadedBlock loaded;
  loaded.block = number;
  loaded.records = packed_;
  if (block.is_chunk) {
    TRY_ASSIGN(const Chunk chunk, chunk_of_block(packed_));
    TRY_ASSIGN(loaded.records, unpack_chunk(chunk, unpacked_));
  }
  // Moving a buffer leaves its bytes where they are, so the view stays valid.
  loaded.bytes = std::move(loaded.records.data() == unpacked_.data() ? unpacked_ : packed_);
  ++counters_.loads;
  counters_.unpacked_bytes += loaded.records.size();
  TRY(find_messages(loaded));
  return loaded;
}

Status IndexedReader::Cursor::Impl::find_messages(LoadedBlock& loaded) {
  loaded.entries = std::move(entries_);
  loaded.entries.clear();
  ByteReader reader(loaded.records);
  std::uint64_t at = 0;
  while (const auto view = next_record(reader)) {
    if (view->opcode == static_cast<std::uint8_t>(Opcode::kMessage)) {
      TRY_ASSIGN(const Message message, parse_message(view->content));
      note_message(loaded, message, at);
    }
    at = reader.position();
  }
  if (reader.failed()) {
    reader_.log_.add(reader_.index_.blocks[loaded.block].offset, 0, "a record of a chunk is cut");
  }
  return {};
}

void IndexedReader::Cursor::Impl::note_message(LoadedBlock& loaded, const Message& message,
                                               std::uint64_t at) {
  const Block& block = reader_.index_.blocks[loaded.block];
  if (message.log_time < block.start_time || message.log_time > block.end_time) {
    reader_.log_.add(block.offset, 0, "a chunk claims other times than its messages have");
  }
  if (!reader_.index_.channels.contains(message.channel)) {
    reader_.log_.add(block.offset, 0, "a message of a channel that nothing declares");
    return;
  }
  if (wanted_[message.channel].channel != nullptr && message.log_time >= filter_.first_time &&
      message.log_time <= filter_.last_time) {
    loaded.entries.push_back({message.log_time, at});
  }
}

void IndexedReader::Cursor::Impl::hold(LoadedBlock loaded) {
  counters_.held_bytes += loaded.held_bytes();
  held_.push_back(std::move(loaded));
  std::ranges::push_heap(held_, Later{});
  while (counters_.held_bytes > filter_.memory_limit && held_.size() > 1) {
    drop_farthest();
  }
  counters_.most_held_bytes = std::max(counters_.most_held_bytes, counters_.held_bytes);
}

// The index promised less than there is: make room, and hold smaller parts from now on.
void IndexedReader::Cursor::Impl::drop_farthest() {
  const auto farthest = std::ranges::min_element(held_, Later{});
  LoadedBlock dropped = std::move(*farthest);
  held_.erase(farthest);
  std::ranges::make_heap(held_, Later{});
  waiting_.push({dropped.position(), dropped.block});
  dropped.rest.reset();
  release(std::move(dropped));
  overlap_ = std::max(overlap_, filter_.memory_limit);
  overlap_ += overlap_ / 8;
}

void IndexedReader::Cursor::Impl::release(LoadedBlock loaded) {
  counters_.held_bytes -= loaded.held_bytes();
  if (loaded.rest) {
    waiting_.push({*loaded.rest, loaded.block});
  }
  Bytes& smaller = packed_.capacity() < unpacked_.capacity() ? packed_ : unpacked_;
  if (smaller.capacity() < loaded.bytes.capacity()) {
    smaller = std::move(loaded.bytes);
  }
  if (entries_.capacity() < loaded.entries.capacity()) {
    entries_ = std::move(loaded.entries);
  }
}

IndexedReader::Cursor::Cursor(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
IndexedReader::Cursor::Cursor(Cursor&&) noexcept = default;
IndexedReader::Cursor& IndexedReader::Cursor::operator=(Cursor&&) noexcept = default;
IndexedReader::Cursor::~Cursor() = default;

Result<std::optional<IndexedMessage>> IndexedReader::Cursor::next() {
  return impl_->next();
}

const ReadCounters& IndexedReader::Cursor::counters() const {
  return impl_->counters();
}

Result<std::unique_ptr<IndexedReader>> IndexedReader::open(std::unique_ptr<RandomAccessFile> file) {
  std::unique_ptr<IndexedReader> reader(new IndexedReader(std::move(file)));
  TRY_ASSIGN(reader->index_, build_index(reader->file_, reader->log_));
  return reader;
}

IndexedReader::Cursor IndexedReader::read(const ReadFilter& filter) {
  return Cursor(std::make_unique<Cursor::Impl>(*this, filter));
}

}  // namespace reprise::mcap
